"""Signing in by a code sent to the phone: the plain way, and every trap on it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from allauth.account import app_settings
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.test import Client

from consult.kernel import clock
from consult.notice.deliver import deliver_due
from consult.notice.models import Message
from consult.people.models import Account, Person
from consult.people.signals import signed_out
from tests.gateway import Gateway
from tests.people.signing_in import AUTH, Browser, codes, last_code
from tests.world import START, World

KNOWN = "19900000017"
UNKNOWN = "13900000001"


@pytest.fixture
def known(world: World) -> str:
    """王阿姨's number, as she types it."""
    return world.people["王阿姨"].account.phone.removeprefix("+86")


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_a_resident_signs_in_with_the_code_sent_to_their_number(world: World, known: str) -> None:
    browser = Browser()
    assert browser.ask(known).status_code == 401
    code = last_code()
    assert len(code) == 6
    assert code.isdigit()
    answer = browser.confirm(code)
    assert answer.status_code == 200
    assert answer.json()["meta"]["is_authenticated"] is True
    assert browser.get("/api/v1/me").json()["person"]["name"] == "王阿姨"


@pytest.mark.parametrize(
    "typed", ["139 0000 0001", "13900000001", "+8613900000001", "+86 139-0000-0001", "86 13900000001"]
)
def test_a_number_is_taken_as_people_write_it_and_kept_in_one_form(world: World, typed: str) -> None:
    Browser().sign_in(typed)
    assert Account.objects.get(phone_verified=True, demo=False).phone == "+8613900000001"


@pytest.mark.parametrize(
    "typed",
    [
        "1390000000",
        "139000000011",
        "+14155550123",
        "02112345678",
        "12345678901",
        "",
        None,
        7,
        "'; --",
        "一三九",
    ],
)
def test_anything_else_is_refused_on_the_phone_field(world: World, typed: Any) -> None:
    answer = Browser().ask(typed)
    assert answer.status_code == 400
    assert [error["param"] for error in answer.json()["errors"]] == ["phone"]
    assert codes() == []


@pytest.mark.parametrize("body", ["", "nonsense", "[]", "null", '{"phone": {}}', '{"code": []}', "\xff"])
@pytest.mark.parametrize("step", ["request", "resend", "confirm"])
def test_no_body_makes_it_fail(world: World, step: str, body: str) -> None:
    answer = Browser().post(f"{AUTH}/code/{step}", body.encode("latin-1"), content_type="application/json")
    assert answer.status_code in (400, 409)


def test_an_unknown_number_becomes_an_account_that_says_who_it_is(world: World) -> None:
    browser = Browser()
    browser.sign_in(UNKNOWN)
    me = browser.get("/api/v1/me").json()
    assert (me["person"], me["persons"], me["allowed"]) == (None, [], ["person.introduce"])


def test_known_and_unknown_numbers_get_the_same_answers_throughout(world: World, known: str) -> None:
    """Asking, sending again, a wrong code, a code of nobody: nothing tells who is registered."""
    heard = []
    for phone in (known, UNKNOWN):
        browser, answers = Browser(), []
        answers.append(browser.ask(phone))
        answers.append(browser.ask(phone))
        with clock.at(START + timedelta(seconds=61)):
            answers.append(browser.resend())
        answers.append(browser.confirm(wrong(last_code())))
        answers.append(browser.get(f"{AUTH}/session"))
        heard.append(
            [(answer.status_code, answer.content.replace(phone.encode(), b"")) for answer in answers]
        )
    assert heard[0] == heard[1]
    assert [status for status, _ in heard[0]] == [401, 429, 401, 400, 401]


def test_both_get_an_sms_alike(world: World, known: str) -> None:
    Browser().ask(known)
    Browser().ask(UNKNOWN)
    assert [message.template for message in Message.objects.all()] == ["sign_in.code"] * 2


def test_thirty_people_behind_one_address_sign_in_within_a_minute(world: World) -> None:
    for n in range(30):
        Browser(address="198.51.100.1").sign_in(f"139{n:08d}")
    assert Account.objects.filter(phone_verified=True, demo=False).count() == 30


def test_one_address_cannot_go_through_a_thousand_numbers(world: World) -> None:
    for n in range(70):
        Browser(address="198.51.100.1").ask(f"139{n:08d}")
    assert len(codes()) == 60
    assert Account.objects.filter(demo=False).count() == 60


