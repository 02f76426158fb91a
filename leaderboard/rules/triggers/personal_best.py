"""A day or week passes the person's own best one."""

from dataclasses import replace
from typing import NamedTuple

from leaderboard.rules.condition import Condition
from leaderboard.rules.metrics import Measure
from leaderboard.rules.model import Entry, Hit, PayingRule, Version, World
from leaderboard.rules.periods import PeriodKind, period_of
from leaderboard.rules.reasons import WhyNot
from leaderboard.rules.steps import Standpoint, Step, step_of
from leaderboard.rules.trigger import (
    NARROWING,
    SUMS,
    Example,
    Ground,
    Shape,
    Trigger,
    counted,
    window_start,
)
from leaderboard.rules.windows import WindowMemory

# A window is paid only once for being the best.
CAUSE = "best"
# In the example: the best so far, and how much is missing to pass it.
EXAMPLE_BEST, EXAMPLE_LEFT = 10, 3


class BestFacts(NamedTuple):
    """What the window held before an entry, and the greatest earlier window."""

    before: int = 0
    best: int = 0


class PersonalBest(Trigger):
    """A day or week beats the person's own best one, from `target` on."""

    name = "personal_best"
    pays = "when a day or week beats the person's best so far, and is at least `target`"
    reads = ("target", "window", "measure")
    windows = (PeriodKind.DAY, PeriodKind.WEEK)
    shapes = (
        Shape(
            "best",
            ("window", "measure", "kind", "target", *NARROWING),
            place=8,
            measures=(Measure.ENTRIES, *SUMS),
        ),
    )
    nothing_left = WhyNot.NO_BEST_YET

    def hits(self, version: Version, entry: Entry, facts: BestFacts, world: World) -> list[Hit]:
        """One for the entry that beats the best."""
        condition = version.condition
        after = facts.before + entry.measure(condition.measure)
        if facts.best <= 0 or not facts.before <= to_beat(condition, facts) < after:
            return []
        start = window_start(condition, entry.day, world.almanac)
        return [Hit(start, CAUSE, params={**counted(condition), "best": facts.best})]

    def ahead(
        self, rule: PayingRule, version: Version, facts: BestFacts, here: Standpoint
    ) -> list[Step]:
        """What is left to beat the person's own best day or week."""
        condition = version.condition
        beaten = to_beat(condition, facts)
        if facts.best <= 0 or facts.before > beaten:
            return []
        window = period_of(condition.window, here.day, here.world.almanac)
        step = step_of(rule, version, here, window, CAUSE, done=facts.before, total=beaten + 1)
        return [replace(step, facts=facts)]

    def memory(self, version: Version, ground: Ground) -> "Bests":
        """The open window, and the best before it."""
        return Bests(version.condition, ground.world.almanac)

    def example(self, condition: Condition) -> Example:
        """Three more are needed to beat the best."""
        total = max(condition.target, EXAMPLE_BEST) + 1
        facts = BestFacts(total - EXAMPLE_LEFT, EXAMPLE_BEST)
        return Example(facts.before, total, facts)


def to_beat(condition: Condition, facts: BestFacts) -> int:
    """The value to beat: the best window, or the required minimum."""
    return max(facts.best, condition.target - 1)


class Bests(WindowMemory):
    """The open window and the best of those before it."""

    def facts(self, entry: Entry) -> BestFacts:
        """What its window held before the entry, and the best before that."""
        held = self.window
        if self.holds(entry):
            return BestFacts(held.total, held.best)
        return BestFacts(0, max(held.best, held.total))


TRIGGER = PersonalBest()
