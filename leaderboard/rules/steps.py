"""The small steps ahead: what is still to do for the next reward of each rule, and which is next.

They are read off the same settings and facts that the triggers judge by, so whoever takes the last
one is paid for it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from leaderboard.rules.metrics import Measure, Term
from leaderboard.rules.model import Facts, Goal, Rule, Slot, Trigger, Version, World
from leaderboard.rules.periods import Period, PeriodKind, Span, period_of

# A step is near when it takes at most this many times the working days that its window still has.
HURRY = 2


@dataclass(frozen=True)
class Step:
    """The way to one reward: `done` of `total`, counted in what the terms add up to in the window.

    For a streak both are working days; `has_today` says that today is among those done. `mark` is
    a goal's milestone in thousandths, 0 its stretch target. `best` is the own best day or week that
    is to be beaten.
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
    best: int = 0
    has_today: bool = False

    @property
    def is_for_later(self) -> bool:
        """Whether nothing that is done today can take the last step."""
        return self.trigger is Trigger.STREAK and (self.has_today or self.left > 1)

    @property
    def left(self) -> int:
        """What is still to do."""
        return self.total - self.done

    @property
    def trigger(self) -> Trigger:
        """What sets off the reward."""
        return self.version.trigger


@dataclass(frozen=True)
class Here:
    """Who asks and when: the person, their team of the day, their goals and their calendar."""

    subject_id: int
    team_id: int
    day: date
    goals: Mapping[int, Goal]
    world: World


def steps_ahead(rule: Rule, version: Version, facts: Facts, here: Here) -> list[Step]:
    """The next reward of one rule as things stand; a rule for goals has one for each goal."""
    return LOOKS[version.trigger](rule, version, facts, here)


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
        if step.trigger is not Trigger.PER_ACTIVITY
    ]
    near = [way for way in ways if way[0] <= HURRY * days_left(way[3], day, world)]
    return min(near, key=lambda way: way[:3])[3] if near else None


def effort(step: Step, pace: Fraction, *, world: World) -> Fraction:
    """How many working days the step takes; without a past, as many as its target was made for."""
    if step.is_for_later:
        return Fraction(step.left)
    if pace > 0:
        return step.left / pace
    meant_for = 1 if step.trigger is Trigger.STREAK else working_days(step.window.span, world)
    return Fraction(step.left * meant_for, max(1, step.total))


def days_left(step: Step, day: date, world: World) -> int:
    """The working days from today to the end of the step's window."""
    return working_days(Span(day, step.window.end), world)


def working_days(span: Span, world: World) -> int:
    """The working days of a span, and one at the least: who works on a day off is not late."""
    return max(1, world.working.working_days(span))


def ahead_of_each(rule: Rule, version: Version, facts: Facts, here: Here) -> list[Step]:
    """The next such activity, or the next full part of an amount."""
    window = period_of(PeriodKind.DAY, here.day, here.world.almanac)
    part = version.settings.per_amount
    measure = Measure.AMOUNT if part else Measure.ENTRIES
    return [step_of(rule, version, here, window, "activity:", total=part or 1, measure=measure)]


def ahead_to_reach(rule: Rule, version: Version, facts: Facts, here: Here) -> list[Step]:
    """What is left to the next time the count or sum is reached."""
    settings = version.settings
    had = facts.height // settings.target
    if had and not settings.is_repeated:
        return []
    window = period_of(settings.window, here.day, here.world.almanac)
    total = settings.target * (had + 1)
    cause = f"reach:{had + 1}"
    return [step_of(rule, version, here, window, cause, done=facts.before, total=total)]


def ahead_on_goals(rule: Rule, version: Version, facts: Facts, here: Here) -> list[Step]:
    """For each goal, what is left to the next milestone that pays, or to its stretch target."""
    found = []
    for goal in facts.goals:
        heights = [
            (-(-goal.target.target * mark // 1000), mark, f"goal:{goal.goal_id}:{mark}")
            for mark in goal.target.milestones
            if mark in version.settings.milestones
        ]
        if version.settings.pays_stretch and goal.target.stretch is not None:
            heights.append((goal.target.stretch, 0, f"goal:{goal.goal_id}:stretch"))
        for height, mark, cause in sorted(heights):
            if goal.before < height:
                step = step_of(
                    rule, version, here, goal.window, cause, done=goal.before, total=height
                )
                terms = here.goals[goal.goal_id].terms
                found.append(replace(step, terms=terms, goal_id=goal.goal_id, mark=mark))
                break
    return found


def ahead_on_streak(rule: Rule, version: Version, facts: Facts, here: Here) -> list[Step]:
    """How many working days are left until the streak is long enough; none on a day off."""
    settings, length = version.settings, facts.run + facts.is_active_today
    if not here.world.working.is_working(here.day):
        return []
    if length >= settings.target and not settings.is_repeated:
        return []
    total = (length // settings.target + 1) * settings.target
    window = period_of(PeriodKind.DAY, here.day, here.world.almanac)
    step = step_of(rule, version, here, window, f"streak:{total}", done=length, total=total)
    return [replace(step, has_today=facts.is_active_today)]


def ahead_to_be_first(rule: Rule, version: Version, facts: Facts, here: Here) -> list[Step]:
    """The first such activity of the day, while nobody in the team has one."""
    if not facts.is_first or not here.team_id:
        return []
    window = period_of(PeriodKind.DAY, here.day, here.world.almanac)
    return [step_of(rule, version, here, window, f"team:{here.team_id}", total=1)]


def ahead_to_beat(rule: Rule, version: Version, facts: Facts, here: Here) -> list[Step]:
    """What is left to pass the own best day or week."""
    settings = version.settings
    to_beat = max(facts.best, settings.target - 1)
    if facts.best <= 0 or facts.before > to_beat:
        return []
    window = period_of(settings.window, here.day, here.world.almanac)
    step = step_of(rule, version, here, window, "best", done=facts.before, total=to_beat + 1)
    return [replace(step, best=facts.best)]


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
    counts_entries = version.trigger in (Trigger.STREAK, Trigger.FIRST_IN_TEAM)
    own = Measure.ENTRIES if counts_entries else settings.measure
    return Step(
        rule_id=rule.id,
        version=version,
        slot=Slot(rule.id, here.subject_id, window.start, cause),
        window=window,
        terms=(Term(settings.kind_id, measure or own),),
        done=done,
        total=total,
    )


Look = Callable[[Rule, Version, Facts, Here], list[Step]]
LOOKS: dict[Trigger, Look] = {
    Trigger.PER_ACTIVITY: ahead_of_each,
    Trigger.REACH: ahead_to_reach,
    Trigger.GOAL_MILESTONE: ahead_on_goals,
    Trigger.STREAK: ahead_on_streak,
    Trigger.FIRST_IN_TEAM: ahead_to_be_first,
    Trigger.PERSONAL_BEST: ahead_to_beat,
}
