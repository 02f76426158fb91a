"""How a person's lines differ from what a replay gives."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from leaderboard.rules.model import Earned
from leaderboard.scoring import awards
from leaderboard.scoring.lines import PastLines, slot_of


@dataclass(frozen=True)
class Correction:
    """What a replay takes back, and what it adds, each with its slot's turn."""

    stale: list[Any]
    fresh: list[tuple[Earned, int]]


def correction(
    wanted: Iterable[Earned],
    past: PastLines,
    *,
    since: date = date.min,
    placed: Callable[[Any], Any] = lambda row: row,
) -> Correction:
    """How the person's lines from the day on differ from what the replay gives. `placed` is a line
    in the team it will have, where the change that is replayed moves people."""
    live = past.live_from(since)
    by_slot = {award.slot: award for award in wanted}
    stale = [
        row
        for slot, row in live.items()
        if slot not in by_slot or differs(by_slot[slot], placed(row))
    ]
    reversed_slots = {slot_of(row) for row in stale}
    fresh = [
        (award, past.turns[slot] + (slot in reversed_slots))
        for slot, award in by_slot.items()
        if slot not in live or slot in reversed_slots
    ]
    return Correction(stale, fresh)


def differs(award: Earned, row: Any) -> bool:
    """Whether a line differs from the replay, even if only in the numbers of its reason."""
    return not is_like(award, row) or row.key != awards.key_of(award.slot, row.turn)


def is_like(award: Earned, row: Any) -> bool:
    """Whether a line in the award's slot says the same, whatever its key; quicker than `unlike`."""
    return (
        row.points == award.points
        and row.activity_id == (award.number or None)
        and row.occurred_on == award.day
        and row.team_id == award.team_id
        and row.times == award.times
        and row.badge_id == award.badge_id
        and row.reason == award.reason
        and row.made_by_id is None
        and row.params == award.params
    )


def unlike(award: Earned, row: Any) -> Iterator[tuple[str, Any, Any]]:
    """How a line differs from the replay: the column and both values. The paying version may differ
    if both pay the same."""
    given = awards.row_of(award, turn=row.turn, at=row.made_at, is_silent=row.is_silent)
    for name in REPLAYED:
        if (kept := getattr(row, name)) != given[name]:
            yield name, kept, given[name]


REPLAYED = (
    *("key", "times", "points", "badge_id", "activity_id", "occurred_on", "team_id"),
    *("made_by_id", "reason", "params"),
)
