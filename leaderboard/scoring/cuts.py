"""Cuts: one row for each combination of dimension values ever logged."""

from leaderboard import configuration
from leaderboard.configuration import Configuration, cut_key
from leaderboard.extensions import db
from leaderboard.models import (
    Cut,
    CutValue,
)
from leaderboard.scoring import locks


def cut_of(value_ids: frozenset[int], settings: Configuration) -> int:
    """The cut with exactly these values, created if it is new."""
    found = settings.cut_id(value_ids)
    if found is not None:
        return found
    # Anybody who needs the new cut at the same moment waits here and then finds it.
    locks.hold(locks.Space.CUT, [0])
    found = settings.cut_id(value_ids)
    return make_cut(value_ids) if found is None else found


def make_cut(value_ids: frozenset[int]) -> int:
    cut = Cut(key=cut_key(value_ids))
    db.session.add(cut)
    db.session.flush()
    db.session.add_all(CutValue(cut_id=cut.id, value_id=value_id) for value_id in value_ids)
    db.session.flush()
    configuration.new_cuts()[cut.id] = value_ids
    return cut.id
