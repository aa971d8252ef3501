"""The upload form for seeds, which leads to their preview.

files or a folder -> ingest.uploads / ingest.server_folders -> ingest.preview
"""

from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from articles.admin.base.fields import TextField
from articles.admin.imports.access import importer_required, may_use_risky_options, page_context
from articles.admin.imports.preview_list import in_numbers
from articles.admin.imports.start import start
from articles.content.seed_limits import limits_in_force
from articles.desk.access import current_user, parse_id
from articles.ingest.confirm import refused_paths
from articles.ingest.options import LONGEST_SOURCE_NAME, FileSelection, Options
from articles.ingest.preview import start_preview
from articles.ingest.server_folders import find_folder, import_folders
from articles.ingest.uploads import (
    ZIP_NAME,
    File,
    delete_upload,
    is_safe,
    is_zip,
    paths_in,
    save_as,
    save_files,
    upload_root,
)
from articles.models import ImportRun, Source, User
from articles.seeds.limits import MEGABYTE
from articles.seeds.sources import SourceNotFound, SourceRefused, is_bare

RISKY = {
    "trust_published": "Publish what is marked as published in the files (for a migration)",
    "archive_missing": "Archive articles whose file is missing from the zip or folder",
}
"""Options that only managing editors may use."""
PREVIEWS_PAGE = 25


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; a list when cleaned."""

    def __init__(self, **options: Any) -> None:
        widget = FilesInput(attrs={"accept": ".md,.zip"})
        super().__init__(widget=widget, **options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the files. Errors name the file."""
        files = []
        for file in data or []:
            try:
                files.append(super().clean(file, initial))
            except ValidationError as error:
                messages = [f"{file.name}: {message}" for message in error.messages]
                raise ValidationError(messages) from None
        return files


