"""The fast path's facts: what stood before one new entry, read from the totals.

Where a rule has a condition on the amount the totals cannot tell, and the person's own entries of
the window are read instead.
"""

from collections.abc import Collection
from datetime import date
from functools import lru_cache
from itertools import accumulate
from typing import Any

from sqlalchemy import (
    BigInteger,
    and_,
    bindparam,
    func,
    or_,
    select,
    union_all,
)

from leaderboard.configuration import Configuration
from leaderboard.extensions import db
from leaderboard.models import MEASURES, Activity, Total
from leaderboard.rules.metrics import Measure
from leaderboard.rules.model import (
    Entry,
    Facts,
    Goal,
    GoalStep,
    Settings,
    Trigger,
    Version,
    World,
)
from leaderboard.rules.periods import Period, PeriodKind, Span, period_of, starts_of, tiles
from leaderboard.scoring.conditions import conditions, counted, has_value
from leaderboard.scoring.totals import LIVE
from leaderboard.statements import Prepared, among

# Built once, for building a statement costs more than running it.
HELD = (
    Total.period_kind,
    Total.kind_id,
    Total.team_id,
    Total.cut_id,
    *(getattr(Total, name) for name in MEASURES),
)


@lru_cache(maxsize=512)
def open_periods(kind_ids: frozenset[int]) -> Prepared:
    """A subject's totals of these kinds in five periods, each looked up by its whole key."""
    return Prepared(
        union_all(
            *(
                select(*HELD).where(
                    Total.period_kind == kind.value,
                    Total.start == bindparam(kind.value),
                    among(Total.kind_id, kind_ids),
                    Total.subject_id == bindparam("subject"),
                )
                for kind in PeriodKind
            )
        )
    )


class Known:
    """The person's totals of the five periods that hold the entry, read in one go."""

    def __init__(
        self,
        entry: Entry,
        *,
        subject_id: int,
        goals: Collection[Goal],
        kind_ids: Collection[int],
        configuration: Configuration,
    ) -> None:
        self.entry, self.subject_id, self.goals = entry, subject_id, goals
        self.configuration = configuration
        self.world: World = configuration.world(subject_id)
        self.rows = self._read(kind_ids)

    def _read(self, kind_ids: Collection[int]) -> list[Any]:
        starts = {
            kind.value: start for kind, start in starts_of(self.entry.day, self.world.almanac)
        }
        return open_periods(frozenset(kind_ids)).all(subject=self.subject_id, **starts)

    def facts(self, version: Version) -> Facts:
        """What this version asks, and no more."""
        if version.trigger is Trigger.FIRST_IN_TEAM:
            return Facts(is_first=self._is_first(version.settings))
        if version.trigger is Trigger.GOAL_MILESTONE:
            return Facts(goals=tuple(self._goal_steps()))
        if version.trigger is Trigger.STREAK:
            return self._run(version.settings)
        if version.trigger is Trigger.REACH:
            before, peak = self._before(version.settings), self._peak(version.settings)
            return Facts(before=before, peak=peak)
        if version.trigger is Trigger.PERSONAL_BEST:
            settings = version.settings
            return Facts(before=self._before(settings), best=self._best_before(settings))
        return Facts()

    def is_below_target(self, settings: Settings) -> bool:
        """Whether the window does not come to the target with the entry."""
        return self._after(settings) < settings.target

    def is_no_best(self, settings: Settings) -> bool:
        """Whether an earlier window was no less than this one comes to with the entry. The latest
        of them answers, and is found sooner than the greatest of all."""
        if settings.has_amount_condition:
            return False
        unbeaten = windows_before(settings, is_unbeaten=True)
        asked = self._earlier_windows(settings)
        return unbeaten.scalar(**asked, after=self._after(settings)) is not None

    def _after(self, settings: Settings) -> int:
        return self._before(settings) + self.entry.measure(settings.measure)

    def _window(self, settings: Settings) -> Period:
        return period_of(settings.window, self.entry.day, self.world.almanac)

    def _before(self, settings: Settings) -> int:
        """The counted measure in the window, this entry not yet in it."""
        window = self._window(settings)
        if settings.has_amount_condition:
            return sum(
                row.counted
                for row in db.session.execute(
                    counted(settings, self.subject_id, window.span).where(
                        Activity.id != self.entry.number
                    )
                )
            )
        return sum(
            getattr(row, settings.measure.value)
            for row in self.rows
            if row.period_kind == window.kind.value
            and row.kind_id == settings.kind_id
            and self._has_value(row, settings)
        )

    def _peak(self, settings: Settings) -> int:
        """The most that was counted in the window; 0 where it can only have risen."""
        if settings.measure is not Measure.PROFIT:
            return 0
        asked = counted(settings, self.subject_id, self._window(settings).span)
        rows = db.session.execute(
            asked.where(Activity.id != self.entry.number).order_by(
                Activity.occurred_on, Activity.id
            )
        )
        return max(accumulate(row.counted for row in rows), default=0)

    def _has_value(self, row: Any, settings: Settings) -> bool:
        if not settings.value_ids:
            return True
        return not settings.value_ids.isdisjoint(self.configuration.values_of(row.cut_id))

    def _best_before(self, settings: Settings) -> int:
        """The greatest sum of an earlier window."""
        if settings.has_amount_condition:
            return self._best_of_entries(settings)
        greatest = windows_before(settings, is_unbeaten=False)
        return greatest.scalar(**self._earlier_windows(settings)) or 0

    def _earlier_windows(self, settings: Settings) -> dict[str, Any]:
        window = self._window(settings)
        return {"subject": self.subject_id, "window": window.kind.value, "start": window.start}

    def _best_of_entries(self, settings: Settings) -> int:
        sums: dict[date, int] = {}
        window = self._window(settings)
        before = Span(date.min, window.start)
        for row in db.session.execute(counted(settings, self.subject_id, before)):
            start = period_of(window.kind, row.occurred_on, self.world.almanac).start
            sums[start] = sums.get(start, 0) + row.counted
        return max(sums.values(), default=0)

    def _run(self, settings: Settings) -> Facts:
        """Walk back over the working days that had such an entry."""
        day, run = self.entry.day, 0
        if not self.world.working.is_working(day):
            return Facts()
        active = iter(self._active_days(settings))
        latest = next(active, None)
        is_active_today = latest == day
        if is_active_today:
            latest = next(active, None)
        expected = self.world.working.previous_working_day(day)
        while latest is not None and latest >= expected:
            if latest == expected:
                run += 1
                expected = self.world.working.previous_working_day(expected)
            latest = next(active, None)
        return Facts(run=run, is_active_today=is_active_today)

    def has_today(self, settings: Settings, *, team_id: int | None = None) -> bool:
        """Whether the totals at hand tell of another such entry of the person on the day; they do
        not when there is a condition on the amount."""
        return not settings.has_amount_condition and any(
            row.period_kind == PeriodKind.DAY.value
            and row.kind_id == settings.kind_id
            and row.entries > 0
            and (team_id is None or row.team_id == team_id)
            and self._has_value(row, settings)
            for row in self.rows
        )

    def _active_days(self, settings: Settings) -> list[date]:
        """Days up to the entry's with such an entry besides it, the latest first."""
        if settings.has_amount_condition:
            span = Span(date.min, period_of(PeriodKind.DAY, self.entry.day, self.world.almanac).end)
            rows = db.session.execute(
                counted(settings, self.subject_id, span).where(Activity.id != self.entry.number)
            )
            return sorted({row.occurred_on for row in rows}, reverse=True)
        days = active_days(settings).all(subject=self.subject_id, day=self.entry.day)
        return [day.start for day in days]

    def _is_first(self, settings: Settings) -> bool:
        """Whether the team has no other such entry on the day."""
        if self.has_today(settings, team_id=self.entry.team_id):
            return False
        earlier = earlier_of(settings).scalar(
            team=self.entry.team_id, day=self.entry.day, number=self.entry.number
        )
        return earlier is None

    def _goal_steps(self) -> list[GoalStep]:
        steps = []
        for goal in self.goals:
            added = goal.adds(self.entry)
            window = goal.instance_on(self.entry.day, self.world.almanac) if added else None
            target = goal.target_on(self.entry.day)
            if window is not None and target is not None:
                before = self.goal_value(goal, window)
                steps.append(GoalStep(goal.id, window, before, before + added, target))
        return steps

    def goal_value(self, goal: Goal, window: Period) -> int:
        """The goal's value without the entry: from the totals at hand, or the window's days."""
        rows = [row for row in self.rows if row.period_kind == window.kind.value]
        if goal.period_kind is None:
            rows = self._rows_of(window.span, goal.kind_ids)
        return sum(
            term.sign * getattr(row, term.measure.value)
            for row in rows
            for term in goal.terms
            if term.counts(kind_id=row.kind_id, values=self.configuration.values_of(row.cut_id))
        )

    def _rows_of(self, span: Span, kind_ids: Collection[int]) -> list[Any]:
        statement = select(Total.__table__).where(
            Total.subject_id == self.subject_id,
            Total.kind_id.in_(sorted(kind_ids)),
            or_(
                *(
                    and_(
                        Total.period_kind == tile.kind.value,
                        Total.start >= tile.start,
                        Total.start < tile.end,
                    )
                    for tile in tiles(span, self.world.almanac)
                )
            ),
        )
        return list(db.session.execute(statement))


