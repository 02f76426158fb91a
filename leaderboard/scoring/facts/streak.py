"""The run of working days that leads up to an entry."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from sqlalchemy import bindparam, select

from leaderboard.extensions import db
from leaderboard.models import Activity, Award, Total
from leaderboard.rules.condition import Condition
from leaderboard.rules.model import PayingRule, Version
from leaderboard.rules.periods import PeriodKind, Span, period_of
from leaderboard.rules.triggers.streak import TRIGGER, Run, StreakFacts
from leaderboard.rules.working_days import WorkingCalendar
from leaderboard.scoring.beginnings import Beginning, entries_of, held
from leaderboard.scoring.conditions import counted, has_value
from leaderboard.scoring.known import KnownTotals, Query
from leaderboard.scoring.standing_awards import stands
from leaderboard.statements import Prepared

# How far back a walk looks first.
STRETCH = timedelta(days=14)


class StreakQuery(Query):
    """A walk back over the working days with such an entry."""

    def facts(self, known: KnownTotals, version: Version) -> StreakFacts:
        day, run = known.entry.day, 0
        working = known.world.working
        if not working.is_working(day):
            return StreakFacts()
        condition = version.condition
        active = iter(known.once("days", condition, lambda: days_of(known, condition)))
        latest = next(active, None)
        is_active_today = latest == day
        if is_active_today:
            latest = next(active, None)
        expected = working.previous_working_day(day)
        while latest is not None and latest >= expected:
            if latest == expected:
                run += 1
                expected = working.previous_working_day(expected)
            latest = next(active, None)
        return StreakFacts(run=run, is_active_today=is_active_today)

    def memories(self, version: Version, beginning: Beginning) -> dict[int, Run]:
        """The runs that were unbroken when the day began. They are looked up one stretch at a time,
        and further back only for people whose run goes on there and was paid for nowhere: an award
        says how long the run was on its day."""
        condition, start = version.condition, beginning.day
        worlds = {p: beginning.configuration.world(p) for p in beginning.person_ids}
        # A run that is long enough once is not measured further.
        most = None if condition.is_repeated else condition.target
        walks = {p: Walk(world.working, beginning.day, most) for p, world in worlds.items()}
        going, stretch = dict(walks), STRETCH
        while going:
            span = Span(start - stretch, start)
            active = active_within(condition, going, beginning, span)
            paid = paid_within(condition, going, beginning, span)
            for person_id, walk in going.items():
                walk.go(active[person_id], paid[person_id], down_to=span.start)
            going = {p: walk for p, walk in going.items() if not walk.is_over}
            start, stretch = span.start, stretch * 2
        return {
            person_id: Run(worlds[person_id], walk.last, walk.length)
            for person_id, walk in walks.items()
            if walk.length
        }

    def is_out_of_question(self, known: KnownTotals, rule: PayingRule, version: Version) -> bool:
        return known.has_today(version.condition)


def days_of(known: KnownTotals, condition: Condition) -> list[date]:
    """Days up to the entry's with such an entry besides it, latest first."""
    day = known.entry.day
    if condition.depends_on_amount:
        span = Span(date.min, period_of(PeriodKind.DAY, day, known.world.almanac).end)
        rows = db.session.execute(
            counted(condition, known.subject_id, span).where(Activity.id != known.entry.number)
        )
        return sorted({row.occurred_on for row in rows}, reverse=True)
    found = active_days(condition).all(subject=known.subject_id, day=day)
    return [row.start for row in found]


@dataclass
class Walk:
    """A walk back from a day over the working days that count, until one is missing, or it is known
    how many there were, or there are as many as anybody asks for."""

    working: WorkingCalendar
    day: date
    most: int | None
    length: int = 0
    is_over: bool = False

    def __post_init__(self) -> None:
        self.last = self.expected = self.working.previous_working_day(self.day)

    def go(self, active: Collection[date], paid: Mapping[date, int], *, down_to: date) -> None:
        """Count the active days from there on, one after the other."""
        while self.expected >= down_to and not self.is_over:
            if self.expected in paid:
                self.length += paid[self.expected]
                self.is_over = True
            elif self.expected not in active:
                self.is_over = True
            else:
                self.length += 1
                self.is_over = self.length == self.most
                self.expected = self.working.previous_working_day(self.expected)


def paid_within(
    condition: Condition, person_ids: Iterable[int], beginning: Beginning, span: Span
) -> dict[int, dict[date, int]]:
    """How long each person's run was on the days within the span for which it was paid, be it by
    another rule that counts the same. No replay from a day on changes what is before it."""
    alike = {
        version.id: rule.id
        for rule in beginning.configuration.rules
        for version in rule.versions
        if version.trigger is TRIGGER and counts_alike(version.condition, condition)
    }
    found: dict[int, dict[date, int]] = defaultdict(dict)
    rows = db.session.execute(
        select(Award.subject_id, Award.occurred_on, Award.params).where(
            Award.rule_id.in_(set(alike.values())),
            Award.rule_version_id.in_(alike.keys()),
            Award.subject_id.in_(list(person_ids)),
            Award.window_start >= span.start,
            Award.window_start < span.end,
            stands(),
        )
    )
    for person_id, day, params in rows:
        found[person_id][day] = params["length"]
    return found


def counts_alike(one: Condition, other: Condition) -> bool:
    """Whether both count the same days, however many they ask for."""
    return one == replace(other, target=one.target, is_repeated=one.is_repeated)


def active_within(
    condition: Condition, person_ids: Iterable[int], beginning: Beginning, span: Span
) -> dict[int, set[date]]:
    """The days within the span on which each person had such an entry."""
    whose = replace(beginning, person_ids=list(person_ids))
    if condition.depends_on_amount:
        statement = select(Activity.subject_id, Activity.occurred_on).where(
            *entries_of(condition, whose, span)
        )
    else:
        statement = select(Total.subject_id, Total.start).where(
            *held(condition, whose),
            Total.period_kind == PeriodKind.DAY.value,
            Total.start >= span.start,
            Total.start < span.end,
            Total.entries > 0,
        )
    found: dict[int, set[date]] = defaultdict(set)
    for person_id, day in db.session.execute(statement.distinct()):
        found[person_id].add(day)
    return found


@lru_cache(maxsize=512)
def active_days(condition: Condition) -> Prepared:
    """A person's days up to this one with such an entry, latest first."""
    return Prepared(
        select(Total.start)
        .where(
            Total.subject_id == bindparam("subject"),
            Total.period_kind == PeriodKind.DAY.value,
            Total.kind_id == condition.kind_id,
            Total.start <= bindparam("day"),
            Total.entries > 0,
            *has_value(Total.cut_id, condition),
        )
        .distinct()
        .order_by(Total.start.desc())
    )


QUERY = StreakQuery()
