"""Sign-in by phone code through django-allauth headless (browser sessions), and the gateways messages leave by."""

from environs import Env

_env = Env()

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
HEADLESS_ONLY = True
ACCOUNT_LOGIN_METHODS = {"phone"}
ACCOUNT_SIGNUP_FIELDS = ["phone*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = None

# Without an address, SMS go to the terminal and to OUTBOX, and WeChat is off.
SMS_URL = _env.str("CONSULT_SMS_URL", "")
SMS_TOKEN = _env.str("CONSULT_SMS_TOKEN", "")
WECHAT_URL = _env.str("CONSULT_WECHAT_URL", "")
WECHAT_TOKEN = _env.str("CONSULT_WECHAT_TOKEN", "")
# Our template's name → the number WeChat gave it.
WECHAT_TEMPLATES = _env.dict("CONSULT_WECHAT_TEMPLATES", {})
