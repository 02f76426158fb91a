"""What people have already had from rules: taken slots, and how much of a limit is left.

A log asks about the few rules it touches, one by one; a page asks about all rules and people
together, in one statement for each question however many there are.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from leaderboard.configuration import Configuration
from leaderboard.extensions import db
from leaderboard.models import Award
from leaderboard.rules.model import PayingGoal, PayingRule, Slot, Version
from leaderboard.rules.periods import Almanac, Span, period_of
from leaderboard.rules.trigger import MOST_TIMES
from leaderboard.scoring.lines import IS_USED, REVERSAL
from leaderboard.scoring.standing_awards import stands

Standing = Collection[tuple[PayingRule, Version]]


@dataclass(frozen=True)
class Had:
    """Each person's taken slots, and how often each rule has paid them on which days."""

    day: date
    almanac: Almanac
    taken: Mapping[int, frozenset[Slot]]
    times: Mapping[tuple[int, int], Mapping[date, int]]

    def left(self, person_id: int, rule_id: int, version: Version) -> int:
        """How many more times the rule may pay the person around the day."""
        limits = version.limits
        if not limits.most:
            return MOST_TIMES
        start = period_of(limits.per, self.day, self.almanac).start
        paid = self.times.get((person_id, rule_id), {})
        return max(0, limits.most - sum(n for day, n in paid.items() if day >= start))


def read_had(
    person_ids: Collection[int],
    standing: Standing,
    *,
    goals: Collection[PayingGoal],
    day: date,
    settings: Configuration,
) -> Had:
    """What these people have had from these rules, as far as it matters on the day."""
    almanac = settings.almanac
    return Had(
        day,
        almanac,
        taken=read_taken(person_ids, standing, goals=goals, day=day, almanac=almanac),
        times=read_times(person_ids, standing, day=day, almanac=almanac),
    )


def read_taken(
    person_ids: Collection[int],
    standing: Standing,
    *,
    goals: Collection[PayingGoal],
    day: date,
    almanac: Almanac,
) -> dict[int, frozenset[Slot]]:
    """The slots in which an award stands, or stood until a manager took it back. What an activity
    pays by itself has a slot of its own and is not looked up."""
    asked = [(rule, version) for rule, version in standing if not version.trigger.pays_each]
    if not asked or not person_ids:
        return dict.fromkeys(person_ids, frozenset())
    since = min(
        version.trigger.slots_since(version.condition, day, goals, almanac) for _, version in asked
    )
    rows = db.session.execute(
        used(Award.subject_id, Award.rule_id, Award.window_start, Award.cause).where(
            Award.subject_id.in_(sorted(person_ids)),
            Award.rule_id.in_(sorted({rule.id for rule, _ in asked})),
            Award.window_start >= since,
        )
    )
    found: dict[int, set[Slot]] = defaultdict(set)
    for row in rows:
        found[row.subject_id].add(Slot(row.rule_id, row.subject_id, row.window_start, row.cause))
    return {person_id: frozenset(found[person_id]) for person_id in person_ids}


def read_times(
    person_ids: Collection[int], standing: Standing, *, day: date, almanac: Almanac
) -> dict[tuple[int, int], dict[date, int]]:
    """How often rules with a limit have paid, by person, rule and day."""
    starts = {
        rule.id: period_of(version.limits.per, day, almanac).start
        for rule, version in standing
        if version.limits.most
    }
    found: dict[tuple[int, int], dict[date, int]] = defaultdict(dict)
    if not starts or not person_ids:
        return found
    rows = db.session.execute(
        used(
            Award.subject_id, Award.rule_id, Award.occurred_on, func.sum(Award.times).label("times")
        )
        .where(
            Award.subject_id.in_(sorted(person_ids)),
            Award.rule_id.in_(sorted(starts)),
            Award.occurred_on >= min(starts.values()),
            Award.occurred_on <= day,
        )
        .group_by(Award.subject_id, Award.rule_id, Award.occurred_on)
    )
    for row in rows:
        found[row.subject_id, row.rule_id][row.occurred_on] = int(row.times)
    return found


def used(*columns: Any) -> Select[Any]:
    """Of the awards that count towards a limit, taken back by a manager or not."""
    return (
        select(*columns)
        .outerjoin(REVERSAL, REVERSAL.c.reverses_id == Award.id)
        .where(Award.reverses_id.is_(None), IS_USED)
    )


def times_paid(span: Span) -> dict[int, int]:
    """How often each rule paid on these days, not counting what was taken back."""
    rows = db.session.execute(
        select(Award.rule_id, func.sum(Award.times))
        .where(Award.occurred_on >= span.start, Award.occurred_on < span.end, stands())
        .group_by(Award.rule_id)
    )
    return {rule_id: int(times) for rule_id, times in rows}