def test_an_invented_forwarding_header_makes_no_new_address(world: World) -> None:
    for n in range(70):
        Browser(address="198.51.100.1", HTTP_X_FORWARDED_FOR=f"10.0.0.{n}").ask(f"139{n:08d}")
    assert len(codes()) == 60


def test_behind_our_own_proxy_the_address_is_the_one_it_saw(world: World, settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for n in range(70):
        # The client wrote 10.0.0.n itself; our proxy added the last.
        header = f"10.0.0.{n}, 198.51.100.1"
        Browser(address="127.0.0.1", HTTP_X_FORWARDED_FOR=header).ask(f"139{n:08d}")
    assert len(codes()) == 60
    Browser(address="127.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.2").ask("13800000000")
    assert len(codes()) == 61


def test_a_number_is_sent_one_code_a_minute_five_an_hour_ten_a_day(world: World, known: str) -> None:
    def asked(after: timedelta) -> int:
        with clock.at(START + after):
            return Browser(address=f"10.0.0.{after.seconds % 250}").ask(known).status_code

    assert asked(timedelta(0)) == 401
    assert asked(timedelta(seconds=59)) == 429
    assert [asked(timedelta(minutes=m)) for m in range(2, 7)] == [401] * 4 + [429]
    assert [asked(timedelta(hours=2, minutes=m)) for m in range(6)] == [401] * 5 + [429]
    assert asked(timedelta(hours=4)) == 429
    assert asked(timedelta(hours=25)) == 401
    assert len(codes()) == 11


def test_sending_again_counts_like_asking(world: World, known: str) -> None:
    browser = Browser()
    browser.ask(known)
    assert browser.resend().status_code == 429
    with clock.at(START + timedelta(seconds=61)):
        assert browser.resend().status_code == 401
    assert len(codes()) == 2
    assert browser.confirm(codes()[0]).status_code == 400
    assert browser.confirm(codes()[1]).status_code == 200


def test_sending_again_without_having_asked_is_a_conflict(world: World) -> None:
    assert Browser().resend().status_code == 409


def test_a_forgotten_account_is_a_conflict_and_not_a_failure(world: World) -> None:
    browser = Browser()
    browser.ask(UNKNOWN)
    code = last_code()
    Account.objects.filter(phone=f"+86{UNKNOWN}").delete()
    assert browser.resend().status_code == 409
    assert browser.confirm(code).status_code == 409


def test_five_wrong_codes_end_the_sign_in(world: World, known: str) -> None:
    browser = Browser()
    browser.ask(known)
    code = last_code()
    assert [browser.confirm(wrong(code)).status_code for _ in range(5)] == [400] * 5
    assert browser.confirm(code).status_code == 409


def test_guessing_with_the_session_put_back_is_not_looked_at_either(world: World, known: str) -> None:
    """Parallel guesses each see the session as it was before: the count stands outside it."""
    browser = Browser()
    browser.ask(known)
    code = last_code()
    before = Session.objects.get(session_key=browser.session_cookie).session_data
    statuses = []
    for _ in range(8):
        Session.objects.filter(session_key=browser.session_cookie).update(session_data=before)
        statuses.append(browser.confirm(wrong(code)).status_code)
    assert statuses == [400] * 5 + [409] * 3
    Session.objects.filter(session_key=browser.session_cookie).update(session_data=before)
    assert browser.confirm(code).status_code == 409


def test_a_number_is_guessed_at_twenty_times_a_day_at_most(world: World, known: str) -> None:
    looked_at = 0
    for n in range(10):
        with clock.at(START + timedelta(minutes=70 * n)):
            browser = Browser(address=f"10.0.0.{n}")
            browser.ask(known)
            looked_at += sum(browser.confirm(wrong(last_code())).status_code == 400 for _ in range(6))
    assert looked_at == 20


def test_a_code_is_good_once(world: World, known: str) -> None:
    browser = Browser()
    browser.ask(known)
    before = Session.objects.get(session_key=browser.session_cookie).session_data
    key, code = browser.session_cookie, last_code()
    assert browser.confirm(code).status_code == 200
    again = Browser()
    Session.objects.create(session_key=key, session_data=before, expire_date=START + timedelta(days=9999))
    again.cookies["sessionid"] = key
    assert again.confirm(code).status_code == 409


def test_a_code_is_good_in_the_browser_that_asked_for_it_alone(world: World, known: str) -> None:
    asking, other = Browser(), Browser()
    asking.ask(known)
    code = last_code()
    assert other.confirm(code).status_code == 409
    with clock.at(START + timedelta(minutes=2)):
        other.ask(known)
        assert other.confirm(code).status_code == (200 if last_code() == code else 400)


def test_a_code_is_good_for_five_minutes(world: World, known: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    browser, real = Browser(), time.time
    browser.ask(known)
    monkeypatch.setattr(time, "time", lambda: real() + 301)
    assert browser.confirm(last_code()).status_code == 409
    assert app_settings.LOGIN_BY_CODE_TIMEOUT == 300


def test_the_session_gets_a_new_name_at_sign_in(world: World, known: str) -> None:
    browser = Browser()
    browser.ask(known)
    before = browser.session_cookie
    browser.confirm(last_code())
    assert browser.session_cookie != before
    old = Browser()
    old.cookies["sessionid"] = before
    assert old.get("/api/v1/me").status_code == 401


@pytest.mark.parametrize("way", ["ours", "allauth's"])
def test_signing_out_ends_the_session_and_says_so(world: World, known: str, way: str) -> None:
    heard: list[dict[str, Any]] = []

    def hear(sender: object, session: str, person: str | None, **_: Any) -> None:
        heard.append({"session": session, "person": person})

    signed_out.connect(hear)
    browser = Browser()
    browser.sign_in(known)
    key = browser.session_cookie
    if way == "ours":
        assert browser.post("/api/v1/me/sign-out").status_code == 200
    else:
        assert browser.delete(f"{AUTH}/session").status_code == 401
    old = Browser()
    old.cookies["sessionid"] = key
    assert old.get("/api/v1/me").status_code == 401
    assert [said["session"] for said in heard] == [key]
    signed_out.disconnect(hear)


def test_an_account_that_was_closed_does_not_get_in(world: World, known: str) -> None:
    Account.objects.filter(phone=f"+86{known}").update(is_active=False)
    browser = Browser()
    browser.ask(known)
    assert browser.confirm(last_code()).status_code == 401
    assert browser.get("/api/v1/me").status_code == 401


def test_every_step_asks_for_the_csrf_token(world: World, known: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    for step in ("code/request", "code/confirm", "code/resend"):
        assert browser.post(f"{AUTH}/{step}", {}, content_type="application/json").status_code == 403
    assert browser.post("/api/v1/me/sign-out").status_code == 403


@pytest.mark.parametrize(
    "closed", ["auth/signup", "auth/login", "auth/password/request", "account/phone", "account/email"]
)
@pytest.mark.parametrize("client", ["browser", "app"])
def test_what_is_not_used_is_not_there(world: World, client: str, closed: str) -> None:
    answer = Client().post(f"/_allauth/{client}/v1/{closed}", {}, content_type="application/json")
    assert answer.status_code == 404


def test_over_the_days_budget_no_sms_leaves_and_the_answer_is_the_same(world: World, settings) -> None:
    settings.CODES_A_COMMUNITY_AND_DAY = (2, 86_400)
    answers = [Browser(address=f"10.0.0.{n}").ask(f"139{n:08d}") for n in range(4)]
    assert [answer.status_code for answer in answers] == [401] * 4
    assert len(codes()) == 2
    with clock.at(START + timedelta(days=1, seconds=1)):
        Browser(address="10.0.0.9").ask("13911111111")
    assert len(codes()) == 3


def test_unverified_numbers_are_forgotten_after_a_day(world: World) -> None:
    Browser().ask(UNKNOWN)
    Browser().sign_in("13900000002")
    with clock.at(START + timedelta(days=2)):
        Browser().ask("13900000003")
    assert list(Account.objects.filter(demo=False).values_list("phone", flat=True).order_by("phone")) == [
        "+8613900000002",
        "+8613900000003",
    ]
    assert Person.objects.filter(account__isnull=True).count() == 0


def test_a_demonstration_code_never_reaches_the_gateway(world: World, known: str, settings, tmp_path) -> None:
    with Gateway() as gateway:
        settings.SMS_URL, settings.OUTBOX = gateway.url, tmp_path
        Browser().ask(known)
        Browser().ask(UNKNOWN)
        assert deliver_due() == 2
        assert [request.body["to"] for request in gateway.requests] == [f"+86{UNKNOWN}"]
    (shown,) = tmp_path.iterdir()
    assert json.loads(shown.read_text())["to"] == f"+86{known}"


def test_the_limits_are_not_kept_in_one_process(settings) -> None:
    assert "locmem" not in django_settings.CACHES["default"]["BACKEND"].lower()
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"
