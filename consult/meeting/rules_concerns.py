"""Grouping what people say by likeness: plain Python, on the bigrams of the texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

# Dice in thousandths from which two concerns are put together: lower than for a duplicate, for here a person looks.
ALIKE = 200


def groups(
    texts: Sequence[str],
    labels: Mapping[str, str],
    likeness: Callable[[str, str], int],
    *,
    alike: int = ALIKE,
) -> list[list[str]]:
    """The ids in `texts`, in groups: what carries the same label is together, what carries another never is; of the rest
    each goes to the group of the one it is most like, if that is like enough. Groups and members keep their order.

    `likeness` of two ids is in thousandths. What a person has labelled outweighs every likeness.
    """
    found: list[list[str]] = []
    by_label: dict[str, list[str]] = {}
    for one in texts:
        label = labels.get(one, "")
        if label and label in by_label:
            by_label[label].append(one)
            continue
        if label:
            by_label[label] = [one]
            found.append(by_label[label])
            continue
        near = max(
            ((max(likeness(one, other) for other in group), -place) for place, group in enumerate(found)),
            default=(0, 0),
        )
        if near[0] >= alike:
            found[-near[1]].append(one)
        else:
            found.append([one])
    return found
