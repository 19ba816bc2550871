"""Telling people: what a verb writes, and what the worker's pass makes of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection, transaction

from consult.kernel import clock, words
from consult.notice import outbox
from consult.notice.deliver import TRIES, deliver_due
from consult.notice.models import Message
from consult.people.models import Account
from tests.gateway import Gateway
from tests.world import START, World


@pytest.fixture
def folder(settings, tmp_path: Path) -> Path:
    settings.OUTBOX = tmp_path / "out box"
    return settings.OUTBOX


@pytest.fixture
def gateway(settings) -> Iterator[Gateway]:
    with Gateway() as running:
        settings.SMS_URL, settings.SMS_TOKEN = running.url, "a key"
        yield running


@pytest.fixture(autouse=True)
def _said(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {
        "notice.test.told": {"zh": "{title}已受理", "en": "{title} was accepted"},
        "notice.test.urgent": {"by": "sms wechat", "zh": "{title}今晚开会", "en": "{title} meets tonight"},
    }
    found = {**words.sentences(), **kept}
    monkeypatch.setattr(words, "sentences", lambda: found)


def tell(world: World, name: str, template: str = "test.told") -> None:
    outbox.tell(
        community=world.community.pk,
        person=world.people[name].pk,
        template=template,
        facts={"title": "助餐点"},
        about=uuid4(),
    )


def test_somebody_told_reads_it_in_app_at_once_and_gets_no_sms(world: World, folder: Path) -> None:
    tell(world, "王阿姨")
    message = Message.objects.get()
    assert (message.channel, message.sent_at) == ("in_app", START)
    assert deliver_due() == 0
    assert not folder.exists()


def test_a_template_by_sms_is_kept_as_one_file(
    world: World, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tell(world, "王阿姨", "test.urgent")
    assert deliver_due() == 1
    (file,) = folder.iterdir()
    phone = world.people["王阿姨"].account.phone
    assert json.loads(file.read_text(encoding="utf-8")) == {
        "at": "2026-03-02T01:00:00.000Z",
        "channel": "sms",
        "to": phone,
        "template": "test.urgent",
        "facts": {"title": "助餐点"},
        "text": "助餐点今晚开会",
    }
    assert capsys.readouterr().out == "", "an invitation to hundreds would push the codes away"
    assert deliver_due() == 0


def test_a_code_is_shown_in_the_terminal_too_and_its_number_masked(
    folder: Path, db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    outbox.send_to(to="+8619900009999", template="sign_in.code", facts={"code": "123456"}, demo=True)
    assert deliver_due() == 1
    assert len(list(folder.iterdir())) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert "123456" in line
    assert "199****9999" in line


def test_what_an_undone_verb_wanted_to_say_is_not_said(world: World, folder: Path) -> None:
    with transaction.atomic():
        tell(world, "王阿姨", "test.urgent")
        transaction.set_rollback(True)
    assert not Message.objects.exists()


def test_telling_a_thousand_people_takes_as_many_statements_as_telling_two(
    world: World, django_assert_num_queries
) -> None:
    everybody = [person.pk for person in world.people.values()]
    for people in (everybody[:2], everybody):
        with django_assert_num_queries(1):
            outbox.tell_all(
                community=world.community.pk, people=people, template="test.urgent", facts={}, about=None
            )


def test_a_configured_gateway_gets_the_message_with_its_key(world: World, gateway: Gateway) -> None:
    real(world, "王阿姨")
    tell(world, "王阿姨", "test.urgent")
    assert deliver_due() == 1
    (request,) = gateway.requests
    assert request.headers["Authorization"] == "Bearer a key"
    assert request.body == {
        "to": world.people["王阿姨"].account.phone,
        "template": "test.urgent",
        "text": "助餐点今晚开会",
        "params": {"title": "助餐点"},
    }


def test_a_gateway_is_never_given_a_demonstration_account(
    world: World, gateway: Gateway, folder: Path
) -> None:
    tell(world, "王阿姨", "test.urgent")
    outbox.send_to(to="+8619900009999", template="sign_in.code", facts={"code": "123456"}, demo=True)
    assert deliver_due() == 2
    assert gateway.requests == []
    assert len(list(folder.iterdir())) == 2


def test_an_english_reader_is_written_to_in_english(world: World, gateway: Gateway) -> None:
    real(world, "王阿姨")
    world.people["王阿姨"].language = "en"
    world.people["王阿姨"].save()
    tell(world, "王阿姨", "test.urgent")
    deliver_due()
    assert gateway.requests[0].body["text"] == "助餐点 meets tonight"


def test_a_failing_gateway_is_tried_again_later_and_in_the_end_given_up(
    world: World, gateway: Gateway, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    gateway.status = 503
    real(world, "王阿姨")
    tell(world, "王阿姨", "test.urgent")
    assert (deliver_due(), len(gateway.requests)) == (0, 1)
    assert (deliver_due(), len(gateway.requests)) == (0, 1)
    for nth in range(1, TRIES + 2):
        with clock.at(START + timedelta(hours=6 * nth)):
            deliver_due()
    assert len(gateway.requests) == TRIES
    assert Message.objects.get(channel="sms").error == "gateway: 503"
    printed = capsys.readouterr()
    assert world.people["王阿姨"].account.phone not in caplog.text + printed.out + printed.err


def test_it_goes_out_once_the_gateway_is_back(world: World, gateway: Gateway) -> None:
    gateway.status = 503
    real(world, "王阿姨")
    tell(world, "王阿姨", "test.urgent")
    deliver_due()
    gateway.status = 200
    with clock.at(START + timedelta(minutes=5)):
        assert deliver_due() == 1
    assert Message.objects.get(channel="sms").error == ""


def test_somebody_without_a_phone_is_not_tried_again(world: World, folder: Path) -> None:
    world.people["丁奶奶"].account = None
    world.people["丁奶奶"].save()
    tell(world, "丁奶奶", "test.urgent")
    deliver_due()
    message = Message.objects.get(channel="sms")
    assert (message.error, message.tries, message.sent_at) == ("no_phone", TRIES, None)


def test_a_sent_code_leaves_neither_number_nor_code_in_the_outbox(world: World, folder: Path) -> None:
    outbox.send_to(to="+8613900000001", template="sign_in.code", facts={"code": "123456"}, demo=False)
    deliver_due()
    message = Message.objects.get()
    assert (message.to, message.facts) == ("", {})
    (file,) = folder.iterdir()
    assert "123456" in json.loads(file.read_text(encoding="utf-8"))["text"]


def test_wechat_is_off_until_it_is_configured(world: World, settings, gateway: Gateway) -> None:
    real(world, "王阿姨")
    tell(world, "王阿姨", "test.urgent")
    assert not Message.objects.filter(channel="wechat").exists()
    settings.WECHAT_URL, settings.WECHAT_TEMPLATES = gateway.url, {"test.urgent": "T1"}
    tell(world, "王阿姨", "test.urgent")
    deliver_due()
    sent = [request.body for request in gateway.requests if "template_id" in request.body]
    assert [(body["template_id"], body["text"]) for body in sent] == [("T1", "助餐点今晚开会")]


def test_wechat_too_passes_demonstration_accounts_over(world: World, settings, gateway: Gateway) -> None:
    settings.WECHAT_URL, settings.WECHAT_TEMPLATES = gateway.url, {"test.urgent": "T1"}
    tell(world, "王阿姨", "test.urgent")
    deliver_due()
    assert gateway.requests == []


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_several_workers_send_each_message_once(settings) -> None:
    with Gateway() as gateway:
        settings.SMS_URL = gateway.url
        for n in range(24):
            outbox.send_to(to=f"+86139{n:08d}", template="sign_in.code", facts={"code": "123456"}, demo=False)

        def work(_: int) -> int:
            try:
                return deliver_due()
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            assert sum(pool.map(work, range(4))) == 24
        assert len({request.body["to"] for request in gateway.requests}) == len(gateway.requests) == 24
    Message.objects.all().delete()


def real(world: World, name: str) -> None:
    """Somebody of flesh and blood: no demonstration account."""
    person = world.people[name]
    person.demo = False
    person.save()
    Account.objects.filter(pk=person.account_id).update(demo=False)


def test_what_is_two_days_old_is_not_sent_any_more_and_a_sign_in_code_overtakes(
    world: World, folder: Path
) -> None:
    def sent() -> list[str]:
        return [json.loads(file.read_text(encoding="utf-8"))["template"] for file in sorted(folder.iterdir())]

    tell(world, "王阿姨", "test.urgent")
    with clock.at(START + timedelta(days=3)):
        tell(world, "小谷", "test.urgent")
        Message.objects.create(
            person=world.people["老尹"].pk,
            channel="sms",
            template="sign_in.code",
            facts={"code": "123456"},
            at=clock.now(),
        )
        assert deliver_due(limit=1) == 1
        assert sent() == ["sign_in.code"]
        assert deliver_due() == 1
    assert len(sent()) == 2
    assert Message.objects.get(person=world.people["王阿姨"].pk, channel="sms").error == "stale"
