"""Inclusion proofs of many entries of one log in a single pass.

`kernel.merkle.inclusion` hashes the whole tree for each leaf; a matter has some sixty entries among tens of thousands.
Here every inner node is hashed once: 60 proofs of 50,000 leaves take as long as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from consult.kernel.merkle import left_of, node_hash


class Proofs:
    """Proofs for the tree of these leaves; the paths are those of RFC 6962 §2.1.1, lowest first."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self._leaves = leaves
        self._nodes: dict[tuple[int, int], bytes] = {}

    def path(self, index: int) -> list[bytes]:
        """The hashes that lead from leaf `index` to the root. Raises IndexError."""
        if not 0 <= index < len(self._leaves):
            raise IndexError(index)
        found: list[bytes] = []
        low, high = 0, len(self._leaves)
        while high - low > 1:
            middle = low + left_of(high - low)
            if index < middle:
                found.append(self._node(middle, high))
                high = middle
            else:
                found.append(self._node(low, middle))
                low = middle
        return found[::-1]

    def paths(self, indexes: Iterable[int]) -> list[list[bytes]]:
        return [self.path(index) for index in indexes]

    def _node(self, low: int, high: int) -> bytes:
        """The root of the subtree over leaves low … high."""
        if high - low == 1:
            return self._leaves[low]
        kept = self._nodes.get((low, high))
        if kept is None:
            middle = low + left_of(high - low)
            kept = node_hash(self._node(low, middle), self._node(middle, high))
            self._nodes[low, high] = kept
        return kept
