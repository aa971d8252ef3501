"""People of the desk in a browser."""

import io
import zipfile

from tests.factories import person

PASSWORD = "s3a-f0g-l1ght"
# Without preloading: axe would put the imported style sheets into the page, against its policy.
AXE = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "preload": False,
}


def log_in(page, role):
    """Log somebody of a role in, as a person does; return who it is."""
    who = person(role)
    who.set_password(PASSWORD)
    who.save()
    page.goto("/admin/")
    fill_in(page, who)
    return who


def fill_in(page, who):
    """Log somebody in at the login page that is shown."""
    page.get_by_label("Username").fill(who.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def zip_of(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return {"name": "seeds.zip", "mimeType": "application/zip", "buffer": out.getvalue()}
