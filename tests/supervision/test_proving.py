"""Many proofs in one pass are the proofs one by one."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.kernel import merkle
from consult.supervision.proving import Proofs


@given(st.integers(min_value=1, max_value=70))
def test_every_path_is_the_one_the_log_gives(size: int) -> None:
    leaves = [sha256(bytes([n])).digest() for n in range(size)]
    proofs = Proofs(leaves)
    root = merkle.root(leaves)

    for index in range(size):
        path = proofs.path(index)
        assert path == merkle.inclusion(leaves, index)
        assert merkle.verify_inclusion(leaves[index], index, size, path, root)


@pytest.mark.parametrize("index", [-1, 3])
def test_there_is_no_path_to_a_leaf_that_is_not_there(index: int) -> None:
    with pytest.raises(IndexError):
        Proofs([b"a" * 32] * 3).path(index)
