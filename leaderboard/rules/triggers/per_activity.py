"""Each activity pays."""

from typing import Any

from leaderboard.rules.condition import Condition
from leaderboard.rules.metrics import Measure
from leaderboard.rules.model import Entry, Hit, PayingRule, Version, World
from leaderboard.rules.periods import PeriodKind, period_of
from leaderboard.rules.reasons import WhyNot
from leaderboard.rules.steps import Standpoint, Step, step_of
from leaderboard.rules.trigger import (
    MOST_TIMES,
    NARROWING,
    Example,
    Ground,
    Memory,
    Shape,
    Trigger,
)

# An award's slot is that of its activity's place: a new activity has no earlier award in it.
OWN = "activity:"
EACH = Shape("each", ("kind", *NARROWING), place=2, has_one_kind=True)
PER_AMOUNT = Shape(
    "per-amount",
    ("per_amount", "kind", *NARROWING),
    place=4,
    has_one_kind=True,
    is_of_money=True,
)


class PerActivity(Trigger):
    """Each activity pays; with `per_amount`, once for every full such part of its amount."""

    name = "per_activity"
    pays = "for each activity; with `per_amount`, once for every full such part of its amount"
    reads = ("per_amount",)
    shapes = (EACH, PER_AMOUNT)
    pays_each = True

    def hits(self, version: Version, entry: Entry, facts: Any, world: World) -> list[Hit]:
        """One for the activity, paying the points once per full part."""
        part = version.condition.per_amount
        parts = min(entry.amount // part, MOST_TIMES) if part else 1
        if parts == 0:
            return []
        return [
            Hit(
                entry.day,
                f"{OWN}{entry.place}",
                points=version.points * parts,
                params={"kind": entry.kind_id, "amount": entry.amount, "per": part},
            )
        ]

    def ahead(self, rule: PayingRule, version: Version, facts: Any, here: Standpoint) -> list[Step]:
        """The next such activity, or the next full part of an amount."""
        window = period_of(PeriodKind.DAY, here.day, here.world.almanac)
        part = version.condition.per_amount
        measure = Measure.AMOUNT if part else Measure.ENTRIES
        return [step_of(rule, version, here, window, OWN, total=part or 1, measure=measure)]

    def memory(self, version: Version, ground: Ground) -> Memory:
        """Nothing: earlier entries do not matter."""
        return Nothing()

    def shape_of(self, condition: Condition) -> Shape:
        """By the activity or by its amount."""
        return PER_AMOUNT if condition.per_amount else EACH

    def why_not(self, version: Version, entry: Entry, world: World) -> WhyNot | None:
        """The amount is less than one part."""
        return WhyNot.TOO_SMALL if entry.amount < version.condition.per_amount else None

    def example(self, condition: Condition) -> Example:
        """One activity, or one part of an amount."""
        return Example(0, condition.per_amount or 1)


class Nothing:
    """The memory of a trigger that needs none."""

    def facts(self, entry: Entry) -> None:
        """Nothing stood before."""

    def add(self, entry: Entry) -> None:
        """Nothing to remember."""


TRIGGER = PerActivity()
