"""The values that the rules work on: entries, rules, goals, awards. All ids, numbers and dates.

What a replay creates by the million is a named tuple, which takes a third of a dataclass's time to
create and compare.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from leaderboard.rules.condition import Condition, Limits
from leaderboard.rules.dated import held_on
from leaderboard.rules.metrics import Measure, Term
from leaderboard.rules.periods import Almanac, Period, PeriodKind, period_of
from leaderboard.rules.working_days import WorkingCalendar

# A version carries its trigger, and a trigger works on this module's values.
if TYPE_CHECKING:
    from leaderboard.rules.trigger import Trigger

# The place of a new target among the entries of its day: before all of them.
NEW_TARGET = 0


class Entry(NamedTuple):
    """One live activity of a person as the rules see it; `number` is its own in the ledger.

    `teams` is the team of the day and every team above it; `values` the dimension values. A day on
    which a goal's target changes begins with an entry numbered `NEW_TARGET`, of no kind: from there
    on the new target applies.
    """

    number: int
    day: date
    kind_id: int
    teams: tuple[int, ...] = ()
    quantity: int = 0
    amount: int = 0
    profit: int = 0
    minutes: int = 0
    days: int = 0
    timed: int = 0
    costed: int = 0
    values: frozenset[int] = frozenset()
    # None: its own number; else the number of the entry whose place in the order it keeps.
    kept_place: int | None = None

    @property
    def place(self) -> int:
        """Where it comes among the entries of its day."""
        return self.kept_place or self.number

    @property
    def team_id(self) -> int:
        """The team of the day; 0 for none."""
        return self.teams[0] if self.teams else 0

    @property
    def is_new_target(self) -> bool:
        """Whether this is not an activity but only marks a target change."""
        return self.number == NEW_TARGET

    def measure(self, measure: Measure) -> int:
        """How much this entry adds to a measure."""
        return 1 if measure is Measure.ENTRIES else int(getattr(self, measure.value))


@dataclass(frozen=True)
class Version:
    """A rule as it stands from `since` on."""

    id: int
    number: int
    since: date
    trigger: "Trigger"
    condition: Condition
    limits: Limits = field(default_factory=Limits)
    points: int = 0
    badge_id: int | None = None
    is_on: bool = True


@dataclass(frozen=True)
class PayingRule:
    """A line of versions, with the newest `since` (and number) last."""

    id: int
    versions: tuple[Version, ...]

    def version_on(self, day: date) -> Version | None:
        """The version that holds on the day; None before the first or while the rule is off."""
        for version in reversed(self.versions):
            if version.since <= day:
                return version if version.is_on else None
        return None


@dataclass(frozen=True)
class Target:
    """A goal's target from a date on; `milestones` are thousandths of the way."""

    since: date
    target: int
    stretch: int | None = None
    milestones: tuple[int, ...] = (250, 500, 750, 1000)


@dataclass(frozen=True)
class PayingGoal:
    """A goal as the rules see it: its metric's terms, its periods, its targets by date."""

    id: int
    terms: tuple[Term, ...]
    since: date
    until: date | None
    period_kind: PeriodKind | None
    targets: tuple[Target, ...]
    # The last day on which it counts, when it was dropped; None while it is pursued.
    last_day: date | None = None

    def instance_on(self, day: date, almanac: Almanac) -> Period | None:
        """This goal's period that includes the day; None if there is none."""
        if self.last_day is not None and day > self.last_day:
            return None
        if self.period_kind is None:
            if self.until is None or not self.since <= day < self.until:
                return None
            return Period(PeriodKind.DAY, self.since, self.until)
        period = period_of(self.period_kind, day, almanac)
        is_one = period.start >= self.since and (self.until is None or period.start < self.until)
        return period if is_one else None

    def target_on(self, day: date) -> Target | None:
        """The target that holds on the day; None before the first was set."""
        return held_on(self.targets, day)

    def changes_later(self, day: date, almanac: Almanac) -> bool:
        """Whether another target takes effect later in the period that includes the day."""
        if len(self.targets) < 2:
            return False
        period = self.instance_on(day, almanac)
        return period is not None and any(day < t.since < period.end for t in self.targets)

    @cached_property
    def kind_ids(self) -> frozenset[int]:
        """The kinds whose entries move it."""
        return frozenset(term.kind_id for term in self.terms)

    def adds(self, entry: Entry) -> int:
        """How much the entry adds to the goal's value."""
        return sum(
            term.sign * entry.measure(term.measure)
            for term in self.terms
            if term.counts(kind_id=entry.kind_id, values=entry.values)
        )


class Hit(NamedTuple):
    """A rule's condition was met: where it counts, how often, and the numbers behind it."""

    window_start: date
    cause: str
    times: int = 1
    # The points for one time; None takes the rule's.
    points: int | None = None
    params: Mapping[str, Any] = MappingProxyType({})


class Slot(NamedTuple):
    """Where at most one live award may be."""

    rule_id: int
    subject_id: int
    window_start: date
    cause: str


@dataclass(frozen=True)
class TakenBack:
    """An award a manager took back. Its slot stays empty, and what it used of a limit stays used
    from its place in the order on."""

    slot: Slot
    day: date
    place: int
    times: int


@dataclass(frozen=True)
class Granted:
    """An award from before a replay's first day: its slot is taken, and it counts towards any limit
    that reaches back to it."""

    slot: Slot
    day: date
    times: int


class Earned(NamedTuple):
    """A reward as the rules grant it; `scoring` writes it down. `number` is that of its entry, or
    `NEW_TARGET`."""

    slot: Slot
    version_id: int
    team_id: int
    number: int
    day: date
    times: int
    points: int
    badge_id: int | None
    reason: str
    params: Mapping[str, Any]


@dataclass(frozen=True)
class World:
    """The organisation's calendar, as everything that has a period needs it."""

    almanac: Almanac
    working: WorkingCalendar
