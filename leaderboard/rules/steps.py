"""The small steps ahead: what is left to each rule's next reward, and which comes next.

They come from the same condition and facts that the triggers judge by, so taking the last one pays.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from leaderboard.rules.metrics import Measure, Term
from leaderboard.rules.model import PayingGoal, PayingRule, Slot, Version, World
from leaderboard.rules.periods import Period, Span

# A step is near if it takes at most this many times the working days left in its window.
HURRY = 2


@dataclass(frozen=True)
class Step:
    """The way to one reward: `done` of `total`, counted in what the terms add up to in the window.

    If the trigger counts in days, both are working days; `has_today` means that today is among
    those done. `mark` is a goal's milestone in thousandths, 0 for its stretch target. `facts` are
    what the trigger computed the step from, where its wording needs more than the numbers.
    """

    rule_id: int
    version: Version
    slot: Slot
    window: Period
    terms: tuple[Term, ...]
    done: int
    total: int
    goal_id: int = 0
    mark: int = 0
    has_today: bool = False
    facts: Any = None

    @property
    def is_for_later(self) -> bool:
        """Whether nothing done today can take the last step."""
        return self.version.trigger.is_in_days and (self.has_today or self.left > 1)

    @property
    def left(self) -> int:
        """What is still left to do."""
        return self.total - self.done

    @property
    def trigger(self) -> str:
        """The name of what sets off the reward."""
        return self.version.trigger.name


@dataclass(frozen=True)
class Standpoint:
    """Who asks and when: the person, their team of the day, their goals and their calendar.

    `taken` are the slots that already have a standing award: they do not pay again.
    """

    subject_id: int
    team_id: int
    day: date
    goals: Mapping[int, PayingGoal]
    world: World
    taken: Collection[Slot] = frozenset()


def steps_ahead(rule: PayingRule, version: Version, facts: Any, here: Standpoint) -> list[Step]:
    """One rule's next rewards as things stand; a rule for goals has several for each goal."""
    return version.trigger.ahead(rule, version, facts, here)


def nearest(
    steps: Iterable[Step], *, pace: Callable[[Step], Fraction], day: date, world: World
) -> Step | None:
    """The step within reach that takes the least effort; None when nothing is near.

    `pace` is how much of the step the person usually does per working day, 0 when there is no past
    to go by. What any single activity pays is not a step and never wins.
    """
    ways = [
        (effort(step, pace(step), world=world), -step.version.points, step.rule_id, step)
        for step in steps
        if not step.version.trigger.pays_each
    ]
    near = [way for way in ways if way[0] <= HURRY * days_left(way[3], day, world)]
    return min(near, key=lambda way: way[:3])[3] if near else None


def effort(step: Step, pace: Fraction, *, world: World) -> Fraction:
    """How many working days the step takes; without a past, as many as its target was made for."""
    if step.is_for_later:
        return Fraction(step.left)
    if pace > 0:
        return step.left / pace
    meant_for = 1 if step.version.trigger.is_in_days else working_days(step.window.span, world)
    return Fraction(step.left * meant_for, max(1, step.total))


def days_left(step: Step, day: date, world: World) -> int:
    """The working days from today to the end of the step's window."""
    return working_days(Span(day, step.window.end), world)


def working_days(span: Span, world: World) -> int:
    """The working days in a span, at least one: working on a day off is not too late."""
    return max(1, world.working.working_days(span))


def step_of(
    rule: PayingRule,
    version: Version,
    here: Standpoint,
    window: Period,
    cause: str,
    *,
    total: int,
    done: int = 0,
    measure: Measure | None = None,
) -> Step:
    """A step in the measure the rule counts, or in another measure of its kind."""
    condition = version.condition
    return Step(
        rule_id=rule.id,
        version=version,
        slot=Slot(rule.id, here.subject_id, window.start, cause),
        window=window,
        terms=(Term(condition.kind_id, measure or condition.measure),),
        done=done,
        total=total,
    )
