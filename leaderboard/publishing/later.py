"""What is already recorded for a later day and ends a change made for an earlier one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from leaderboard import configuration
from leaderboard.rules.dated import value_on


@dataclass(frozen=True)
class Later:
    """What applies again from a later day on: a team, a parent team (0: none), or weekdays."""

    day: date
    value: Any


def later_move(*, person_id: int, team_id: int | None, since: date) -> Later | None:
    return next_other(configuration.current().teams_by_day(person_id), team_id or 0, since)


def later_parent(*, team_id: int, parent_id: int | None, since: date, **rest: Any) -> Later | None:
    rows = configuration.current().parents.get(team_id, ())
    return next_other([(day, parent or 0) for day, parent in rows], parent_id or 0, since)


def later_week(*, weekdays: str, since: date) -> Later | None:
    rows = [(week.since, text_of(week.weekdays)) for week in configuration.current().weeks]
    return next_other(rows, text_of(weekdays), since)


def later_own_week(*, person_id: int, weekdays: str, since: date) -> Later | None:
    own = configuration.current().own_weeks.get(person_id, ())
    return next_other([(day, text_of(days)) for day, days in own], text_of(weekdays), since)


def text_of(weekdays: Iterable[object]) -> str:
    return "".join(sorted({str(weekday) for weekday in weekdays}))


def next_other(rows: Sequence[tuple[date, Any]], wanted: Any, since: date) -> Later | None:
    """The next of these rows after the day; None if it says the same, or if what is wanted already
    applies and nothing would change."""
    found = next((Later(*row) for row in rows if row[0] > since), None)
    if found is None or found.value == wanted or value_on(rows, since) == wanted:
        return None
    return found
