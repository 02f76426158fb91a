"""The small steps ahead: what is still to do for the next reward of each rule, and which is next.

They are read off the same settings and facts that the triggers judge by, so whoever takes the last
one is paid for it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from leaderboard.rules.metrics import Measure, Term
from leaderboard.rules.model import Goal, Rule, Slot, Version, World
from leaderboard.rules.periods import Period, Span

# A step is near when it takes at most this many times the working days that its window still has.
HURRY = 2


@dataclass(frozen=True)
class Step:
    """The way to one reward: `done` of `total`, counted in what the terms add up to in the window.

    Where the trigger counts in days both are working days; `has_today` says that today is among
    those done. `mark` is a goal's milestone in thousandths, 0 its stretch target. `facts` are what
    the trigger read the step off, where its words need more than the numbers.
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
        """Whether nothing that is done today can take the last step."""
        return self.version.trigger.is_in_days and (self.has_today or self.left > 1)

    @property
    def left(self) -> int:
        """What is still to do."""
        return self.total - self.done

    @property
    def trigger(self) -> str:
        """The name of what sets off the reward."""
        return self.version.trigger.name


@dataclass(frozen=True)
class Here:
    """Who asks and when: the person, their team of the day, their goals and their calendar.

    `taken` are the slots in which an award stands already: they pay no second time.
    """

    subject_id: int
    team_id: int
    day: date
    goals: Mapping[int, Goal]
    world: World
    taken: Collection[Slot] = frozenset()


def steps_ahead(rule: Rule, version: Version, facts: Any, here: Here) -> list[Step]:
    """The next rewards of one rule as things stand; a rule for goals has several for each goal."""
    return version.trigger.ahead(rule, version, facts, here)


def nearest(
    steps: Iterable[Step], *, pace: Callable[[Step], Fraction], day: date, world: World
) -> Step | None:
    """The step of the least effort among those within reach; None when nothing is near.

    `pace` is how much of the step the person usually does in a working day, 0 when there is no
    past to tell. What every single activity pays is no step and never wins.
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
    """The working days of a span, and one at the least: who works on a day off is not late."""
    return max(1, world.working.working_days(span))


def step_of(
    rule: Rule,
    version: Version,
    here: Here,
    window: Period,
    cause: str,
    *,
    total: int,
    done: int = 0,
    measure: Measure | None = None,
) -> Step:
    """A step counted in what the rule counts, or in another measure of its kind."""
    settings = version.settings
    return Step(
        rule_id=rule.id,
        version=version,
        slot=Slot(rule.id, here.subject_id, window.start, cause),
        window=window,
        terms=(Term(settings.kind_id, measure or settings.measure),),
        done=done,
        total=total,
    )
