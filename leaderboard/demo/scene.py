"""When everything in the demo happens, and one thing that somebody did."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from leaderboard.rules.periods import DAY, Almanac, Span
from leaderboard.rules.working_days import WorkingCalendar


@dataclass(frozen=True)
class Fact:
    """One thing somebody did. Amounts are in euros; `minute` is the minute of the day."""

    who: str
    kind: str
    day: date
    minute: int
    customer: str = ""
    amount: int = 0
    profit: int | None = None
    quantity: int = 0
    minutes: int = 0
    days: int | None = None
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scene:
    """When everything happens.

    The ninety days begin at `start`; `books` begin earlier and hold this year's deals and the
    customers there already were. `quiet` are working days on which somebody logged nothing.
    """

    today: date
    start: date
    books: date
    almanac: Almanac
    company: WorkingCalendar
    own: dict[str, WorkingCalendar]
    quiet: dict[str, frozenset[date]] = field(default_factory=dict)

    def ago(self, working_days: int) -> date:
        """The company's working day that many working days before today."""
        day = self.today
        for _ in range(working_days):
            day = self.company.previous_working_day(day)
        return day

    def days(self, key: str, span: Span) -> Iterator[date]:
        """The days in the span, before today, on which the person did something."""
        quiet = self.quiet.get(key, frozenset())
        day = span.start
        while day < min(span.end, self.today):
            if self.own[key].is_working(day) and day not in quiet:
                yield day
            day += DAY
