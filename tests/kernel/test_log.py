"""The Merkle log: equal to RFC 6962's vectors, append-only in the database, and blind to nothing."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from consult.kernel import clock, ledger, log, merkle
from consult.kernel.errors import Refusal
from consult.kernel.models import LogEntry, Plaintext

# The leaves and roots of the certificate transparency reference implementation (RFC 6962 test vectors).
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("size", range(1, 9))
def test_root_equals_the_reference_vectors(size: int) -> None:
    assert merkle.root([merkle.leaf_hash(leaf) for leaf in LEAVES[:size]]).hex() == ROOTS[size - 1]


@given(st.integers(1, 70), st.data())
def test_inclusion_and_consistency_hold_and_nothing_forged_passes(size: int, data: st.DataObject) -> None:
    leaves = [merkle.leaf_hash(bytes([n])) for n in range(size)]
    index = data.draw(st.integers(0, size - 1))
    path, root = merkle.inclusion(leaves, index), merkle.root(leaves)
    assert merkle.verify_inclusion(leaves[index], index, size, path, root)
    assert not merkle.verify_inclusion(merkle.leaf_hash(b"forged"), index, size, path, root)
    assert not merkle.verify_inclusion(leaves[index], index, size, [*path, root], root)
    earlier = data.draw(st.integers(1, size))
    steps, before = merkle.consistency(leaves, earlier), merkle.root(leaves[:earlier])
    assert merkle.verify_consistency(earlier, before, size, root, steps)
    if earlier < size:
        assert not merkle.verify_consistency(earlier, merkle.leaf_hash(b"x"), size, root, steps)


def test_canonical_json_is_sorted_normalised_and_refuses_floats() -> None:
    assert merkle.canonical({"b": 1, "a": ["é", None, True]}) == '{"a":["é",null,true],"b":1}'.encode()
    with pytest.raises(TypeError):
        merkle.canonical({"half": 0.5})


@pytest.mark.django_db
@pytest.mark.database
def test_entries_are_dense_hashed_and_cannot_be_changed_or_deleted() -> None:
    community = uuid4()
    with clock.at(clock.beijing(2026, 3, 2)):
        opened = ledger.found(community=community, demo=True, data={})
        entry = ledger.write(
            community=community, draft=log.Draft(verb="test.one", hidden={"text": "楼道堆物"})
        )
    opened.refresh_from_db()
    assert entry.seq == 1
    assert opened.size == 2
    assert log.root(opened) == merkle.root(log.leaves(opened))
    assert "楼道堆物" not in entry.body
    kept = Plaintext.objects.get()
    assert log.commitment(bytes(kept.salt), kept.text) == log.parsed(entry)["hidden"]["text"]
    for attempt in (
        lambda: LogEntry.objects.filter(pk=entry.pk).update(verb="test.other"),
        lambda: LogEntry.objects.filter(pk=entry.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


@pytest.mark.django_db
def test_a_real_communitys_ledger_refuses_a_set_clock() -> None:
    community = uuid4()
    ledger.found(community=community, demo=False, data={})
    with clock.at(clock.beijing(2020, 1, 1)), pytest.raises(Refusal, match="back_dated"):
        ledger.write(community=community, draft=log.Draft(verb="test.past"))


@pytest.mark.django_db
def test_time_in_a_log_never_runs_backwards() -> None:
    community = uuid4()
    with clock.at(clock.beijing(2026, 3, 2)):
        ledger.found(community=community, demo=True, data={})
    with clock.at(clock.beijing(2026, 3, 1)):
        entry = ledger.write(community=community, draft=log.Draft(verb="test.earlier"))
    assert entry.at == clock.beijing(2026, 3, 2)


@pytest.mark.django_db
def test_a_signed_head_verifies_and_a_changed_one_does_not() -> None:
    community = uuid4()
    opened = ledger.found(community=community, demo=True, data={})
    head = ledger.head_json(ledger.sign_head(opened.pk))
    assert ledger.verify_head(head)
    assert not ledger.verify_head({**head, "size": head["size"] + 1})
