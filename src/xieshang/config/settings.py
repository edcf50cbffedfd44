"""Settings: each is read from the environment in one place, with a default that suits a laptop (docs/settings.md)."""

import os
import secrets
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from xieshang.config import postgres

ROOT = Path(__file__).resolve().parents[3]
VAR = Path(os.environ.get("XIESHANG_VAR", ROOT / "var"))
PROFILE = os.environ.get("XIESHANG_PROFILE", "cppcc-district")
PROFILES = Path(os.environ.get("XIESHANG_PROFILES", ROOT / "profiles"))
DEBUG = os.environ.get("XIESHANG_DEBUG", "") == "1"
ADDRESS = os.environ.get("XIESHANG_ADDRESS", "http://127.0.0.1:8000")
ALLOWED_HOSTS = os.environ.get("XIESHANG_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [ADDRESS]
SOURCE_URL = os.environ.get("XIESHANG_SOURCE", "")
IS_DEMO = os.environ.get("XIESHANG_DEMO", "") == "1"
DEMO_PEOPLE = VAR / "demo-people.json"  # written with the demo: whom its sign-in page offers to be


def secret_key() -> str:
    """From the environment, else one made at first start and kept under var/."""
    if "XIESHANG_SECRET_KEY" in os.environ:
        return os.environ["XIESHANG_SECRET_KEY"]
    kept = VAR / "secret-key"
    if not kept.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(64))
    return kept.read_text()


SECRET_KEY = secret_key()
SECRET_KEY_FALLBACKS = os.environ.get("XIESHANG_SECRET_KEYS_BEFORE", "").split()

DATABASES = {
    "default": {
        **postgres.settings_from_url(os.environ.get("DATABASE_URL") or postgres.start(VAR / "postgres")),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        # Counts, deadlines and the record are written together or not at all: actions open their own transactions.
        "ATOMIC_REQUESTS": False,
        "TEST": {"NAME": os.environ.get("XIESHANG_TEST_DATABASE", "test_xieshang")},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    # Ours first, so that our pages of a library (sign-in, second factor) come before its own.
    "xieshang.look",  # before allauth, whose pages it draws anew
    "xieshang.core",
    "xieshang.people",
    "xieshang.search",
    "xieshang.places",
    "xieshang.matters",
    "xieshang.learning",
    "xieshang.proposals",
    "xieshang.voices",
    "xieshang.consultations",
    "xieshang.plenaries",
    "xieshang.intake",
    "xieshang.web",
    "xieshang.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",  # its widgets are drawn by the same engine as the pages, so that look may redraw them
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "ninja",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "xieshang.people.middleware.ReadersChoice",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "xieshang.people.middleware.SessionsEnd",
    "xieshang.people.middleware.KeptWords",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "xieshang.people.middleware.FirstSignIn",
    "xieshang.web.middleware.Refusals",
]
ROOT_URLCONF = "xieshang.config.urls"
WSGI_APPLICATION = "xieshang.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "xieshang.people.context.around",
                "xieshang.web.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# People, sign-in and sessions (values after the information-security level protection scheme, GB/T 22239-2019)
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "xieshang.people.passwords.ThreeKinds"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "xieshang.people.adapter.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "xieshang.people.adapter.SocialAccountAdapter"
ACCOUNT_FORMS = {"login": "xieshang.people.forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no letters to addresses nobody here has
ACCOUNT_LOGOUT_ON_GET = False
# "key" is a login: 5 wrong passwords in 15 minutes; "ip" is higher, for a whole hall may share one address
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "60/m/ip,5/15m/key"}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_USER_DISPLAY = "xieshang.people.models.display_name"
MFA_ADAPTER = "xieshang.people.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = ADDRESS.startswith("http://")
MFA_TOTP_ISSUER = "Xieshang"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS = (
    {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "oidc",
                    "name": os.environ.get("XIESHANG_OIDC_NAME", "OpenID Connect"),
                    "client_id": os.environ["XIESHANG_OIDC_CLIENT"],
                    "secret": os.environ.get("XIESHANG_OIDC_SECRET", ""),
                    "settings": {"server_url": os.environ["XIESHANG_OIDC_SERVER"]},
                }
            ]
        }
    }
    if "XIESHANG_OIDC_SERVER" in os.environ
    else {}
)
SESSION_ENGINE = "xieshang.people.sessions"
SESSION_COOKIE_AGE = int(os.environ.get("XIESHANG_IDLE_MINUTES", "30")) * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ADDRESS.startswith("https://")
SESSION_HOURS = float(os.environ.get("XIESHANG_SESSION_HOURS", "8"))
SESSION_HOURS_OF_ADMINISTRATORS = float(os.environ.get("XIESHANG_ADMINISTRATOR_SESSION_HOURS", "4"))
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "xieshang_session"
CSRF_COOKIE_NAME = "xieshang_csrf"
CSRF_FAILURE_VIEW = "xieshang.web.views.errors.csrf_failure"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # at Django's 300 it would forget who is locked out
    },
}

# API: calls a minute, by key, person or address; each server process counts for itself
API_READS_PER_MINUTE = int(os.environ.get("XIESHANG_API_READS", "600"))
API_DEEDS_PER_MINUTE = int(os.environ.get("XIESHANG_API_DEEDS", "120"))
API_STRANGERS_DEEDS_PER_MINUTE = int(os.environ.get("XIESHANG_API_STRANGERS_DEEDS", "10"))
CACHES["api"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "api"}

# Pages carry no script or style but our own
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = False

# Language and time
LANGUAGE_CODE = os.environ.get("XIESHANG_LANGUAGE", "zh-hans")
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [PROFILES / PROFILE / "locale", ROOT / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("XIESHANG_TIME_ZONE", "Asia/Shanghai")

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_ROOT = VAR / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "xieshang.intake.uploads.SizeGuard",  # too large is refused before a byte is read
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Mail: printed to var/mail unless a server is named
EMAIL_URL = os.environ.get("XIESHANG_MAIL", "")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if EMAIL_URL else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = VAR / "mail"
if EMAIL_URL:
    from urllib.parse import unquote, urlsplit

    _mail = urlsplit(EMAIL_URL)
    EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_TLS = _mail.scheme == "smtp+tls"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("XIESHANG_MAIL_FROM", "Xieshang <noreply@xieshang.example>")

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
