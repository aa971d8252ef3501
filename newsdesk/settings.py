"""Settings, read from the environment. `docs/operations.md` lists every variable.

The defaults are those of production: with only SECRET_KEY and ALLOWED_HOSTS set it runs safely
over https. DEBUG is for developing, DEMO for trying it out on one's own machine.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from newsdesk.environment import database, queue, secret_key_in, signed_serializer, storage

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)
NEWSDESK_DEMO = env.bool("DEMO", default=False)
HTTPS = env.bool("HTTPS", default=not (DEBUG or NEWSDESK_DEMO))
_own_machine = DEBUG or NEWSDESK_DEMO

# Where the running system keeps what it writes.
VAR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()
(VAR / "static").mkdir(parents=True, exist_ok=True)

SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY and _own_machine:
    SECRET_KEY = secret_key_in(VAR / "secret-key")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. Set it to a long random text that you keep to yourself, for example"
        " from: python -c 'import secrets; print(secrets.token_urlsafe(50))'."
        " To try Newsdesk out on your own machine, use `make demo`, or set DEBUG=true."
    )
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] if _own_machine else []
)

INSTALLED_APPS = [
    "articles",
    "newsdesk",
    # Not the one that imports every `admin` module at each start: `newsdesk.urls` imports ours, and
    # commands, which need none, start in two thirds of the time.
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",  # its widget templates
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_tasks",
]

MIDDLEWARE = [
    "newsdesk.middleware.PermissionsPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "articles.api.middleware.ApiMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "newsdesk.request_limits.RequestSizeMiddleware",  # before CSRF, which reads the body
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "newsdesk.middleware.LoginRedirectMiddleware",
    "newsdesk.middleware.TimeZoneMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "newsdesk.urls"
WSGI_APPLICATION = "newsdesk.wsgi.application"
ASGI_APPLICATION = "newsdesk.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.tz",
            ],
        },
    },
]
FORM_RENDERER = "newsdesk.form_renderer.FormRenderer"

# Data. No ATOMIC_REQUESTS: a request that parses or fetches must not hold SQLite's one write lock.
DATABASE_URL = env.str("DATABASE_URL", default=f"sqlite:///{VAR / 'newsdesk.sqlite3'}")
DATABASES = {"default": database(DATABASE_URL, pool=env.bool("DATABASE_POOL", default=False))}
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    INSTALLED_APPS.append("django.contrib.postgres")  # imports psycopg, which SQLite does not need
CACHES = {
    "default": env.cache_url("CACHE_URL", default="locmemcache://"),
    # What one process writes and another reads: who has which article open.
    "shared": env.cache_url("CACHE_URL", default=f"filecache://{VAR / 'cache'}"),
    # Public pages, whose number is without limit: they must not displace the others.
    "pages": env.cache_url("CACHE_URL", default="locmemcache://pages") | {"KEY_PREFIX": "pages"},
}

# Work in the background: django-tasks in front, huey behind it, always after the commit.
QUEUE_URL = env.str(
    "QUEUE_URL",
    default=DATABASE_URL
    if DATABASE_URL.startswith("postgres")
    else f"sqlite:///{VAR / 'queue.sqlite3'}",
)
TASKS = {
    "default": {
        "BACKEND": "huey.contrib.djhuey.tasks_backend.HueyBackend",
        "ENQUEUE_ON_COMMIT": True,
    }
}
HUEY = {
    "name": "newsdesk",
    "immediate": False,
    # The queue holds pickles: only those that are signed with SECRET_KEY are read.
    "serializer": signed_serializer(SECRET_KEY),
    **queue(QUEUE_URL),
    "consumer": {
        "workers": env.int("QUEUE_WORKERS", default=2),
        "worker_type": "thread",
        "max_delay": 1.0,
        # TERM, which supervisors send, lets running tasks end.
        "graceful_signal": "TERM",
        "shutdown_timeout": 30,
    },
}
# People
AUTH_USER_MODEL = "articles.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTH_PASSWORD_VALIDATORS += [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    }
]
LOGIN_URL = "admin:login"
# One-time links to set a password, in seconds.
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600
LOGIN_REDIRECT_URL = "admin:index"

# A name is locked for a quarter of an hour after five wrong passwords from one address.
AXES_FAILURE_LIMIT = env.int("LOGIN_FAILURES", default=5)
# And an address after this many wrong passwords for any names.
NEWSDESK_ADDRESS_FAILURES = env.int("LOGIN_FAILURES_PER_ADDRESS", default=50)
AXES_HANDLER = "newsdesk.login_limits.LoginLimitHandler"
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
# Attempts while locked out do not prolong the lockout; the denied request gets axes' page.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "newsdesk.client.client_ip"

# Mail: none is sent unless EMAIL_URL names a server.
EMAIL_URL = env.str("EMAIL_URL", default="")
NEWSDESK_MAIL = bool(EMAIL_URL)
vars().update(env.email_url("EMAIL_URL", default="dummymail://"))
EMAIL_TIMEOUT = 10
EMAIL_SUBJECT_PREFIX = ""

# Transport
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SESSION_COOKIE_SECURE = HTTPS
# Browsers accept this prefix only from this host, over https and for all paths.
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000 if HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=False)
# How many proxies of ours stand in front: their X-Forwarded-* are believed, no one else's.
NEWSDESK_PROXIES = env.int("PROXIES", default=0)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if NEWSDESK_PROXIES else None
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = env.int("SESSION_SECONDS", default=14 * 24 * 3600)

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, *env.list("CSP_IMG_SRC", default=[])],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "upgrade-insecure-requests": HTTPS,
    }
}

# Files. Static files come from the app itself; uploads are never served.
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR / "static")))
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR / "media")))
WHITENOISE_USE_FINDERS = _own_machine
WHITENOISE_AUTOREFRESH = DEBUG
_static = "django.contrib.staticfiles.storage.StaticFilesStorage"
_static_hashed = "newsdesk.static_files.HashedStaticFilesStorage"
STORAGES: dict[str, Any] = {
    "default": storage(env.str("MEDIA_STORAGE", default="")),
    "staticfiles": {"BACKEND": _static if _own_machine else _static_hashed},
}

# An article's form has some ten fields for each of up to 200 related links; loose seeds come by
# the hundred.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 100

# Language and time
LANGUAGE_CODE = "en-gb"
FORMAT_MODULE_PATH = "newsdesk.formats"
USE_I18N = True
USE_TZ = True
# The zone of public pages, and of staff who have not chosen their own in "My account".
TIME_ZONE = env.str("TIME_ZONE", default="UTC")

# What is Newsdesk's own
NEWSDESK_SITE_NAME = env.str("SITE_NAME", default="Newsdesk")
NEWSDESK_SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
# The language of the articles, for feeds and JSON. Pages are in LANGUAGE_CODE.
NEWSDESK_LOCALE = env.str("LOCALE", default="en-us")
# Where to report vulnerabilities (/.well-known/security.txt): mailto: or https: addresses.
NEWSDESK_SECURITY_CONTACTS: list[str] = env.list("SECURITY_CONTACTS", default=[])
DEFAULT_FROM_EMAIL = env.str(
    "MAIL_FROM", default=f"newsdesk@{urlsplit(NEWSDESK_SITE_URL).hostname}"
)
# Whether everybody needs a second factor, or only those who want one have it.
NEWSDESK_REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=False)
OTP_TOTP_ISSUER = NEWSDESK_SITE_NAME
# A background job whose worker did not renew its lease for this long is resumed by another.
NEWSDESK_LEASE_SECONDS = env.int("LEASE_SECONDS", default=120)
# The WebSub hub that is pinged about new articles, or "".
NEWSDESK_WEBSUB_HUB = env.str("WEBSUB_HUB", default="")
NEWSDESK_UPLOADS = VAR / "uploads"
# Folders of this machine below which editors may name what to import.
NEWSDESK_IMPORT_FOLDERS: list[str] = env.list("IMPORT_FOLDERS", default=[])
# Fields of articles.seeds.limits.Limits that differ from its defaults: "topics=80;images=30".
NEWSDESK_SEED_LIMITS = env.dict("SEED_LIMITS", cast={"value": int}, default={})
# Requests to the API a minute: per token, per address without one, and failed authentications per
# address. 0 means no limit.
NEWSDESK_API_LIMITS = {
    "token": env.int("API_REQUESTS_PER_TOKEN", default=600),
    "address": env.int("API_REQUESTS_PER_ADDRESS", default=300),
    "failures": env.int("API_FAILURES_PER_ADDRESS", default=30),
}
# Pictures are fetched from the addresses that seeds name. Without it nothing is asked.
NEWSDESK_FETCH_IMAGES = env.bool("FETCH_IMAGES", default=True)
# Hosts that are never asked for pictures, nor are their subdomains.
NEWSDESK_IMAGE_HOSTS_NEVER_ASKED = [
    host.strip(" .").lower() for host in env.list("IMAGE_HOSTS_NEVER_ASKED", default=[])
]
# For tests: servers on this machine may be asked for pictures, on any port.
NEWSDESK_IMAGES_FROM_LOOPBACK = env.bool("IMAGES_FROM_LOOPBACK", default=False)
if NEWSDESK_IMAGES_FROM_LOOPBACK and not DEBUG:
    raise ImproperlyConfigured(
        "IMAGES_FROM_LOOPBACK is on, but DEBUG is off. Any seed could then read what only this"
        " machine may read. Remove IMAGES_FROM_LOOPBACK."
    )

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        # Django's own handlers would mail the admins, or print each line twice.
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        # The worker would add a handler of its own.
        "huey": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # It writes two lines for each task: thousands a day.
        "django_tasks": {"level": "WARNING"},
    },
}
