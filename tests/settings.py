"""The settings under test: those of production, told by the environment what a test needs.

Whatever is set already wins, so `DATABASE_URL=postgres://... pytest` runs on PostgreSQL.
"""

import atexit
import os
import shutil
import sys
import tempfile

# pytest's parallel workers inherit the folder of the process that started them, which deletes it.
if "pytest" in sys.modules and "VAR_DIR" not in os.environ:
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="newsdesk-tests-")
    atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)
for _name, _value in {
    "VAR_DIR": "var/check",  # for whoever else reads this file: mypy
    "SECRET_KEY": "only-for-tests",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "HTTPS": "false",
    "QUEUE_URL": "memory://",
    "FETCH_IMAGES": "false",
    "API_REQUESTS_PER_ADDRESS": "0",
    "LOG_LEVEL": "WARNING",
}.items():
    os.environ.setdefault(_name, _value)

from newsdesk.settings import *  # noqa: E402, F403 - the environment has to be set first
from newsdesk.settings import DATABASES, INSTALLED_APPS, MIDDLEWARE, STORAGES, VAR  # noqa: E402

# A file, as in production: the threads of the live server cannot share one connection in memory.
if "sqlite3" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
    )

# A page that asks the database once per row fails its test.
INSTALLED_APPS.append("zeal")
MIDDLEWARE.append("zeal.middleware.zeal_middleware")

# Django looks twice for a session that it has just ended.
ZEAL_ALLOWLIST = [{"model": "sessions.Session"}]

# Argon2 is slow on purpose; logging in is not what is tested.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The test client logs in without a request, which axes refuses; its own test turns it on.
AXES_ENABLED = False
# Plain names, and files found where they lie: nothing is collected for a test.
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
WHITENOISE_USE_FINDERS = True
_MEMORY = "django.core.cache.backends.locmem.LocMemCache"
CACHES = {name: {"BACKEND": _MEMORY, "LOCATION": name} for name in ("default", "shared")}
# Every request builds its page: tests change rows in ways that the program does not.
CACHES["pages"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
