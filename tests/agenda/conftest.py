"""A database that several threads write to."""

from tests.intake.conftest import _append_only_again, committed

__all__ = ["_append_only_again", "committed"]
