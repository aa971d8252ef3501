"""What editors upload: kept in folders of their own with random names, and never served.

A name that a browser sends is data: a zip gets a name that is made here, and a loose seed keeps
its own, which is its identity, only where it is made of letters, digits, `.`, `_` and `-`.
"""

import re
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils import timezone

from articles.ingest.job import Options
from articles.models import ACTIVE_STATES, ImportRun, User

SALT = "articles.admin.uploads"
LIFETIME = timedelta(days=1)
"""For so long a preview can be confirmed; a day later what nobody confirmed is deleted."""
HARMLESS_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,240}\.md")
_FOLDER = re.compile(r"[0-9a-f]{32}")
_ZIP = "seeds.zip"

if TYPE_CHECKING:
    File = UploadedFile[Any]
else:
    File = UploadedFile


@dataclass(frozen=True, slots=True)
class Upload:
    """A folder of uploaded seeds, and how they are to be imported; `origin` is for people."""

    folder: str
    origin: str
    source: str
    trust_published: bool = False
    archive_missing: bool = False

    @property
    def root(self) -> Path:
        return Path(settings.NEWSDESK_UPLOADS) / self.folder

    @property
    def paths(self) -> list[Path]:
        """The one zip, or the loose seeds; nothing where the upload is gone."""
        return sorted(self.root.iterdir()) if self.root.is_dir() else []

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
    return upload if upload.paths else None


def keep_files(files: Sequence[File], **how: Any) -> Upload:
    """Keep one zip, or loose seeds with harmless names; `how` are the fields of Upload."""
    more = f" and {len(files) - 1} more" if len(files) > 1 else ""
    upload = Upload(folder=secrets.token_hex(16), origin=f"{files[0].name}{more}", **how)
    upload.root.mkdir(parents=True, mode=0o700)
    for file in files:
        name = _ZIP if is_zip(file) else str(file.name)
        with (upload.root / name).open("xb") as kept:
            for chunk in file.chunks():
                kept.write(chunk)
    forget_abandoned()
    return upload


def run_of(upload: Upload) -> ImportRun | None:
    """Return the run that this upload was confirmed as."""
    return _runs_of(upload.root).first()


def _runs_of(folder: Path) -> QuerySet[ImportRun]:
    return ImportRun.objects.filter(paths__0__startswith=f"{folder}/")


def is_zip(file: File) -> bool:
    return str(file.name).lower().endswith(".zip")


def is_harmless(file: File) -> bool:
    """Whether a loose seed's name can be a file's name here."""
    return HARMLESS_NAME.fullmatch(str(file.name)) is not None


def forget_abandoned() -> None:
    """Delete old uploads, but those whose run may still need them to be resumed."""
    root = Path(settings.NEWSDESK_UPLOADS)
    oldest = (timezone.now() - LIFETIME).timestamp()
    for folder in root.iterdir():
        is_old = _FOLDER.fullmatch(folder.name) and folder.stat().st_mtime < oldest
        if is_old and not _runs_of(folder).filter(state__in=ACTIVE_STATES).exists():
            shutil.rmtree(folder, ignore_errors=True)


def _salt(user: User) -> str:
    return f"{SALT}:{user.pk}"
