"""The settings under test: those of production, told by the environment what a test needs.

Whatever is set already wins, so `DATABASE_URL=postgres://... pytest` runs on PostgreSQL.
"""

import os
import tempfile

_folder = tempfile.mkdtemp(prefix="newsdesk-tests-")
for _name, _value in {
    "SECRET_KEY": "only-for-tests",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "HTTPS": "false",
    "VAR_DIR": _folder,
    "QUEUE_URL": "memory://",
    "LOG_LEVEL": "WARNING",
}.items():
    os.environ.setdefault(_name, _value)

from newsdesk.settings import *  # noqa: E402, F403 - the environment has to be set first

# Argon2 is slow on purpose; logging in is not what is tested.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The test client logs in without a request, which axes refuses; its own test turns it on.
AXES_ENABLED = False
# Plain names, and files found where they lie: nothing is collected for a test.
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
WHITENOISE_USE_FINDERS = True
