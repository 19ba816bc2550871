"""Sign-in by phone code through django-allauth headless (browser sessions), and the gateways messages leave by.

CONSULT_PROXIES  how many proxies of ours stand in front (default 1 behind HTTPS, else 0): only then is the client's
                 address taken from X-Forwarded-For, and from exactly that place of it.
CONSULT_SMS_URL, CONSULT_WECHAT_URL  gateways that take JSON by POST; without one SMS are shown and WeChat is off.
"""

from environs import Env

_env = Env()

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
HEADLESS_ONLY = True
HEADLESS_CLIENTS = ("browser",)
HEADLESS_ADAPTER = "consult.people.signin.AnswerAdapter"
ALLAUTH_TRUSTED_PROXY_COUNT = _env.int("CONSULT_PROXIES", 1 if _env.bool("CONSULT_HTTPS", False) else 0)

ACCOUNT_ADAPTER = "consult.people.signin.PhoneAdapter"
ACCOUNT_LOGIN_METHODS = {"phone"}
ACCOUNT_SIGNUP_FIELDS = ["phone*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 300  # seconds
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# Codes are counted by people/limits.py. What allauth still counts is wrong second factors: by address so that a hall
# full of people behind one is not locked out, by account so that nobody can guess.
ACCOUNT_RATE_LIMITS = {"request_login_code": None, "login_failed": "120/m/ip,5/300s/key"}

# How many in how many seconds.
CODES_A_PHONE = ((1, 60), (5, 3600), (10, 86_400))
# A hall behind one address: sixty people within a minute.
CODES_AN_ADDRESS = ((60, 60), (300, 3600), (1000, 86_400))
CODES_A_COMMUNITY_AND_DAY = (3000, 86_400)
TRIES_A_PHONE_AND_DAY = (20, 86_400)
# Emergencies somebody cries, each of which rings the grid's telephones.
ALERTS_A_PERSON = ((3, 600), (10, 86_400))
# One may tell of all that is wrong in a building at once; a script tells of thousands.
MATTERS_A_PERSON = ((10, 3600), (20, 86_400))
# Written remarks in a hall: nobody types so fast, whichever way it comes; each is shown to everybody there.
REMARKS_A_PERSON = ((20, 60), (200, 3600))

MFA_ADAPTER = "consult.people.second_factor.SecretAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "圆桌 Consult"
# One step of 30 s to either side: phones' clocks drift.
MFA_TOTP_TOLERANCE = 1

SMS_URL = _env.str("CONSULT_SMS_URL", "")
SMS_TOKEN = _env.str("CONSULT_SMS_TOKEN", "")
WECHAT_URL = _env.str("CONSULT_WECHAT_URL", "")
WECHAT_TOKEN = _env.str("CONSULT_WECHAT_TOKEN", "")
# Our template's name → the number WeChat gave it.
WECHAT_TEMPLATES: dict[str, str] = _env.dict("CONSULT_WECHAT_TEMPLATES", {})
