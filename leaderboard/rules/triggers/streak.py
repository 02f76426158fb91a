"""Working days in a row."""

from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from leaderboard.rules.condition import Condition
from leaderboard.rules.metrics import Measure
from leaderboard.rules.model import Entry, Hit, PayingRule, Version, World
from leaderboard.rules.periods import PeriodKind, period_of
from leaderboard.rules.reasons import WhyNot
from leaderboard.rules.steps import Standpoint, Step, step_of
from leaderboard.rules.trigger import NARROWING, Example, Ground, Shape, Trigger


class StreakFacts(NamedTuple):
    """How many working days led up to the day, and whether it counts already."""

    run: int = 0
    is_active_today: bool = False


class StreakTrigger(Trigger):
    """Working days in a row with such an activity reach a length; days off never break it."""

    name = "streak"
    pays = (
        "after `target` working days in a row with such an activity; "
        "rest days and leave never break it"
    )
    reads = ("target", "repeated")
    needs = ("target",)
    is_in_days = True
    shapes = (Shape("streak", ("target", "kind", "repeated", *NARROWING), place=6),)

    def hits(self, version: Version, entry: Entry, facts: StreakFacts, world: World) -> list[Hit]:
        """One for the day that completes the run, for its first such activity."""
        if facts.is_active_today:
            return []
        condition, length = version.condition, facts.run + 1
        is_due = (
            length % condition.target == 0 if condition.is_repeated else length == condition.target
        )
        if not is_due or not world.working.is_working(entry.day):
            return []
        return [
            Hit(entry.day, f"streak:{length}", params={"kind": entry.kind_id, "length": length})
        ]

    def ahead(
        self, rule: PayingRule, version: Version, facts: StreakFacts, here: Standpoint
    ) -> list[Step]:
        """How many working days are left until the run is long enough; none on a day off."""
        condition, length = version.condition, facts.run + facts.is_active_today
        if not here.world.working.is_working(here.day):
            return []
        if length >= condition.target and not condition.is_repeated:
            return []
        total = (length // condition.target + 1) * condition.target
        window = period_of(PeriodKind.DAY, here.day, here.world.almanac)
        step = step_of(
            rule,
            version,
            here,
            window,
            f"streak:{total}",
            done=length,
            total=total,
            measure=Measure.ENTRIES,
        )
        return [replace(step, has_today=facts.is_active_today)]

    def memory(self, version: Version, ground: Ground) -> "Run":
        """The run of days so far."""
        return Run(ground.world)

    def why_not(self, version: Version, entry: Entry, world: World) -> WhyNot | None:
        """A day off does not count here."""
        return None if world.working.is_working(entry.day) else WhyNot.DAY_OFF

    def example(self, condition: Condition) -> Example:
        """Two days to go."""
        return Example(max(0, condition.target - 2), condition.target)


@dataclass
class Run:
    """Working days in a row, up to the last one that counted."""

    world: World
    last: date = date.min
    length: int = 0

    def facts(self, entry: Entry) -> StreakFacts:
        """How many working days led up to the entry's, and whether it counts already."""
        if entry.day == self.last:
            return StreakFacts(run=self.length - 1, is_active_today=True)
        return StreakFacts(run=self.length if self.is_next(entry.day) else 0)

    def add(self, entry: Entry) -> None:
        """Count the day; after a gap, start over."""
        day = entry.day
        if day != self.last and self.world.working.is_working(day):
            self.length = self.length + 1 if self.is_next(day) else 1
            self.last = day

    def is_next(self, day: date) -> bool:
        """Whether no working day was skipped between the last one and this one."""
        return self.length > 0 and self.world.working.previous_working_day(day) == self.last


TRIGGER = StreakTrigger()
