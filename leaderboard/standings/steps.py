"""The steps ahead of one person today, from the same facts that the next log is rewarded by."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select

from leaderboard.configuration import Configuration
from leaderboard.extensions import db
from leaderboard.models import POINTS, Total
from leaderboard.rules.metrics import Measure, Term
from leaderboard.rules.model import Entry, Version
from leaderboard.rules.periods import PeriodKind, Span
from leaderboard.rules.steps import Step, nearest
from leaderboard.scoring.facts import QUERIES
from leaderboard.scoring.known import KnownTotals, kinds_asked, read_totals
from leaderboard.scoring.preview import AFTER_ALL
from leaderboard.standings.promises import AskedPromise, Promise, promises, rules_today

# How far back to look for the usual pace.
PAST = timedelta(days=28)


@dataclass(frozen=True)
class Outlook:
    """Every step ahead, and the one to show: the nearest, or None when nothing is near."""

    steps: tuple[Step, ...]
    nearest: Step | None

    @property
    def each(self) -> Step | None:
        """The best a single activity pays, for when nothing is near; whatever it is like, if
        possible."""
        found = [step for step in self.steps if step.version.trigger.pays_each]
        return max(found, key=sureness, default=None)


def sureness(step: Step) -> tuple[bool, bool, int]:
    """The sort key of what each activity pays."""
    return step.total == 1, not step.version.condition.is_narrow, step.version.points


def outlook(person_id: int, *, day: date, settings: Configuration) -> Outlook:
    """What is ahead of a person on their business date."""
    steps = tuple(read_steps(person_id, day=day, settings=settings))
    pace = StepPace(person_id, steps, day=day, settings=settings)
    world = settings.world(person_id)
    return Outlook(steps, nearest(steps, pace=pace.of, day=day, world=world))


def read_steps(person_id: int, *, day: date, settings: Configuration) -> list[Step]:
    """The next reward of every rule that can still pay this person on the day."""
    found: dict[tuple[int, int], Step] = {}
    for promise in read_promises(person_id, day=day, settings=settings):
        if promise.since == day:
            found.setdefault((promise.step.rule_id, promise.goal_id), promise.step)
    return list(found.values())


def read_promises(person_id: int, *, day: date, settings: Configuration) -> list[Promise]:
    """Everything this person is promised on the day, and what is promised for later."""
    standing = rules_today(person_id, day=day, settings=settings)
    goals = {goal.id: goal for goal in settings.paying_goals(person_id)}
    teams = settings.teams_above(settings.team_on(person_id, day), day)
    known = KnownTotals(
        Entry(AFTER_ALL, day, POINTS, teams=teams),
        subject_id=person_id,
        goals=tuple(goals.values()),
        rows=read_totals(
            person_id,
            day,
            kind_ids=kinds_asked(standing, goals.values()),
            configuration=settings,
        ),
        configuration=settings,
    )
    facts = [
        (rule, version, QUERIES[version.trigger.name].standing(known, version))
        for rule, version in standing
    ]
    return promises([AskedPromise(person_id, facts, goals)], day=day, settings=settings)[person_id]


class StepPace:
    """How much of everything the person did per working day over the last four weeks."""

    def __init__(
        self, person_id: int, steps: Collection[Step], *, day: date, settings: Configuration
    ) -> None:
        self.settings = settings
        self.rows = read_past(person_id, {t.kind_id for s in steps for t in s.terms}, day=day)
        first = min((row.first for row in self.rows), default=day)
        working = settings.world(person_id).working
        self.days = max(1, working.working_days(Span(first, day)))

    def of(self, step: Step) -> Fraction:
        """The step's measure per working day; a streak is counted in entries of its kind."""
        terms = step.terms
        return Fraction(sum(self._sum(term, step.version) for term in terms), self.days)

    def _sum(self, term: Term, version: Version) -> int:
        wanted = version.condition.value_ids
        return sum(
            term.sign * int(getattr(row, term.measure.value))
            for row in self.rows
            if term.counts(kind_id=row.kind_id, values=self.settings.values_of(row.cut_id))
            and (not wanted or not wanted.isdisjoint(self.settings.values_of(row.cut_id)))
        )


def read_past(person_id: int, kind_ids: Collection[int], *, day: date) -> list[Any]:
    """The last weeks' sums by kind and cut, with the first day of each."""
    sums = [func.sum(getattr(Total, measure.value)).label(measure.value) for measure in Measure]
    return list(
        db.session.execute(
            select(Total.kind_id, Total.cut_id, func.min(Total.start).label("first"), *sums)
            .where(
                Total.subject_id == person_id,
                Total.period_kind == PeriodKind.DAY.value,
                Total.kind_id.in_(sorted(kind_ids)),
                Total.start >= day - PAST,
                Total.start < day,
            )
            .group_by(Total.kind_id, Total.cut_id)
        )
    )
