"""Which days are worked: working weeks, holidays and leave."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from leaderboard.rules.dated import value_on
from leaderboard.rules.periods import DAY, Span, weekdays_in


@dataclass(frozen=True)
class WeekWorked:
    """The working weekdays (0 Monday ... 6 Sunday) from the day `since` on."""

    since: date
    weekdays: frozenset[int]

    def __post_init__(self) -> None:
        if not self.weekdays or not self.weekdays <= frozenset(range(7)):
            raise ValueError("a working week has one to seven of the weekdays 0 to 6")


def weeks_with(
    weeks: tuple[WeekWorked, ...], own: Sequence[tuple[date, frozenset[int]]]
) -> tuple[WeekWorked, ...]:
    """The company's working weeks, overlaid from given days on with somebody's own; an empty set of
    their own means the company's again."""
    if not own:
        return weeks
    common = WorkingCalendar(weeks)
    starts = sorted({date.min, *(week.since for week in weeks), *(since for since, _ in own)})
    found = []
    for start in starts:
        found.append(WeekWorked(start, value_on(own, start) or common.weekdays_on(start)))
    return tuple(found)


@dataclass(frozen=True)
class WorkingCalendar:
    """Which days count: the working weeks in order, the holidays, and one person's leave.

    The first working week also holds for the days before it.
    """

    weeks: tuple[WeekWorked, ...]
    holidays: frozenset[date] = frozenset()
    leave: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        since = [week.since for week in self.weeks]
        if not since or since != sorted(set(since)):
            raise ValueError("a working calendar has working weeks, each later than the one before")

    def is_working(self, day: date) -> bool:
        """Whether the day is worked: its weekday is, and it is neither a holiday nor leave."""
        return day.weekday() in self.weekdays_on(day) and day not in self.days_off

    def previous_working_day(self, day: date) -> date:
        """The last working day before this one."""
        day -= DAY
        while not self.is_working(day):
            day -= DAY
        return day

    def working_days(self, span: Span) -> int:
        """How many days of the span are worked."""
        off = sum(day in span and day.weekday() in self.weekdays_on(day) for day in self.days_off)
        return sum(weekdays_in(part, weekdays) for part, weekdays in self.parts(span)) - off

    def parts(self, span: Span) -> Iterator[tuple[Span, frozenset[int]]]:
        """The span, split where the working week changes, each part with its weekdays."""
        starts = [date.min, *(week.since for week in self.weeks[1:])]
        ends = [*starts[1:], date.max]
        for week, start, end in zip(self.weeks, starts, ends, strict=True):
            yield Span(max(start, span.start), min(end, span.end)), week.weekdays

    def weekdays_on(self, day: date) -> frozenset[int]:
        """The working weekdays in force on this day."""
        for week in reversed(self.weeks):
            if week.since <= day:
                return week.weekdays
        return self.weeks[0].weekdays

    @cached_property
    def days_off(self) -> frozenset[date]:
        """Holidays and leave together."""
        return self.holidays | self.leave
