"""What an editor does between files and an import."""

import io
import zipfile
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from articles.models import ImportRun
from tests.factories import seed_text

UPLOAD = "/admin/articles/importrun/upload/"
BROKEN = "---\ntitle: Half\nquality: [1\n---\n"


def loose(name="2031-05-04-heron.md", text=None, **keys):
    return SimpleUploadedFile(name, (text or seed_text(**keys)).encode())


def zipped(files, name="seeds.zip"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return SimpleUploadedFile(name, out.getvalue())


def upload(client, *files, **more):
    """Send the upload form, for the first of the known sources or the `new_source` in `more`."""
    source = "" if "new_source" in more else "default"
    return client.post(UPLOAD, {"seeds": list(files), "source": source, **more})


def preview(client, *files, **more):
    """Return the page of the preview that an upload leads to."""
    return client.get(upload(client, *files, **more).url)


def press(client, page, button, **sent):
    """Press a button of a preview's page."""
    pk = page.context["preview"].pk
    return client.post(f"/admin/articles/importrun/preview/{pk}/{button}/", sent)


def tab(client, page, name, **query):
    pk = page.context["preview"].pk
    return client.get(f"/admin/articles/importrun/preview/{pk}/", {"tab": name, **query})


def counts(page):
    """Return what the tabs of a preview say, without those that are empty."""
    return {each["name"]: each["count"] for each in page.context["tabs"] if each["count"]}


def ticked(page):
    """Return what a browser would send of the page: all rows shown, those ticked taken."""
    rows = page.context["rows"]
    return {
        "tab": page.context["tab"],
        "shown": [row["item"].pk for row in rows],
        "include": [row["item"].pk for row in rows if not row["item"].is_excluded],
    }


def only_preview():
    return ImportRun.previews.get()


def kept_files():
    root = Path(settings.NEWSDESK_UPLOADS)
    return [path for path in root.rglob("*") if path.is_file()] if root.exists() else []
