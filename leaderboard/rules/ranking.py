"""Competition ranking (1, 2, 2, 4) over the people shown, with one declared tie policy."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from leaderboard.rules.alphabet import alphabetical
from leaderboard.rules.metrics import Direction, Value


class Ties(StrEnum):
    """Whether equal values share a rank, or whoever reached the value first comes first."""

    EQUAL = "equal"
    FIRST = "first"


class Candidate(NamedTuple):
    """Somebody with a case: a value, how many cases it rests on, and whether it may be ranked."""

    subject_id: int
    name: str
    value: Value | None
    sample: int
    has_rank: bool = True
    # When the value last changed; only needed for `Ties.FIRST`.
    reached_at: datetime | None = None


class Place(NamedTuple):
    """A candidate's place: rank None below the minimum sample, tied when others share the rank."""

    subject_id: int
    name: str
    value: Value | None
    sample: int
    rank: int | None
    is_tied: bool


def ranked(
    candidates: Iterable[Candidate], *, direction: Direction, ties: Ties = Ties.EQUAL
) -> list[Place]:
    """Everybody in board order: ranked ones by value, then unranked ones; equals by
    name, then id."""
    listed = sorted(candidates, key=lambda c: order(c, direction, ties))
    places: list[Place] = []
    for index, candidate in enumerate(listed):
        before = listed[index - 1] if index else None
        shares_before = before is not None and is_equal(before, candidate, ties)
        after = listed[index + 1] if index + 1 < len(listed) else None
        rank = places[-1].rank if shares_before else index + 1
        places.append(
            Place(
                candidate.subject_id,
                candidate.name,
                candidate.value,
                candidate.sample,
                rank if is_ranked(candidate) else None,
                shares_before or (after is not None and is_equal(candidate, after, ties)),
            )
        )
    return places


def is_ranked(candidate: Candidate) -> bool:
    """Whether there is a value, and it may be ranked."""
    return candidate.has_rank and candidate.value is not None


def is_equal(one: Candidate, other: Candidate, ties: Ties) -> bool:
    """Whether two ranked candidates share a rank."""
    return (
        is_ranked(one)
        and is_ranked(other)
        and one.value == other.value
        and (ties is Ties.EQUAL or one.reached_at == other.reached_at)
    )


def order(candidate: Candidate, direction: Direction, ties: Ties) -> tuple:
    """The sort key: the ranked before the unranked."""
    value = candidate.value if candidate.value is not None else 0
    height = -value if direction is Direction.HIGHER else value
    moment = candidate.reached_at.timestamp() if ties is Ties.FIRST and candidate.reached_at else 0
    name = alphabetical(candidate.name.casefold())
    return (not is_ranked(candidate), height, moment, name, candidate.subject_id)