@lru_cache(maxsize=512)
def windows_before(settings: Settings, *, is_unbeaten: bool) -> Prepared:
    """By these settings a person's greatest earlier window, or the latest not below `after`."""
    held = func.sum(getattr(Total, settings.measure.value))
    statement = (
        select(held.cast(BigInteger))
        .where(
            Total.subject_id == bindparam("subject"),
            Total.period_kind == bindparam("window"),
            Total.kind_id == settings.kind_id,
            Total.start < bindparam("start"),
            *has_value(Total.cut_id, settings),
        )
        .group_by(Total.start)
        .limit(1)
    )
    if is_unbeaten:
        return Prepared(statement.having(held >= bindparam("after")).order_by(Total.start.desc()))
    return Prepared(statement.order_by(held.desc()))


@lru_cache(maxsize=512)
def active_days(settings: Settings) -> Prepared:
    """A person's days up to this one with such an entry, the latest first."""
    return Prepared(
        select(Total.start)
        .where(
            Total.subject_id == bindparam("subject"),
            Total.period_kind == PeriodKind.DAY.value,
            Total.kind_id == settings.kind_id,
            Total.start <= bindparam("day"),
            Total.entries > 0,
            *has_value(Total.cut_id, settings),
        )
        .distinct()
        .order_by(Total.start.desc())
    )


@lru_cache(maxsize=512)
def earlier_of(settings: Settings) -> Prepared:
    """An earlier entry of a team's day that meets these settings."""
    return Prepared(
        select(Activity.id)
        .where(
            Activity.team_id == bindparam("team"),
            Activity.occurred_on == bindparam("day"),
            Activity.id < bindparam("number"),
            *conditions(settings),
            LIVE,
        )
        .limit(1)
    )
