"""Upload seeds: the form, the preview, the confirmation.

files -> uploads -> ingest (dry run) -> the preview -> confirm -> ImportRun -> import_task
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from articles.ingest.report import Report
from articles.ingest.run import import_seeds
from articles.ingest.tasks import import_task
from articles.models import ImportOutcome, ImportRun, Source, User
from articles.models.limits import limits_in_force
from articles.seeds.limits import MEGABYTE
from articles.seeds.sources import SourceRefused

from .fields import TextField
from .site import person, site
from .uploads import File, Upload, is_harmless, is_zip, keep_files, run_of, upload_of

ITEMS_PAGE = 100
RISKY = {
    "trust_published": "Publish what the files call published (for a migration).",
    "archive_missing": "Archive articles whose files are gone from the zip.",
}
"""Options that decide over the heads of the editors: for managing editors."""


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; a list when cleaned."""

    def __init__(self, **options: Any) -> None:
        widget = FilesInput(attrs={"accept": ".md,.zip"})
        super().__init__(widget=widget, **options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = data or [None]  # nothing chosen is refused as a missing file is
        return [super(FilesField, self).clean(file, initial) for file in files]


class UploadForm(forms.Form):
    """Either one zip or some seeds, and the source that they belong to."""

    seeds = FilesField(
        label="Seeds", help_text="One zip, or up to a hundred .md files.", max_length=250
    )
    source = TextField(
        max_length=100,
        required=True,
        initial="default",
        help_text="The set that these seeds belong to: within it, a file's name is its identity.",
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        if may_risk(user):
            for name, text in RISKY.items():
                self.fields[name] = forms.BooleanField(required=False, help_text=text)

    def clean_seeds(self) -> list[File]:
        files: list[File] = self.cleaned_data["seeds"]
        most = limits_in_force().zip_bytes
        if sum(file.size or 0 for file in files) > most:
            raise ValidationError(f"This is more than {most // MEGABYTE} MB, the most at once.")
        if len({file.name for file in files}) < len(files):
            raise ValidationError("Two of the files have the same name.")
        if len(files) > 1 or not is_zip(files[0]):
            _check_loose(files)
        return files

    def keep(self) -> Upload:
        """Keep the files of a valid form."""
        how = dict(self.cleaned_data)
        return keep_files(how.pop("seeds"), **how)


def _check_loose(files: Sequence[File]) -> None:
    odd = [str(file.name) for file in files if not is_harmless(file)]
    if odd:
        raise ValidationError(
            "Choose one zip, or .md files whose names are made of letters, digits, dots, "
            f"underscores and hyphens. Not so: {', '.join(odd[:5])}"
        )


def may_risk(user: User) -> bool:
    return user.has_perm("articles.manage_rules")


def upload_page(request: HttpRequest) -> HttpResponse:
    """Take files in and go on to their preview."""
    user = _importer(request)
    form = UploadForm(request.POST or None, request.FILES or None, user=user)
    if request.method == "POST" and form.is_valid():
        upload = form.keep()
        try:
            _report(upload, user)
        except SourceRefused as error:
            form.add_error("seeds", str(error))
        else:
            query = urlencode({"upload": upload.token(user)})
            address = reverse("admin:articles_importrun_preview")
            return HttpResponseRedirect(f"{address}?{query}")
    context = _context(request, "Upload seeds") | {"form": form}
    return TemplateResponse(request, "admin/articles/importrun/upload.html", context)


def preview_page(request: HttpRequest) -> HttpResponse:
    """Show what an import of the upload would do; with POST, do it."""
    user = _importer(request)
    token = (request.POST if request.method == "POST" else request.GET).get("upload", "")
    upload = upload_of(token, user)
    if upload is None:
        text = "This upload is not here any more, or it is not yours. Upload the files again."
        messages.error(request, text)
        return HttpResponseRedirect(reverse("admin:articles_importrun_upload"))
    if request.method == "POST":
        return _confirm(request, upload, user)
    report = _report(upload, user)
    items = [item for item in report.items if item.outcome != ImportOutcome.REFUSED]
    context = _context(request, "What this import would do") | {
        "token": token,
        "upload": upload,
        "report": report,
        "totals": [(o.label, report.totals[o.value]) for o in ImportOutcome],
        "enriched": [*report.enriched.items()],
        "refused": report.with_outcome(ImportOutcome.REFUSED),
        "items": Paginator(items, ITEMS_PAGE).get_page(request.GET.get("p")),
        "would_do": sum(n for name, n in report.totals.items() if name != "unchanged")
        + report.enriched.total(),
    }
    return TemplateResponse(request, "admin/articles/importrun/preview.html", context)


def _importer(request: HttpRequest) -> User:
    user = person(request)
    if not user.has_perm("articles.import_seeds"):
        raise PermissionDenied
    return user


def _report(upload: Upload, user: User) -> Report:
    return import_seeds(
        upload.paths, by=user, source=upload.source, options=upload.options, dry_run=True
    )


def _confirm(request: HttpRequest, upload: Upload, user: User) -> HttpResponse:
    if (upload.trust_published or upload.archive_missing) and not may_risk(user):
        raise PermissionDenied
    run = run_of(upload) or _queue(upload, user)
    if run is None:
        text = f"Another import into {upload.source} is at work. Wait for it, then confirm again."
        messages.error(request, text)
        query = urlencode({"upload": upload.token(user)})
        return HttpResponseRedirect(f"{reverse('admin:articles_importrun_preview')}?{query}")
    return HttpResponseRedirect(reverse("admin:articles_importrun_change", args=[run.pk]))


def _queue(upload: Upload, user: User) -> ImportRun | None:
    """Return a waiting run; None where another one of the same source is not finished."""
    try:
        with transaction.atomic():
            source, _ = Source.objects.get_or_create(name=upload.source)
            run = ImportRun.objects.create(
                source=source,
                origin=upload.origin,
                paths=[str(path) for path in upload.paths],
                options=upload.options.as_dict(),
                started_by=user,
            )
            import_task.enqueue(run.pk)
    except IntegrityError:
        return None
    return run


def _context(request: HttpRequest, title: str) -> dict[str, Any]:
    return {**site.each_context(request), "title": title, "opts": ImportRun._meta}
