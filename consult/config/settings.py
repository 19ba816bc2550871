"""Settings. One file; the environment alone tells an embedded start from a scaled one.

DATABASE_URL   absent: SQLite in VAR.        CONSULT_VAR     the folder for data (default ./var)
REDIS_URL      absent: one process; else it carries rooms' events between several (meeting/between.py).
CONSULT_HOSTS  the names it answers to (default localhost)
SECRET_KEY     absent: made once and kept in VAR/keys (embedded only).
The others, and what each says where it is absent: docs/operations.md.
"""

from __future__ import annotations

import os
from pathlib import Path
from secrets import token_urlsafe

from environs import Env

from consult.config import headers, logs

env = Env()
BASE = Path(__file__).resolve().parents[2]
VAR = Path(env.str("CONSULT_VAR", "") or BASE / "var").resolve()
VAR.mkdir(parents=True, exist_ok=True)

DATABASE_URL = env.str("DATABASE_URL", "")
REDIS_URL = env.str("REDIS_URL", "")
SCALED = bool(REDIS_URL)


def _secret_key() -> str:
    given = env.str("SECRET_KEY", "")
    if given:
        return given
    if SCALED:
        raise RuntimeError("SECRET_KEY must be set where several processes share it")
    kept = VAR / "keys" / "django.key"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept.touch(mode=0o600)
        kept.write_text(token_urlsafe(48))
    return kept.read_text()


SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = env.list("CONSULT_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
HTTPS = env.bool("CONSULT_HTTPS", False)
PORT = env.int("PORT", 8000)
ORIGINS = env.list(
    "CONSULT_ORIGINS", [f"{'https' if HTTPS else 'http'}://{host}:{PORT}" for host in ALLOWED_HOSTS]
)
CSRF_TRUSTED_ORIGINS = ORIGINS
# nginx in front ends TLS and says so in this header; without HTTPS nobody is believed.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "daphne",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.headless",
    "consult.kernel",
    "consult.notice",
    "consult.people",
    "consult.intake",
    "consult.agenda",
    "consult.meeting",
    "consult.voting",
    "consult.resolution",
    "consult.supervision",
    "consult.config",
]

MIDDLEWARE = [
    "consult.kernel.date_header.DateHeader",
    "consult.config.headers.NothingKept",
    "consult.config.envelope.ApiErrors",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "consult.people.who.ActorMiddleware",
]

ROOT_URLCONF = "consult.config.urls"
ASGI_APPLICATION = "consult.config.asgi.application"
AUTH_USER_MODEL = "people.Account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]


def _database() -> dict[str, object]:
    if not DATABASE_URL:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR / "consult.sqlite3",
            # Kept by the thread that opened it: opening one reads the whole schema.
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                # IMMEDIATE: a transaction that will write takes its lock at once, so two cannot deadlock upgrading.
                # FULL: NORMAL may lose acknowledged rows at a power cut.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # MEMORY: what a savepoint would undo; it went through a file, and is gone with the process either way.
                "init_command": "PRAGMA synchronous=FULL; PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON;"
                " PRAGMA temp_store=MEMORY;",
            },
            "TEST": {"NAME": VAR / f"test-{os.getpid()}.sqlite3"},
        }
    found = env.dj_db_url("DATABASE_URL")
    found["CONN_MAX_AGE"] = None
    found["CONN_HEALTH_CHECKS"] = True
    found["OPTIONS"] = {**found.get("OPTIONS", {}), "connect_timeout": 5}
    return dict(found)


DATABASES = {"default": _database()}
# In the database also where there is a Redis: used one-time codes are kept here, and Redis may be lost at any moment.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "kernel_cache",
        # The default culls at 300 rows; used one-time codes must not be forgotten early.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
SESSION_ENGINE = "consult.people.session_store"
SESSION_COOKIE_AGE = 14 * 24 * 3600

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
FRONTEND = BASE / "frontend" / "dist"
STATICFILES_DIRS = [FRONTEND] if FRONTEND.exists() else []
WHITENOISE_USE_FINDERS = True
# The files are for these pages; nothing of another site reads or frames them.
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_ADD_HEADERS_FUNCTION = headers.of_files
# The build names its files by their content: what has such a name never changes.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/assets/.+-[\w-]{8}\.\w+$"
MEDIA_ROOT = VAR / "media"
MEDIA_URL = "/media/"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
OUTBOX = VAR / "outbox"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        # Older browsers do not count sockets as 'self'. A list of sources cannot name an IPv6 address.
        "connect-src": ["'self'", *[o.replace("http", "ws", 1) for o in ORIGINS if "[" not in o]],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
    }
}

logs.configure()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

from .signin_settings import *  # noqa: E402,F403  the sign-in's settings stand together in one file
