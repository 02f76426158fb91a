"""What the fast path knows about one new entry's person: the totals of the periods that include it.

If a rule has a condition on the amount, totals cannot tell, and the person's own entries of the
window are read instead. What each trigger asks is in `facts`.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import CompoundSelect, bindparam, select, union_all

from leaderboard.configuration import Configuration
from leaderboard.extensions import db
from leaderboard.models import MEASURES, Activity, Total
from leaderboard.rules.condition import Condition
from leaderboard.rules.model import Entry, PayingGoal, PayingRule, Version, World
from leaderboard.rules.periods import Period, PeriodKind, Span, period_of, rows_of_day
from leaderboard.rules.trigger import Memory
from leaderboard.scoring.beginnings import Beginning, within
from leaderboard.scoring.conditions import counted
from leaderboard.statements import Prepared, among

Answer = TypeVar("Answer")
# Built once, because building a statement costs more than running it.
HELD = (
    Total.period_kind,
    Total.kind_id,
    Total.team_id,
    Total.cut_id,
    *(getattr(Total, name) for name in MEASURES),
)


def totals_of(kind_ids: frozenset[int]) -> CompoundSelect[Any]:
    """A subject's totals of these kinds in five periods, each looked up by its full key."""
    return union_all(
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


@lru_cache(maxsize=512)
def open_periods(kind_ids: frozenset[int]) -> Prepared:
    return Prepared(totals_of(kind_ids))


class Query(ABC):
    """How the fast path learns what one trigger asks."""

    @abstractmethod
    def facts(self, known: "KnownTotals", version: Version) -> Any:
        """What stood before the entry."""

    def standing(self, known: "KnownTotals", version: Version) -> Any:
        """How things stand when nobody logs anything."""
        return self.facts(known, version)

    def memories(self, version: Version, beginning: Beginning) -> Mapping[int, Memory]:
        """What each person's replay remembers as the day begins; anybody left out begins with an
        empty memory."""
        return {}

    def is_out_of_question(self, known: "KnownTotals", rule: PayingRule, version: Version) -> bool:
        """Whether a quick look shows that the entry earns nothing under this version, where reading
        all facts would mean going through the whole past."""
        return False


def kinds_asked(
    standing: Iterable[tuple[PayingRule, Version]], goals: Collection[PayingGoal]
) -> frozenset[int]:
    """The kinds whose totals these versions look at."""
    return frozenset().union(*(v.trigger.kind_ids(v.condition, goals) for _, v in standing))


def read_totals(
    subject_id: int, day: date, *, kind_ids: Collection[int], configuration: Configuration
) -> list[Any]:
    """The subject's totals of the five periods that include the day, in one go."""
    starts = dict(rows_of_day(day, configuration.almanac))
    return open_periods(frozenset(kind_ids)).all(subject=subject_id, **starts)


class KnownTotals:
    """The person's totals in the five periods that include the entry: rows of `HELD` for at least
    every kind that the rules look at."""

    def __init__(
        self,
        entry: Entry,
        *,
        subject_id: int,
        goals: Collection[PayingGoal],
        rows: Collection[Any],
        configuration: Configuration,
    ) -> None:
        self.entry, self.subject_id, self.goals = entry, subject_id, goals
        self.configuration, self.rows = configuration, rows
        self.world: World = configuration.world(subject_id)
        self._asked: dict[tuple[str, Condition], Any] = {}

    def once(self, what: str, condition: Condition, ask: Callable[[], Answer]) -> Answer:
        """What was already asked for conditions that differ only in their targets, else asked now:
        many rules count the same."""
        key = (what, replace(condition, target=0, is_repeated=False))
        if key not in self._asked:
            self._asked[key] = ask()
        found: Answer = self._asked[key]
        return found

    def window(self, condition: Condition) -> Period:
        """The day, week or month that the condition counts the entry in."""
        return period_of(condition.window, self.entry.day, self.world.almanac)

    def before(self, condition: Condition) -> int:
        """The counted measure in the window, without this entry."""
        window = self.window(condition)
        if condition.depends_on_amount:
            return sum(
                row.counted
                for row in db.session.execute(
                    counted(condition, self.subject_id, window.span).where(
                        Activity.id != self.entry.number
                    )
                )
            )
        kind, measure = window.kind.value, condition.measure.value
        return sum(
            getattr(row, measure)
            for row in self.rows
            if row.period_kind == kind
            and row.kind_id == condition.kind_id
            and self._has_value(row, condition)
        )

    def _has_value(self, row: Any, condition: Condition) -> bool:
        if not condition.value_ids:
            return True
        return not condition.value_ids.isdisjoint(self.configuration.values_of(row.cut_id))

    def has_today(self, condition: Condition, *, team_id: int | None = None) -> bool:
        """Whether the totals at hand show another such entry by the person on the day; they cannot
        if there is a condition on the amount."""
        return not condition.depends_on_amount and any(
            row.period_kind == PeriodKind.DAY.value
            and row.kind_id == condition.kind_id
            and row.entries > 0
            and (team_id is None or row.team_id == team_id)
            and self._has_value(row, condition)
            for row in self.rows
        )

    def goal_value(self, goal: PayingGoal, window: Period) -> int:
        """The goal's value without the entry: from the totals at hand, or the window's days."""
        kind = window.kind.value
        if goal.period_kind is None:
            rows = self._rows_of(window.span, goal.kind_ids)
        else:
            rows = [row for row in self.rows if row.period_kind == kind]
        return value_of(goal, rows, self.configuration)

    def _rows_of(self, span: Span, kind_ids: Collection[int]) -> list[Any]:
        statement = select(Total.__table__).where(
            Total.subject_id == self.subject_id,
            Total.kind_id.in_(sorted(kind_ids)),
            within(span, self.world.almanac),
        )
        return list(db.session.execute(statement))


def value_of(goal: PayingGoal, rows: Iterable[Any], configuration: Configuration) -> int:
    """What rows of totals add up to by the terms of the goal's metric."""
    return sum(
        term.sign * int(getattr(row, term.measure.value))
        for row in rows
        for term in goal.terms
        if term.counts(kind_id=row.kind_id, values=configuration.values_of(row.cut_id))
    )