class UploadForm(forms.Form):
    """Either one zip or some seeds, or a folder of the server; and the source they belong to."""

    seeds = FilesField(
        label="Seeds",
        required=False,
        help_text="One zip, or up to 100 .md files.",
        max_length=250,
    )
    folder = TextField(
        label="Or a folder on the server", required=False, max_length=1_000, help_text=""
    )
    source = forms.ChoiceField(
        required=False,
        help_text="Files with the same name update the same article of their source.",
    )
    new_source = TextField(
        label="Name of the new source", required=False, max_length=LONGEST_SOURCE_NAME
    )

    def __init__(self, *args: Any, user: User, replacing: ImportRun | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user
        self.replacing = replacing
        if replacing:
            del self.fields["source"], self.fields["new_source"], self.fields["folder"]
            return
        self._offer_sources()
        if import_folders():
            names = ", ".join(folder.name for folder in import_folders())
            self.fields["folder"].help_text = f"A folder, a zip or a file in: {names}."
        else:
            del self.fields["folder"]
        if may_use_risky_options(user):
            for name, text in RISKY.items():
                self.fields[name] = forms.BooleanField(required=False, label=text)

    def _offer_sources(self) -> None:
        """Offer the known sources, that of the person's last import selected, and a new one."""
        names = list(Source.objects.values_list("name", flat=True)) or ["default"]
        source = cast("forms.ChoiceField", self.fields["source"])
        source.choices = [*((name, name) for name in names), ("", "A new source…")]
        last = ImportRun.objects.filter(started_by=self.user).order_by("-pk").first()
        source.initial = last.source.name if last else names[0]

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
        """Require either files or a folder, and either a known source or a new one."""
        has_files, folder = bool(self.cleaned_data.get("seeds")), self.cleaned_data.get("folder")
        if has_files and folder:
            self.add_error("folder", "Choose files, or name a folder: not both.")
        elif not has_files and not folder and not self.errors:
            self.add_error("seeds", "Choose one zip, or some .md files.")
        known, new = self.cleaned_data.get("source"), self.cleaned_data.get("new_source")
        if known and new:
            self.add_error("new_source", "Choose “A new source…” above, or leave this empty.")
        elif not (known or new or self.replacing or self.errors):
            self.add_error("new_source", "Name the new source.")
        return self.cleaned_data

    def start(self) -> ImportRun | None:
        """Return the queued preview; None if there is an error, which is added to its field."""
        folder = ""
        try:
            if self.replacing:
                paths, selection, folder = self._corrected(self.replacing)
            elif self.cleaned_data["seeds"]:
                folder = save_files(self.cleaned_data["seeds"])
                paths, selection = paths_in(folder), None
            else:
                paths, selection = [find_folder(self.cleaned_data["folder"])], None
            _check_has_seeds(paths)
            return start_preview(
                paths, by=self.user, upload=folder, selection=selection, **self._preview_options()
            )
        except (SourceNotFound, SourceRefused) as error:
            delete_upload(folder)
            message = str(error)
            for file in self.cleaned_data["seeds"] if folder else []:
                message = message.replace(ZIP_NAME, str(file.name))
            self.add_error("folder" if self.cleaned_data.get("folder") else "seeds", message)
            return None

    def _preview_options(self) -> dict[str, Any]:
        data = self.cleaned_data
        run = self.replacing
        names = [str(file.name) for file in data["seeds"]] or [data.get("folder", "")]
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        return {
            "label": f"{names[0]}{more}",
            "source": run.source.name if run else data["source"] or data["new_source"],
            "options": Options(
                bool(data.get("trust_published")), bool(data.get("archive_missing"))
            ),
        }

    def _corrected(self, run: ImportRun) -> tuple[list[Path], FileSelection, str]:
        """Store corrected files under the paths of the refused ones."""
        refused = refused_paths(run)
        only = FileSelection(only=frozenset(refused))
        files: list[File] = self.cleaned_data["seeds"]
        if is_zip(files[0]):
            folder = save_files(files)
            return paths_in(folder), only, folder
        places = {PurePosixPath(path).name: path for path in refused if is_safe(path)}
        strange = [str(file.name) for file in files if file.name not in places]
        if strange:
            raise SourceRefused(f"{run} did not refuse these: {', '.join(strange[:5])}.")
        folder = save_as({places[str(file.name)]: file for file in files})
        return [upload_root() / folder], only, folder


def _check_has_seeds(paths: Sequence[Path]) -> None:
    if all(is_bare(path) for path in paths):
        raise SourceRefused(f"There are no seed files (.md) in {paths[0].name}.")


def _check_loose(files: Sequence[File]) -> None:
    odd = [str(file.name) for file in files if not is_safe(str(file.name))]
    if odd:
        raise ValidationError(
            "Choose one zip, or .md files whose names are made of letters, digits, dots, "
            f"underscores and hyphens. Not so: {', '.join(odd[:5])}"
        )


@importer_required
def upload_page(request: HttpRequest) -> HttpResponse:
    """Take files in and go on to their preview."""
    user = current_user(request)
    replacing = _replacing(request)
    form = UploadForm(request.POST or None, request.FILES or None, user=user, replacing=replacing)
    if request.method == "POST" and form.is_valid() and (preview := form.start()):
        return start(preview)
    page = Paginator(_open_previews(user), PREVIEWS_PAGE).get_page(request.GET.get("p"))
    context = page_context(request, "Upload corrected files" if replacing else "Import seeds") | {
        "form": form,
        "replacing": replacing,
        "most_bytes": limits_in_force().zip_bytes,
        "refused": refused_paths(replacing) if replacing else [],
        "page": page,
        "previews": [each for each in page if each.started_by_id == user.pk],
        "others": [(each, in_numbers(each)) for each in page if each.started_by_id != user.pk],
    }
    return TemplateResponse(request, "admin/imports/upload.html", context)


def _open_previews(user: User) -> QuerySet[ImportRun]:
    """Return unconfirmed previews, the user's own first, then the newest."""
    previews = ImportRun.previews.unconfirmed().select_related("started_by", "source")
    is_own = Case(When(started_by=user.pk, then=0), default=1)
    return previews.order_by(is_own, "-pk")


def _replacing(request: HttpRequest) -> ImportRun | None:
    """Return the run whose refused files are to be replaced by corrected ones."""
    pk = parse_id(request.GET.get("replacing", ""))
    return ImportRun.imports.select_related("source").filter(pk=pk or 0).first()
