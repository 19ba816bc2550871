"""The second factor of those who sign (TOTP): enrolment, and showing it once more before signing."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_used
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest

from consult.kernel import clock
from consult.kernel.errors import Refusal
from consult.kernel.found import only
from consult.notice import outbox
from consult.notice.addresses import masked

from . import limits
from .models import Account, Person
from .who import FACTOR_KEY

TRIES: limits.Window = (5, 300)


class SecretAdapter(DefaultMFAAdapter):
    """Secrets lie in the database encrypted: a copy of it alone shows no second factor."""

    def encrypt(self, text: str) -> str:
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _keys().decrypt(encrypted_text.encode()).decode()

    def get_totp_label(self, user: Account) -> str:
        return masked(user.phone)


def _keys() -> MultiFernet:
    """The newest key encrypts; older ones (SECRET_KEY_FALLBACKS) still decrypt."""
    secrets = [str(settings.SECRET_KEY), *map(str, settings.SECRET_KEY_FALLBACKS)]
    derived = [sha256(b"consult second factor " + secret.encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(urlsafe_b64encode(key)) for key in derived])


def enrolled(account: Account) -> bool:
    return bool(Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).exists())


def enrol(account: Account) -> str:
    """Enrol an account at the desk (开户): its new secret, in base32, to be handed over once."""
    secret: str = generate_totp_secret()
    TOTP.activate(account, secret)
    return secret


def show(request: HttpRequest, account: Account, code: str) -> None:
    """Show the second factor again: what `signin.fresh` looks at. Five tries in five minutes; each code counts once."""
    kept = only(Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP))
    if kept is None:
        raise Refusal(
            "no_second_factor",
            "您还没有启用二次验证",
            "You have no second factor yet",
            next_zh="请先在“我的”里用验证器应用启用",
            next_en="Enrol an authenticator app on your own page first",
        )
    if not limits.take("factor.tries", str(account.pk), TRIES):
        raise Refusal(
            "too_often",
            "验证码输错次数太多",
            "Too many wrong codes",
            next_zh="请五分钟后再试",
            next_en="Try again in five minutes",
            status=429,
        )
    if not kept.wrap().validate_code(code):
        raise Refusal(
            "wrong_code",
            "验证码不对，或者已经用过",
            "This code is wrong or was used already",
            next_zh="请输入验证器里现在显示的六位数字",
            next_en="Enter the six digits your authenticator shows now",
            status=422,
            facts={"field": "code"},
        )
    kept.record_usage()
    request.session[FACTOR_KEY] = clock.now().isoformat()


def _remember(request: HttpRequest, **_: Any) -> None:
    """A second factor shown to allauth (at sign-in, or to change the factor itself) counts like one shown to us."""
    request.session[FACTOR_KEY] = clock.now().isoformat()


def _tell(user: Account, authenticator: Authenticator, **_: Any) -> None:
    """Somebody with the phone in hand enrolled a factor: the account's people hear of it, in case it was not them."""
    if authenticator.type != Authenticator.Type.TOTP:
        return
    for person in Person.objects.filter(account=user, community__isnull=False):
        assert person.community_id is not None
        outbox.tell(
            community=person.community_id,
            person=person.pk,
            template="second_factor.enrolled",
            facts={},
            about=None,
        )


def connect() -> None:
    authenticator_used.connect(_remember, dispatch_uid="second factor shown")
    authenticator_added.connect(_tell, dispatch_uid="second factor enrolled")
