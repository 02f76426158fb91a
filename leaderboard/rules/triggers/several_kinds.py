"""Several kinds together within a day, week or month."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from leaderboard.rules.condition import Condition
from leaderboard.rules.metrics import Measure, Term
from leaderboard.rules.model import Entry, Hit, PayingGoal, PayingRule, Version, World
from leaderboard.rules.periods import Almanac, PeriodKind, period_of
from leaderboard.rules.steps import Standpoint, Step, step_of
from leaderboard.rules.trigger import (
    NARROWING,
    Example,
    Ground,
    Shape,
    Trigger,
    window_start,
)

# A window is paid once, whatever the rule asks for by then.
CAUSE = "together"


@dataclass(frozen=True)
class SeveralFacts:
    """How many of each kind the window held before an entry, in the rule's order."""

    counts: tuple[int, ...]


class SeveralKinds(Trigger):
    """The right number of each of several kinds within a day, week or month."""

    name = "several_kinds"
    pays = (
        "when several kinds have each reached their number within a day, week or month, "
        "once in each"
    )
    reads = ("together", "window")
    needs = ("together",)
    windows = (PeriodKind.DAY, PeriodKind.WEEK, PeriodKind.MONTH)
    shapes = (Shape("several", ("together", "window", *NARROWING), place=9),)

    def hits(self, version: Version, entry: Entry, facts: SeveralFacts, world: World) -> list[Hit]:
        """One for the entry that completes the set."""
        condition = version.condition
        after = [
            count + (kind_id == entry.kind_id)
            for (kind_id, _), count in zip(condition.together, facts.counts, strict=True)
        ]
        if is_complete(condition, facts.counts) or not is_complete(condition, after):
            return []
        params = {
            "together": [list(pair) for pair in condition.together],
            "window": condition.window.value,
        }
        return [Hit(window_start(condition, entry.day, world.almanac), CAUSE, params=params)]

    def ahead(
        self, rule: PayingRule, version: Version, facts: SeveralFacts, here: Standpoint
    ) -> list[Step]:
        """What is missing of each kind."""
        condition = version.condition
        if is_complete(condition, facts.counts):
            return []
        window = period_of(condition.window, here.day, here.world.almanac)
        done, total = way(condition, facts.counts)
        step = step_of(rule, version, here, window, CAUSE, done=done, total=total)
        terms = tuple(Term(kind_id, Measure.ENTRIES) for kind_id, _ in condition.together)
        return [replace(step, terms=terms, facts=facts)]

    def memory(self, version: Version, ground: Ground) -> "KindTally":
        """How many of each kind the open window holds."""
        return KindTally(version.condition, ground.world.almanac)

    def kind_ids(self, condition: Condition, goals: Collection[PayingGoal]) -> frozenset[int]:
        """All of the kinds."""
        return frozenset(kind_id for kind_id, _ in condition.together)

    def counts(self, condition: Condition, entry: Entry) -> bool:
        """Any of the kinds."""
        return entry.kind_id in self.kind_ids(condition, ()) and condition.admit(entry)

    def own_problems(self, condition: Condition) -> list[tuple[str, str]]:
        """It must ask for two kinds or more."""
        return [] if len(condition.together) > 1 else [("together", "too_few")]

    def example(self, condition: Condition) -> Example:
        """All of the first kind, and none of the others."""
        counts = [count for _, count in condition.together]
        facts = SeveralFacts((counts[0], *(0 for _ in counts[1:])))
        return Example(*way(condition, facts.counts), facts)


def is_complete(condition: Condition, counts: Sequence[int]) -> bool:
    """Whether there is enough of each kind."""
    return all(held >= count for (_, count), held in zip(condition.together, counts, strict=True))


def way(condition: Condition, counts: Sequence[int]) -> tuple[int, int]:
    """How many of those asked for there are, and how many are asked for."""
    pairs = zip(condition.together, counts, strict=True)
    done = sum(min(count, held) for (_, count), held in pairs)
    return done, sum(count for _, count in condition.together)


@dataclass
class KindTally:
    """The open window, for one version."""

    condition: Condition
    almanac: Almanac
    start: date = date.min
    held: Counter[int] = field(default_factory=Counter)

    def facts(self, entry: Entry) -> SeveralFacts:
        """What its window held before the entry."""
        is_open = window_start(self.condition, entry.day, self.almanac) == self.start
        return SeveralFacts(
            tuple(self.held[kind_id] if is_open else 0 for kind_id, _ in self.condition.together)
        )

    def add(self, entry: Entry) -> None:
        """Add the entry to its window."""
        start = window_start(self.condition, entry.day, self.almanac)
        if start != self.start:
            self.start, self.held = start, Counter()
        self.held[entry.kind_id] += 1


TRIGGER = SeveralKinds()
