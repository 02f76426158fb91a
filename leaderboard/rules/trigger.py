"""What every trigger is; each has a module in `triggers` that says everything about it."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, Protocol

from leaderboard.rules.condition import Condition
from leaderboard.rules.metrics import Measure
from leaderboard.rules.model import Entry, Hit, PayingGoal, PayingRule, Version, World
from leaderboard.rules.periods import Almanac, PeriodKind, period_of
from leaderboard.rules.reasons import WhyNot
from leaderboard.rules.steps import Standpoint, Step

# (rule version id, team id, day) to the place of the first entry that the version counts.
Firsts = Mapping[tuple[int, int, date], int]
# The condition fields that narrow which entries count, by their names in a rule file.
NARROWING = ("least_amount", "most_amount", "values")
SUMS = (Measure.QUANTITY, Measure.AMOUNT, Measure.PROFIT, Measure.MINUTES, Measure.DAYS)
# The most times one entry is rewarded. Nothing real comes near, and at a million points each the
# sum of many still fits into 64 bits.
MOST_TIMES = 10**9


class Memory(Protocol):
    """What a replay remembers about a person's entries, for one version of a rule."""

    def facts(self, entry: Entry) -> Any:
        """What stood before this entry."""

    def add(self, entry: Entry) -> None:
        """Note an entry that the version counts."""


@dataclass(frozen=True)
class Ground:
    """What a memory may need besides the person's own entries."""

    world: World
    goals: Collection[PayingGoal] = ()
    firsts: Firsts = field(default_factory=dict)


@dataclass(frozen=True)
class Shape:
    """One way to put a rule in a sentence: the fields it asks for, by their names in a rule file.

    `place` orders the shapes in the builder. `has_one_kind` means that the sentence names one
    activity and not several; `is_of_money` that a new one starts with a kind that has an amount.
    """

    name: str
    asks: tuple[str, ...]
    place: int
    measures: tuple[Measure, ...] = ()
    has_one_kind: bool = False
    is_of_money: bool = False


class Trigger(ABC):
    """One condition under which a rule pays.

    A trigger has no state: a rule's version brings the condition, and the facts say what stood
    before an entry. Each trigger has its own type of facts. `pays` completes the sentence "A rule
    pays ...", for docs/rules.md.
    """

    name: ClassVar[str]
    pays: ClassVar[str]
    # The rule fields it reads besides the common ones, and those of them that are required.
    reads: ClassVar[tuple[str, ...]] = ()
    needs: ClassVar[tuple[str, ...]] = ()
    windows: ClassVar[tuple[PeriodKind, ...]] = ()
    shapes: ClassVar[tuple[Shape, ...]]
    # Whether its steps are counted in working days.
    is_in_days: ClassVar[bool] = False
    # Whether every activity pays by itself, so there is nothing to reach.
    pays_each: ClassVar[bool] = False
    # Whether it follows a person's goals and not a kind of activity.
    follows_goals: ClassVar[bool] = False
    # Whether logs of others in the team can change what a person earns.
    looks_at_team: ClassVar[bool] = False
    # Why it paid nothing when nothing is left to reach.
    nothing_left: ClassVar[WhyNot] = WhyNot.HAD_ALREADY

    @abstractmethod
    def hits(self, version: Version, entry: Entry, facts: Any, world: World) -> list[Hit]:
        """What the entry earns, given what stood before it."""

    @abstractmethod
    def ahead(self, rule: PayingRule, version: Version, facts: Any, here: Standpoint) -> list[Step]:
        """What is left to the next reward as things stand."""

    @abstractmethod
    def memory(self, version: Version, ground: Ground) -> Memory:
        """An empty memory for a replay from the first entry on."""

    def kind_ids(self, condition: Condition, goals: Collection[PayingGoal]) -> frozenset[int]:
        """The kinds of activity that it counts."""
        return frozenset({condition.kind_id})

    def counts(self, condition: Condition, entry: Entry) -> bool:
        """Whether it counts the entry."""
        return condition.counts(entry)

    def looks_at(
        self, condition: Condition, entry: Entry, goals: Collection[PayingGoal], almanac: Almanac
    ) -> bool:
        """Whether it is about such entries at all, whatever else it requires of them."""
        return entry.kind_id in self.kind_ids(condition, goals)

    def slots_since(
        self, condition: Condition, day: date, goals: Collection[PayingGoal], almanac: Almanac
    ) -> date:
        """The first day on which an award may stand in a slot that an entry of this day wants: that
        of the window, if it counts in windows."""
        return window_start(condition, day, almanac) if self.windows else day

    def shape_of(self, condition: Condition) -> Shape:
        """The shape in which this condition is written."""
        return self.shapes[0]

    def problems(self, condition: Condition) -> list[tuple[str, str]]:
        """What keeps a rule from running, as (field, reason code); empty if it can run."""
        found = self.own_problems(condition)
        if condition.target < 1:
            found.append(("target", "too_small"))
        if condition.per_amount < 0:
            found.append(("per_amount", "negative"))
        if condition.most_amount and condition.most_amount < condition.least_amount:
            found.append(("most_amount", "below_least"))
        if self.windows and condition.window not in self.windows:
            found.append(("window", one_of(self.windows)))
        return found

    def own_problems(self, condition: Condition) -> list[tuple[str, str]]:
        """Problems in the fields that only this trigger reads."""
        return [("kind_id", "missing")] if condition.kind_id <= 0 else []

    def why_not(self, version: Version, entry: Entry, world: World) -> WhyNot | None:
        """The trigger's own reason why the entry could not pay, checked before limits."""
        return None

    def example(self, condition: Condition) -> "Example":
        """Somebody who is nearly there."""
        return Example(0, 1)


@dataclass(frozen=True)
class Example:
    """How far somebody has come and has to go, with the facts behind it if the wording
    needs them."""

    done: int
    total: int
    facts: Any = None


def one_of(windows: Sequence[PeriodKind]) -> str:
    """The reason code when a window is none of these: day_or_week."""
    *some, last = (kind.value for kind in windows)
    return f"{'_'.join(some)}_or_{last}"


def window_start(condition: Condition, day: date, almanac: Almanac) -> date:
    """The first day of the day, week or month that the condition counts the day in."""
    return period_of(condition.window, day, almanac).start


def counted(condition: Condition) -> dict[str, int | str]:
    """What a sentence needs to name what was counted."""
    return {
        "kind": condition.kind_id,
        "measure": condition.measure.value,
        "window": condition.window.value,
    }
