"""How a person's lines differ from what a replay gives."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
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
    found: bool = said_in(row) == said_by(award)
    return found


def unlike(award: Earned, row: Any) -> Iterator[tuple[str, Any, Any]]:
    """How a line differs from the replay: the column and both values. The paying version may differ
    if both pay the same."""
    given = (awards.key_of(award.slot, row.turn), *said_by(award))
    for name, kept, value in zip(("key", *REPLAYED), (row.key, *said_in(row)), given, strict=True):
        if kept != value:
            yield name, kept, value


REPLAYED = (
    *("times", "points", "badge_id", "activity_id", "occurred_on", "team_id"),
    *("made_by_id", "reason", "params"),
)
said_in = attrgetter(*REPLAYED)


def said_by(award: Earned) -> tuple[Any, ...]:
    """What a line in the award's slot should say, in the same order."""
    return (
        award.times,
        award.points,
        award.badge_id,
        award.number or None,
        award.day,
        award.team_id,
        None,
        award.reason,
        award.params,
    )
