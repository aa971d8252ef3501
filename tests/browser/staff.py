"""Staff in a browser, and checks of their pages."""

import io
import zipfile

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

from tests.factories import person

PASSWORD = "s3a-f0g-l1ght"
# Without preloading: axe would put the imported style sheets into the page, against its policy.
AXE = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "preload": False,
}


def log_in(page, role):
    """Log a new person of a role in by a session cookie; return the person."""
    who = person(role)
    who.set_password(PASSWORD)
    who.save()
    set_session(page, who)
    return who


def set_session(page, who):
    """Log a person in, instead of the one who is logged in."""
    client = Client()
    client.force_login(who)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    host = {"domain": "localhost", "path": "/"}
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key} | host])


def check_accessibility(page):
    """Check WCAG 2.2 AA as far as axe can."""
    found = Axe().run(page, options=AXE)
    assert found.violations_count == 0, f"{page.url}: {found.generate_report()}"


def check_width(page):
    """Check that nothing is wider than the window."""
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, page.url


def fill_in(page, who):
    """Type a login into the login page that is shown."""
    page.get_by_label("Username").fill(who.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def zip_of(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return {"name": "seeds.zip", "mimeType": "application/zip", "buffer": out.getvalue()}
