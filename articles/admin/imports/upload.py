"""Upload seeds: the form, and the way to their preview.

files or a folder -> ingest.uploads / ingest.folders -> ingest.preview -> the preview's page
"""

from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from articles.admin.base.fields import TextField
from articles.admin.imports.preview_diff import in_numbers
from articles.admin.site import site
from articles.content.seed_limits import limits_in_force
from articles.desk.access import current_user, parse_id
from articles.ingest.confirm import refused_paths
from articles.ingest.file_selection import Choice
from articles.ingest.import_state import Options
from articles.ingest.preview import is_small, start_preview, work_out
from articles.ingest.server_folders import folder_named, import_folders
from articles.ingest.tasks import preview_task
from articles.ingest.uploads import (
    File,
    detach_files,
    forget_upload,
    is_harmless,
    is_zip,
    keep_as,
    paths_in,
    upload_root,
)
from articles.models import ImportPreview, ImportRun, User
from articles.seeds.limits import MEGABYTE
from articles.seeds.sources import SourceNotFound, SourceRefused

RISKY = {
    "trust_published": "Publish what the files call published (for a migration).",
    "archive_missing": "Archive articles whose files are gone from the zip or folder.",
}
"""Options that decide over the heads of the editors: for managing editors."""
PREVIEWS_PAGE = 25


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; a list when cleaned."""

    def __init__(self, **options: Any) -> None:
        widget = FilesInput(attrs={"accept": ".md,.zip"})
        super().__init__(widget=widget, **options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        return [super(FilesField, self).clean(file, initial) for file in data or []]


class UploadForm(forms.Form):
    """Either one zip or some seeds, or a folder of the server; and the source they belong to."""

    seeds = FilesField(
        label="Seeds",
        required=False,
        help_text="One zip, or up to a hundred .md files.",
        max_length=250,
    )
    folder = TextField(
        label="Or a folder on the server", required=False, max_length=1_000, help_text=""
    )
    source = TextField(
        max_length=100,
        required=True,
        initial="default",
        help_text="The set that these seeds belong to: within it, a file's name is its identity.",
    )

    def __init__(self, *args: Any, user: User, mending: ImportRun | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user
        self.mending = mending
        if mending:
            del self.fields["source"], self.fields["folder"]
            return
        if import_folders():
            names = ", ".join(folder.name for folder in import_folders())
            self.fields["folder"].help_text = f"A folder, a zip or a file in: {names}."
        else:
            del self.fields["folder"]
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
        if files and (len(files) > 1 or not is_zip(files[0])):
            _check_loose(files)
        return files

    def clean(self) -> dict[str, Any]:
        """One of the two ways is taken, not both and not none."""
        has_files, folder = bool(self.cleaned_data.get("seeds")), self.cleaned_data.get("folder")
        if has_files and folder:
            self.add_error("folder", "Choose files, or name a folder: not both.")
        elif not has_files and not folder and not self.errors:
            self.add_error("seeds", "Choose one zip, or some .md files.")
        return self.cleaned_data

    def start(self) -> ImportPreview | None:
        """Return the waiting preview of a valid form, or None with the reason at its field."""
        folder = ""
        try:
            if self.mending:
                paths, choice, folder = self._mended(self.mending)
            elif self.cleaned_data["seeds"]:
                folder = detach_files(self.cleaned_data["seeds"])
                paths, choice = paths_in(folder), None
            else:
                paths, choice = [folder_named(self.cleaned_data["folder"])], None
            return start_preview(
                paths, by=self.user, folder=folder, choice=choice, **self._circumstances()
            )
        except (SourceNotFound, SourceRefused) as error:
            forget_upload(folder)
            self.add_error("folder" if self.cleaned_data.get("folder") else "seeds", str(error))
            return None

    def _circumstances(self) -> dict[str, Any]:
        said = self.cleaned_data
        run = self.mending
        names = [str(file.name) for file in said["seeds"]] or [said.get("folder", "")]
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        return {
            "origin": f"{names[0]}{more}",
            "source": run.source.name if run else said["source"],
            "options": Options(
                bool(said.get("trust_published")), bool(said.get("archive_missing"))
            ),
        }

    def _mended(self, run: ImportRun) -> tuple[list[Path], Choice, str]:
        """Keep mended files where the refused ones lay: a path is not lost by a file's mending."""
        refused = refused_paths(run)
        only = Choice(only=frozenset(refused))
        files: list[File] = self.cleaned_data["seeds"]
        if is_zip(files[0]):
            folder = detach_files(files)
            return paths_in(folder), only, folder
        places = {PurePosixPath(path).name: path for path in refused if is_harmless(path)}
        strange = [str(file.name) for file in files if file.name not in places]
        if strange:
            raise SourceRefused(f"{run} did not refuse these: {', '.join(strange[:5])}.")
        folder = keep_as({places[str(file.name)]: file for file in files})
        return [upload_root() / folder], only, folder


def _check_loose(files: Sequence[File]) -> None:
    odd = [str(file.name) for file in files if not is_harmless(str(file.name))]
    if odd:
        raise ValidationError(
            "Choose one zip, or .md files whose names are made of letters, digits, dots, "
            f"underscores and hyphens. Not so: {', '.join(odd[:5])}"
        )


def may_risk(user: User) -> bool:
    return user.has_perm("articles.manage_rules")


def importer(request: HttpRequest) -> User:
    """Return who asks. Raises PermissionDenied for whoever may not import."""
    user = current_user(request)
    if not user.has_perm("articles.import_seeds"):
        raise PermissionDenied
    return user


def upload_page(request: HttpRequest) -> HttpResponse:
    """Take files in and go on to their preview."""
    user = importer(request)
    mending = _mending(request)
    form = UploadForm(request.POST or None, request.FILES or None, user=user, mending=mending)
    if request.method == "POST" and form.is_valid() and (preview := form.start()):
        return HttpResponseRedirect(begin(preview))
    page = Paginator(_open_previews(user), PREVIEWS_PAGE).get_page(request.GET.get("p"))
    context = page_context(request, "Upload mended seeds" if mending else "Import seeds") | {
        "form": form,
        "mending": mending,
        "most_bytes": limits_in_force().zip_bytes,
        "refused": refused_paths(mending) if mending else [],
        "page": page,
        "previews": [each for each in page if each.started_by_id == user.pk],
        "others": [(each, in_numbers(each)) for each in page if each.started_by_id != user.pk],
    }
    return TemplateResponse(request, "admin/imports/upload.html", context)


def _open_previews(user: User) -> QuerySet[ImportPreview]:
    """Return what may still be confirmed, one's own first, the newest first."""
    previews = ImportPreview.objects.unconfirmed().select_related("started_by")
    is_own = Case(When(started_by=user.pk, then=0), default=1)
    return previews.order_by(is_own, "-pk")


def begin(preview: ImportPreview) -> str:
    """Have a waiting preview worked out, a small one at once; return the address of its page."""
    if is_small(preview):
        work_out(preview)
    else:
        preview_task.enqueue(preview.pk)
    return reverse("admin:articles_importrun_preview", args=[preview.pk])


def page_context(request: HttpRequest, title: str) -> dict[str, Any]:
    return {**site.each_context(request), "title": title, "opts": ImportRun._meta}


def _mending(request: HttpRequest) -> ImportRun | None:
    """Return the run whose refused files are to be replaced by mended ones."""
    pk = parse_id(request.GET.get("mending", ""))
    return ImportRun.objects.select_related("source").filter(pk=pk or 0).first()
