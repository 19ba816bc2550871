"""The second factor: enrolled, shown, fresh for five minutes, and never simply believed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from consult.kernel import clock
from consult.kernel.permits import Actor
from consult.notice.models import Message
from consult.people import second_factor
from consult.people.signin import fresh
from tests.people.signing_in import AUTH, FACTOR, Browser, last_code, totp
from tests.world import START, World


@pytest.fixture
def secretary(world: World) -> Browser:
    """周书记 signed in by code; no second factor yet."""
    browser = Browser()
    browser.sign_in(phone(world, "周书记"))
    return browser


def phone(world: World, name: str) -> str:
    number: str = world.people[name].account.phone
    return number.removeprefix("+86")


def enrolled(browser: Browser) -> str:
    """Enrol by allauth's own endpoints; the secret."""
    asked = browser.get(FACTOR)
    assert asked.status_code == 404
    secret: str = asked.json()["meta"]["secret"]
    done = browser.post(FACTOR, {"code": totp(secret)}, content_type="application/json")
    assert done.status_code == 200
    return secret


def show(browser: Browser, code: str) -> Any:
    return browser.post("/api/v1/me/factor", {"code": code}, content_type="application/json")


def test_a_signer_enrols_and_shows_the_second_factor(secretary: Browser) -> None:
    secret = enrolled(secretary)
    me = secretary.get("/api/v1/me").json()
    assert me["second_factor"] == {"enrolled": True, "fresh_until": None}
    shown = show(secretary, totp(secret)).json()
    assert shown["second_factor"] == {"enrolled": True, "fresh_until": "2026-03-02T01:05:00Z"}


def test_it_is_fresh_for_five_minutes(world: World) -> None:
    actor = world.actor("周书记", factor=True)
    assert fresh(actor)
    with clock.at(START + timedelta(minutes=4, seconds=59)):
        assert fresh(actor)
    with clock.at(START + timedelta(minutes=5)):
        assert not fresh(actor)
    assert not fresh(world.actor("周书记"))


def test_a_factor_of_the_future_is_not_fresh() -> None:
    with clock.at(START):
        assert not fresh(Actor(person=None, factor_at=START + timedelta(hours=1)))


def test_signing_in_by_code_alone_is_no_second_factor(secretary: Browser) -> None:
    """allauth calls an account without one recently reauthenticated; we do not."""
    assert secretary.get("/api/v1/me").json()["second_factor"]["fresh_until"] is None
    answer = show(secretary, "123456")
    assert (answer.status_code, answer.json()["code"]) == (409, "no_second_factor")


def test_enrolling_is_not_showing(secretary: Browser) -> None:
    enrolled(secretary)
    assert secretary.get("/api/v1/me").json()["second_factor"]["fresh_until"] is None


def test_who_enrolled_is_told(secretary: Browser, world: World, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        enrolled(secretary)
    told = Message.objects.filter(template="second_factor.enrolled", person=world.people["周书记"].pk)
    assert sorted(message.channel for message in told) == ["in_app", "sms"]


def test_a_wrong_code_shows_nothing(secretary: Browser) -> None:
    secret = enrolled(secretary)
    answer = show(secretary, f"{(int(totp(secret)) + 1) % 1_000_000:06d}")
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_code")
    assert secretary.get("/api/v1/me").json()["second_factor"]["fresh_until"] is None


def test_a_code_is_shown_once(secretary: Browser) -> None:
    code = totp(enrolled(secretary))
    assert show(secretary, code).status_code == 200
    assert show(secretary, code).json()["code"] == "wrong_code"


def test_guessing_ends_after_five(secretary: Browser) -> None:
    secret = enrolled(secretary)
    wrong = f"{(int(totp(secret)) + 1) % 1_000_000:06d}"
    assert [show(secretary, wrong).status_code for _ in range(7)] == [422] * 5 + [429] * 2
    assert show(secretary, totp(secret)).status_code == 429
    with clock.at(START + timedelta(minutes=6)):
        assert show(secretary, totp(secret, step=1)).status_code == 200


def test_once_enrolled_signing_in_takes_both(secretary: Browser, world: World) -> None:
    secret = enrolled(secretary)
    with clock.at(START + timedelta(minutes=2)):
        other = Browser(address="10.0.0.1")
        other.ask(phone(world, "周书记"))
        answer = other.confirm(last_code(phone(world, "周书记")))
        assert answer.status_code == 401
        assert [f["id"] for f in answer.json()["data"]["flows"] if f.get("is_pending")] == [
            "mfa_authenticate"
        ]
        assert other.get("/api/v1/me").status_code == 401
        body = {"code": totp(secret)}
        assert (
            other.post(f"{AUTH}/2fa/authenticate", body, content_type="application/json").status_code == 200
        )
        # Shown at sign-in, it counts for what is signed right after.
        assert other.get("/api/v1/me").json()["second_factor"]["fresh_until"] == "2026-03-02T01:07:00Z"


def test_an_enrolled_factor_is_not_replaced_without_being_shown(secretary: Browser) -> None:
    secret = enrolled(secretary)
    assert secretary.delete(FACTOR).status_code == 401
    again = secretary.post(FACTOR, {"code": totp(secret)}, content_type="application/json")
    assert again.status_code in (400, 401, 409)
    assert Authenticator.objects.filter(type="totp").count() == 1


def test_secrets_are_encrypted_where_they_lie(secretary: Browser) -> None:
    secret = enrolled(secretary)
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in kept
    assert second_factor.SecretAdapter().decrypt(kept) == secret


def test_a_changed_key_of_the_server_still_reads_old_secrets(secretary: Browser, settings) -> None:
    secret = enrolled(secretary)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert second_factor.SecretAdapter().decrypt(kept) == secret


def test_the_desk_hands_a_secret_over(world: World) -> None:
    account = world.people["周书记"].account
    secret = second_factor.enrol(account)
    assert second_factor.enrolled(account)
    assert Authenticator.objects.get(user=account).wrap().validate_code(totp(secret))


def test_acting_as_somebody_else_takes_a_new_factor(secretary: Browser, world: World) -> None:
    """One number, two people: who showed the factor may not be who signs next."""
    other = world.person("周小妹")
    other.account = world.people["周书记"].account
    other.save()
    for name in ("周书记", "周小妹"):
        chosen = {"person": str(world.people[name].pk)}
        secretary.post("/api/v1/me/choose", chosen, content_type="application/json")
        if name == "周书记":
            show(secretary, totp(enrolled(secretary)))
    assert secretary.get("/api/v1/me").json()["second_factor"]["fresh_until"] is None
