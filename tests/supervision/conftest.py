"""A database that several threads write to."""

from tests.resolution.conftest import _append_only_again, committed

__all__ = ["_append_only_again", "committed"]
