"""What editors upload: kept in folders of their own with random names, and never served.

A name that a browser sends is data. On the disk there are only names that are made here; loose
seeds are put into a zip, where names are data too.
"""

import re
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_STORED, ZipFile

from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from articles.ingest.run import Options
from articles.models import ImportRun, SeedFile, SeedKind, User

SALT = "articles.admin.uploads"
LIFETIME = timedelta(days=1)
"""For so long a preview can be confirmed; a day later what nobody confirmed is deleted."""
_FOLDER = re.compile(r"[0-9a-f]{32}")
_WHOLE = "seeds.zip"
# Loose seeds say nothing about the files that were not sent: ingest looks for missing files
# behind a `.zip`, not behind this.
_LOOSE = "loose-seeds.ZIP"

if TYPE_CHECKING:
    File = UploadedFile[Any]
else:
    File = UploadedFile


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload, and how it is to be imported."""

    folder: str
    is_whole: bool
    source: str
    trust_published: bool = False
    archive_missing: bool = False

    @property
    def path(self) -> Path:
        name = _WHOLE if self.is_whole else _LOOSE
        return Path(settings.NEWSDESK_UPLOADS) / self.folder / name

    @property
    def options(self) -> Options:
        return Options(self.trust_published, self.archive_missing)

    def token(self, user: User) -> str:
        """Return what a confirmation refers to this upload by; it is good for this user only."""
        return signing.dumps(asdict(self), salt=_salt(user), compress=True)


def upload_of(token: str, user: User) -> Upload | None:
    """Return the upload of a token; None where it is false, somebody else's, or too old."""
    try:
        fields: dict[str, Any] = signing.loads(token, salt=_salt(user), max_age=LIFETIME)
    except signing.BadSignature:
        return None
    upload = Upload(**fields)
    return upload if upload.path.is_file() else None


def keep_zip(file: File, **how: Any) -> Upload:
    """Keep a zip as it came."""
    upload = _make_folder(is_whole=True, **how)
    with upload.path.open("xb") as kept:
        for chunk in file.chunks():
            kept.write(chunk)
    return upload


def keep_loose(files: Sequence[File], *, source: str, **how: Any) -> Upload:
    """Keep seeds that came one by one. Those that we know get the path that they had."""
    upload = _make_folder(is_whole=False, source=source, **how)
    known = _known_paths(source, [str(file.name) for file in files])
    with ZipFile(upload.path, "x", ZIP_STORED) as kept:
        for file in files:
            kept.writestr(known.get(str(file.name), str(file.name)), file.read())
    return upload


def forget_abandoned() -> None:
    """Delete the uploads that were never confirmed. A run may need its files to be resumed."""
    root = Path(settings.NEWSDESK_UPLOADS)
    oldest = (timezone.now() - LIFETIME).timestamp()
    for folder in root.iterdir():
        if _FOLDER.fullmatch(folder.name) and folder.stat().st_mtime < oldest:
            origins = ImportRun.objects.filter(origin__startswith=f"{folder}/")
            if not origins.exists():
                shutil.rmtree(folder, ignore_errors=True)


def _make_folder(**how: Any) -> Upload:
    upload = Upload(folder=secrets.token_hex(16), **how)
    upload.path.parent.mkdir(parents=True, mode=0o700)
    forget_abandoned()
    return upload


def _known_paths(source: str, names: Sequence[str]) -> dict[str, str]:
    stems = {PurePosixPath(name).stem: name for name in names}
    known = SeedFile.objects.filter(
        source__name=source, kind=SeedKind.ARTICLE, name__in=list(stems)
    )
    return {stems[name]: path for name, path in known.values_list("name", "path")}


def _salt(user: User) -> str:
    return f"{SALT}:{user.pk}"
