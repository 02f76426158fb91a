"""Cuts created in a transaction, and their keys."""

from collections.abc import Collection

from leaderboard.database import kept
from leaderboard.extensions import db


def new_cuts() -> dict[int, frozenset[int]]:
    """The cuts created in this transaction. It may yet be rolled back and its ids reused for other
    cuts, so nobody may cache these."""
    return kept(db.session()).setdefault("new_cuts", {})


def cut_key(value_ids: Collection[int]) -> str:
    """The key of the cut with these values."""
    return ",".join(str(value_id) for value_id in sorted(value_ids))
