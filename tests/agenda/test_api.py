"""The verbs over HTTP: a whole session prepared by requests, repeats, and every kind of bad input."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from consult.agenda.models import Invitation, Motion, Session
from tests.agenda import scene
from tests.agenda.asking import Browser
from tests.agenda.test_add_material import PDF
from tests.world import World


def test_a_representatives_meeting_from_convening_to_a_reply(world: World) -> None:
    """居民代表会议 on M18 as in script 甲, by requests alone."""
    scene.representatives(world)
    it = scene.matter(world, affected={"kind": "community", "ids": []})
    director, lawyer, secretary = (Browser(world, n) for n in ("何主任", "石律师", "周书记"))
    (authorization,) = director.get("/sessions/delegations")["items"]

    made = director.post(
        "/sessions",
        {
            "form": "representatives_meeting",
            "title": "助餐点居民代表会议",
            "starts_at": "2026-04-01T19:00:00+08:00",
            "place": "社区议事厅",
            "matter": str(it.pk),
            "delegation": authorization["id"],
            "subject": "社区用房",
        },
    )
    session = f"/sessions/{made['id']}"
    assert made["stage"] == "drafted"
    director.post(f"{session}/compose")
    director.post(
        f"{session}/appoint",
        {"chair": str(world.people["孙副主任"].pk), "recorder": str(world.people["社工小郑"].pk)},
    )
    director.upload(
        f"{session}/add_material", {"title": "方案", "source": "社区居委会", "text": "只分餐，不设灶具"}
    )
    uploaded = director.upload(
        f"{session}/add_material",
        {"title": "图纸", "source": "设计单位", "file": SimpleUploadedFile("a.exe", PDF)},
    )
    assert len(uploaded["facts"]["sha256"]) == 64
    director.post(f"{session}/add_item", {"title": "通报一季度工作", "minutes": 10, "position": 1})
    moved = director.post(
        "/motions",
        {
            "session": made["id"],
            "matter": str(it.pk),
            "rule": "REP_MEETING_MAJ",
            "subject": "社区用房",
            "mover": str(world.people["小谷"].pk),
            **scene.TEXT,
        },
    )
    director.post(f"/motions/{moved['id']}/write_page", {"page": scene.PAGE})
    read = lawyer.get(f"/motions/{moved['id']}")["text_sha256"]
    opinion = {"favourable": True, "opinion": "未见违法情形", "seen": read}
    lawyer.post(f"/motions/{moved['id']}/check_legality", opinion)
    assert director.post(f"{session}/publish", status=409)["code"] == "studied_first"
    secretary.post(
        f"/matters/{it.pk}/record_study",
        {"held_on": "2026-03-02", "attended": ["周书记"], "conclusion": "同意提交表决"},
    )

    published = director.post(f"{session}/publish")

    assert published["stage"] == "published"
    assert "session.serve" in published["allowed"]
    me = Browser(world, "代表1")
    (mine,) = [one for one in me.get(session)["invitations"] if one["part"] == "1"]
    me.post(f"{session}/reply", {"invitation": mine["id"], "reply": "attend"})
    assert Invitation.objects.get(pk=mine["id"]).reply == "attend"
    other = scene.letter(Session.objects.get(pk=made["id"]), household=world.homes[0])
    director.post(f"{session}/serve", {"invitations": [str(other.pk)], "means": "posted"})
    assert other.services.filter(means="posted").exists()


def test_asking_twice_with_one_key_convenes_once(world: World) -> None:
    body = {
        "form": "collection",
        "title": "说事",
        "starts_at": "2026-03-20T19:00:00+08:00",
        "place": "议事厅",
    }
    staff = Browser(world, "社工小李")
    first = staff.post("/sessions", body, key="one-and-the-same")
    assert staff.post("/sessions", body, key="one-and-the-same") == first
    assert Session.objects.count() == 1


def test_typing_names_in_is_refused(world: World) -> None:
    """X is computed: there is no field for a name, and an unknown field is not overlooked."""
    session = scene.drafted(world)
    staff = Browser(world, "社工小李")
    for body in ({"names": ["王阿姨"]}, {"bodies": ["和顺物业"]}, {"bodies": [], "persons": [str(uuid4())]}):
        answer = staff.post(f"/sessions/{session.pk}/compose", body, status=422)
        assert answer["code"] == "invalid"
    assert not session.participants.exists()


SESSION_VERBS: list[tuple[str, dict[str, Any]]] = [
    ("compose", {}),
    ("add_item", {"title": "甲"}),
    ("drop_item", {"item": str(uuid4())}),
    ("appoint", {"chair": str(uuid4())}),
    ("publish", {}),
    ("serve", {"invitations": [str(uuid4())], "means": "called"}),
    ("reply", {"invitation": str(uuid4()), "reply": "attend"}),
    ("cancel", {"reason": "改期"}),
]
MOTION_VERBS: list[tuple[str, dict[str, Any]]] = [
    ("write_page", {"page": {"what": "字"}}),
    ("check_legality", {"favourable": True, "opinion": "可以", "seen": "0" * 64}),
    ("amend", {"reason": "改", "what": "改成别的一件具体的事"}),
    ("withdraw", {}),
    ("split", {"parts": []}),
]


@pytest.mark.parametrize(("verb", "body"), SESSION_VERBS)
def test_a_sessions_verbs_on_what_is_not_there_or_not_to_be_seen(
    world: World, verb: str, body: dict[str, Any]
) -> None:
    session = scene.drafted(world)
    assert (
        Browser(world, "社工小李").post(f"/sessions/{uuid4()}/{verb}", body, status=404)["code"]
        == "not_found"
    )
    assert Browser(world, "王阿姨").post(f"/sessions/{session.pk}/{verb}", body, status=404)
    assert Browser(world, None).post(f"/sessions/{session.pk}/{verb}", body, status=401)
    assert Browser(world, "社工小李").post(f"/sessions/not-an-id/{verb}", body, status=404)


@pytest.mark.parametrize(("verb", "body"), MOTION_VERBS)
def test_a_motions_verbs_on_what_is_not_there_or_not_to_be_seen(
    world: World, verb: str, body: dict[str, Any]
) -> None:
    motion = scene.moved(world, scene.drafted(world))
    assert Browser(world, "社工小李").post(f"/motions/{uuid4()}/{verb}", body, status=404)
    assert Browser(world, "王阿姨").post(f"/motions/{motion.pk}/{verb}", body, status=404)
    assert Browser(world, None).post(f"/motions/{motion.pk}/{verb}", body, status=401)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/sessions", {}),
        ("/sessions", {"form": "collection", "title": "说事", "starts_at": "soon", "place": "厅"}),
        (
            "/sessions",
            {"form": "collection", "title": "说事", "starts_at": "2026-03-20T19:00:00", "place": "厅"},
        ),
        (
            "/sessions",
            {"form": "x" * 50_000, "title": "说事", "starts_at": "2026-03-20T19:00:00Z", "place": "厅"},
        ),
        ("/sessions", {"form": 7, "title": ["说事"], "starts_at": 1, "place": None}),
        ("/sessions", ["not", "an", "object"]),
        ("/sessions/{session}/compose", {"bodies": "all"}),
        ("/sessions/{session}/add_item", {"minutes": "many"}),
        ("/sessions/{session}/add_item", {"title": "甲", "minutes": 10**9}),
        ("/sessions/{session}/appoint", {"scrutineers": ["x"]}),
        ("/sessions/{session}/appoint", {}),
        ("/sessions/{session}/serve", {"invitations": [], "means": "called"}),
        ("/sessions/{session}/serve", {"invitations": [], "means": "pigeon"}),
        ("/sessions/{session}/reply", {"invitation": None, "reply": "attend"}),
        ("/sessions/{session}/cancel", {"reason": ""}),
        ("/motions", {"session": "{session}"}),
        ("/motions/{motion}/write_page", {"page": "text"}),
        ("/motions/{motion}/write_page", {"page": {"what": "字", "slogan": "好"}}),
        ("/motions/{motion}/amend", {"reason": ""}),
        ("/motions/{motion}/amend", {"reason": "改", "what": "x" * 50_000}),
    ],
)
def test_bad_bodies_get_the_envelope_and_change_nothing(world: World, path: str, body: Any) -> None:
    session = scene.drafted(world)
    motion = scene.moved(world, session)
    before = (Session.objects.count(), session.items.count(), Motion.objects.get().what)
    answer = Browser(world, "社工小李").post(
        path.format(session=session.pk, motion=motion.pk), body, status=422
    )
    assert answer["code"] == "invalid"
    assert answer["message"]
    assert answer["message_en"]
    assert (Session.objects.count(), session.items.count(), Motion.objects.get().what) == before


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "图", "source": "社区"},
        {"title": "图", "source": "社区", "file": SimpleUploadedFile("a.pdf", b"MZ")},
        {"title": "图", "source": "社区", "file": SimpleUploadedFile("a.jpg", b"\xff\xd8\xff\x00")},
        {"source": "社区", "text": "字"},
    ],
    ids=["nothing", "program", "broken picture", "no title"],
)
def test_bad_uploads_get_the_envelope_and_keep_nothing(world: World, fields: dict[str, Any]) -> None:
    session = scene.drafted(world)
    answer = Browser(world, "社工小李").upload(f"/sessions/{session.pk}/add_material", fields, status=422)
    assert answer["message"]
    assert not session.materials.exists()


@pytest.mark.parametrize("field", ["matter", "grid", "building", "body", "follows", "delegation"])
def test_ids_of_nothing_are_not_found(world: World, field: str) -> None:
    body = {
        "form": "round_table",
        "title": "说事",
        "starts_at": "2026-03-20T19:00:00+08:00",
        "place": "议事厅",
        "matter": str(scene.matter(world).pk),
        field: str(uuid4()),
    }
    assert Browser(world, "社工小李").post("/sessions", body, status=404)["code"] == "not_found"
    assert not Session.objects.exists()


def test_staff_of_one_community_convene_nothing_in_another(world: World) -> None:
    body = {
        "community": str(world.other.pk),
        "form": "collection",
        "title": "说事",
        "starts_at": "2026-03-20T19:00:00+08:00",
        "place": "议事厅",
    }
    assert Browser(world, "社工小李").post("/sessions", body, status=403)["code"] == "not_permitted"


def test_an_agenda_added_to_after_publishing_says_why_not(world: World) -> None:
    session = scene.published(world)
    answer = Browser(world, "社工小李").post(
        f"/sessions/{session.pk}/add_item", {"title": "临时"}, status=409
    )
    assert answer["code"] == "agenda_unlocked"
    assert "下次会议" in answer["next"]["zh"]
