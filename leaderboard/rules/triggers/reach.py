"""A count or a sum is reached within a day, week or month."""

from typing import NamedTuple

from leaderboard.rules.condition import Condition
from leaderboard.rules.metrics import Measure
from leaderboard.rules.model import Entry, Hit, PayingRule, Slot, Version, World
from leaderboard.rules.periods import Period, PeriodKind, period_of
from leaderboard.rules.steps import Standpoint, Step, step_of
from leaderboard.rules.trigger import (
    MOST_TIMES,
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

COUNT = Shape("count", ("target", "kind", "window", "repeated", *NARROWING), place=1)
SUM = Shape(
    "sum",
    ("measure", "target", "kind", "window", "repeated", *NARROWING),
    place=3,
    measures=SUMS,
    is_of_money=True,
)
# How much is left to go in the example of a count.
LEFT = 3


class ReachFacts(NamedTuple):
    """What the window held before an entry: the sum, and the most it has been, for profits fall."""

    before: int = 0
    peak: int = 0

    @property
    def height(self) -> int:
        """Above this, something newly counts as reached; never below zero."""
        return max(0, self.before, self.peak)


class Reach(Trigger):
    """A count or sum is reached within a day, week or month: once, or again and again."""

    name = "reach"
    pays = (
        "when a count or a sum is reached within a day, week or month; `repeated` pays every time"
    )
    reads = ("target", "window", "measure", "repeated")
    needs = ("target",)
    windows = (PeriodKind.DAY, PeriodKind.WEEK, PeriodKind.MONTH)
    shapes = (COUNT, SUM)

    def hits(self, version: Version, entry: Entry, facts: ReachFacts, world: World) -> list[Hit]:
        """One for the highest target newly reached, paid as many times as targets were passed."""
        condition = version.condition
        after = facts.before + entry.measure(condition.measure)
        if after < condition.target:
            return []
        had, has = facts.height // condition.target, after // condition.target
        if not condition.is_repeated:
            had, has = min(had, 1), min(has, 1)
        if has <= had:
            return []
        return [
            Hit(
                window_start(condition, entry.day, world.almanac),
                cause_of(has),
                times=min(has - had, MOST_TIMES),
                params={**counted(condition), "target": condition.target * has},
            )
        ]

    def ahead(
        self, rule: PayingRule, version: Version, facts: ReachFacts, here: Standpoint
    ) -> list[Step]:
        """What is left until the count or sum is next reached."""
        condition = version.condition
        had = facts.height // condition.target
        if had and not condition.is_repeated:
            return []
        window = period_of(condition.window, here.day, here.world.almanac)
        while condition.is_repeated and slot_of(rule, here, window, had + 1) in here.taken:
            had += 1
        total = condition.target * (had + 1)
        cause = cause_of(had + 1)
        return [step_of(rule, version, here, window, cause, done=facts.before, total=total)]

    def memory(self, version: Version, ground: Ground) -> "Counted":
        """The sum of the open window, and its peak."""
        return Counted(version.condition, ground.world.almanac)

    def shape_of(self, condition: Condition) -> Shape:
        """A number of activities, or a sum of one of their measures."""
        return COUNT if condition.measure is Measure.ENTRIES else SUM

    def example(self, condition: Condition) -> Example:
        """A few to go; for a large sum, a part of it."""
        is_small = condition.target <= 12 or condition.measure is Measure.ENTRIES
        left = LEFT if is_small else condition.target * 3 // 10
        return Example(max(0, condition.target - left), condition.target)


def cause_of(number: int) -> str:
    """The part of an award's key that counts how often its window's target was reached."""
    return f"reach:{number}"


def slot_of(rule: PayingRule, here: Standpoint, window: Period, number: int) -> Slot:
    """The slot of the award for reaching the target this many times."""
    return Slot(rule.id, here.subject_id, window.start, cause_of(number))


class Counted(WindowMemory):
    """The sum of the open window, and its peak."""

    def facts(self, entry: Entry) -> ReachFacts:
        """What its window held before the entry."""
        held = self.window
        return ReachFacts(held.total, held.peak) if self.holds(entry) else ReachFacts()


TRIGGER = Reach()
