"""The part of allauth's headless API that is open here: codes, the session, the second factor. The rest (passwords,
sign-up, e-mail, changing the number) is not, and what is not routed cannot be called."""

from allauth.headless.account import views as account
from allauth.headless.constants import Client
from allauth.headless.mfa import views as mfa
from django.urls import path

from . import signin_views as own

_BROWSER = {"client": Client.BROWSER}

app_name = "headless"
urlpatterns = [
    path("browser/v1/auth/session", account.SessionView.as_api_view(**_BROWSER)),
    path("browser/v1/auth/code/request", own.RequestCode.as_api_view(**_BROWSER)),
    path("browser/v1/auth/code/resend", own.ResendCode.as_api_view(**_BROWSER)),
    path("browser/v1/auth/code/confirm", own.ConfirmCode.as_api_view(**_BROWSER)),
    path("browser/v1/auth/2fa/authenticate", mfa.AuthenticateView.as_api_view(**_BROWSER)),
    path("browser/v1/auth/2fa/reauthenticate", mfa.ReauthenticateView.as_api_view(**_BROWSER)),
    path("browser/v1/account/authenticators", mfa.AuthenticatorsView.as_api_view(**_BROWSER)),
    path("browser/v1/account/authenticators/totp", mfa.ManageTOTPView.as_api_view(**_BROWSER)),
    path(
        "browser/v1/account/authenticators/recovery-codes",
        mfa.ManageRecoveryCodesView.as_api_view(**_BROWSER),
    ),
]
