"""The upload form for seeds, which leads to their preview.

files or a folder -> ingest.uploads / ingest.server_folders -> ingest.preview
"""

from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from articles.admin.base.fields import TextField
from articles.admin.imports.access import importer_required, may_use_risky_options, page_context
from articles.admin.imports.preview_diff import in_numbers
from articles.admin.imports.start import start
from articles.content.seed_limits import limits_in_force
from articles.desk.access import current_user, parse_id
from articles.ingest.confirm import refused_paths
from articles.ingest.options import FileSelection, Options
from articles.ingest.preview import start_preview
from articles.ingest.server_folders import find_folder, import_folders
from articles.ingest.uploads import (
    File,
    delete_upload,
    is_safe,
    is_zip,
    paths_in,
    save_as,
    save_files,
    upload_root,
)
from articles.models import ImportRun, User
from articles.seeds.limits import MEGABYTE
from articles.seeds.sources import SourceNotFound, SourceRefused

RISKY = {
    "trust_published": "Publish what the files call published (for a migration).",
    "archive_missing": "Archive articles whose files are missing from the zip or folder.",
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

    def __init__(self, *args: Any, user: User, replacing: ImportRun | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user
        self.replacing = replacing
        if replacing:
            del self.fields["source"], self.fields["folder"]
            return
        if import_folders():
            names = ", ".join(folder.name for folder in import_folders())
            self.fields["folder"].help_text = f"A folder, a zip or a file in: {names}."
        else:
            del self.fields["folder"]
        if may_use_risky_options(user):
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
        """Require either files or a folder."""
        has_files, folder = bool(self.cleaned_data.get("seeds")), self.cleaned_data.get("folder")
        if has_files and folder:
            self.add_error("folder", "Choose files, or name a folder: not both.")
        elif not has_files and not folder and not self.errors:
            self.add_error("seeds", "Choose one zip, or some .md files.")
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
            return start_preview(
                paths, by=self.user, upload=folder, selection=selection, **self._preview_options()
            )
        except (SourceNotFound, SourceRefused) as error:
            delete_upload(folder)
            self.add_error("folder" if self.cleaned_data.get("folder") else "seeds", str(error))
            return None

    def _preview_options(self) -> dict[str, Any]:
        data = self.cleaned_data
        run = self.replacing
        names = [str(file.name) for file in data["seeds"]] or [data.get("folder", "")]
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        return {
            "label": f"{names[0]}{more}",
            "source": run.source.name if run else data["source"],
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
