"""Storage of pictures on a local disk."""

import os
from pathlib import Path
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class MediaStorage(FileSystemStorage):
    """Files that exist whole or not at all, whenever a process or the machine stops.

    A file is written under another name, flushed to the disk and renamed. A name that is saved
    twice is replaced: names of pictures follow from their content.
    """

    def _save(self, name: str, content: File[bytes]) -> str:
        part: str = super()._save(f"{name}.{uuid4().hex}.part", content)  # type: ignore[misc]  # documented, but not in the stubs
        path = Path(self.path(part))
        with path.open("rb") as file:
            os.fsync(file.fileno())
        path.replace(self.path(name))
        return name
