"""The papers of a matter for its archive: every document its stages produced, in folders in their order.

They are for the community's own file, so people are named in full; telephone numbers are left out.
"""

from __future__ import annotations

from consult.intake.models import Matter

from . import outcome, raised, sessions


def of_matter(matter: Matter) -> dict[str, bytes]:
    """{path: content}. A restricted matter has no papers: its words are kept no longer than they must be."""
    if matter.restricted:
        return {}
    return {
        **dict(raised.papers(matter)),
        **dict(sessions.papers(matter)),
        **dict(outcome.papers(matter)),
    }
