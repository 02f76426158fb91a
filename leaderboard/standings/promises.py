"""What the next steps pay: the one answer behind every promise in bars, Today, receipts and
screens.

A step is promised if taking it now would pay: its slot is free, its rule's limit allows it, and the
rule holds today. If only a used-up limit stands in the way, the promise says from which day on it
pays again.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from leaderboard.configuration import Configuration
from leaderboard.models import POINTS
from leaderboard.rules.metrics import Measure
from leaderboard.rules.model import Entry, PayingGoal, PayingRule, Version
from leaderboard.rules.periods import period_of
from leaderboard.rules.steps import Standpoint, Step, steps_ahead
from leaderboard.scoring.preview import AFTER_ALL
from leaderboard.standings.used import Had, read_had


@dataclass(frozen=True)
class Promise:
    """A step and the first day on which taking it pays: today, or when its rule pays again."""

    step: Step
    since: date

    @property
    def goal_id(self) -> int:
        return self.step.goal_id


@dataclass(frozen=True)
class AskedPromise:
    """One person and, for each rule that applies to them today, the facts to look ahead from."""

    person_id: int
    facts: Sequence[tuple[PayingRule, Version, Any]]
    goals: Mapping[int, PayingGoal]


def rules_today(
    person_id: int, *, day: date, settings: Configuration
) -> list[tuple[PayingRule, Version]]:
    """The rules that apply to this person on the day."""
    teams = settings.teams_above(settings.team_on(person_id, day), day)
    entry = Entry(AFTER_ALL, day, POINTS, teams=teams)
    return [
        (rule, version)
        for rule in settings.rules
        if (version := rule.version_on(day)) and version.limits.admit(entry)
    ]


def promises(
    asked: Collection[AskedPromise], *, day: date, settings: Configuration
) -> dict[int, list[Promise]]:
    """What each of these people is promised, rule by rule, in a fixed number of statements."""
    had = read_had(
        {one.person_id for one in asked},
        [(rule, version) for one in asked for rule, version, _facts in one.facts],
        goals=[goal for one in asked for goal in one.goals.values()],
        day=day,
        settings=settings,
    )
    return {one.person_id: list(promised(one, had, day, settings)) for one in asked}


def promised(one: AskedPromise, had: Had, day: date, settings: Configuration) -> Iterator[Promise]:
    """What one person is promised."""
    team_id = settings.team_on(one.person_id, day)
    taken, world = had.taken[one.person_id], settings.world(one.person_id)
    here = Standpoint(one.person_id, team_id, day, one.goals, world, taken)
    for rule, version, facts in one.facts:
        free = [step for step in steps_ahead(rule, version, facts, here) if step.slot not in taken]
        left = had.left(one.person_id, rule.id, version)
        if left > 0:
            yield from (Promise(step, day) for step in allowed(free, left))
        else:
            yield from later(free, rule, version, here, settings)


def allowed(steps: Sequence[Step], left: int) -> list[Step]:
    """The steps that a limit of this many more awards allows, whatever entry takes them. They come
    in the order in which one entry is paid for them."""
    return [
        step
        for index, step in enumerate(steps)
        if sum(comes_first(other, step) for other in steps[:index]) < left
    ]


def comes_first(other: Step, step: Step) -> bool:
    """Whether a step that precedes this one in the order of payment may be paid on the way to it or
    instead of it. A sum can be reached by the next entry, before a count that takes several."""
    return takes_same(step, other) and (could_be_next(other) or not could_be_next(step))


def takes_same(step: Step, other: Step) -> bool:
    """Whether one entry may count for both."""
    return not {term.kind_id for term in step.terms}.isdisjoint(t.kind_id for t in other.terms)


def could_be_next(step: Step) -> bool:
    """Whether a single entry can take the step: it adds one to a count, and any amount to a sum."""
    adding = [term for term in step.terms if term.sign > 0]
    return step.left <= len(adding) or any(term.measure is not Measure.ENTRIES for term in adding)


def later(
    free: Sequence[Step],
    rule: PayingRule,
    version: Version,
    here: Standpoint,
    settings: Configuration,
) -> Iterator[Promise]:
    """The steps that can still be taken once the used-up limit starts over, if nothing else about
    them changes by then."""
    since = period_of(version.limits.per, here.day, settings.almanac).end
    until = version.limits.until
    if rule.version_on(since) is not version or (until is not None and until <= since):
        return
    waiting = [step for step in free if since < step.window.end and is_still_so(step, since, here)]
    yield from (Promise(step, since) for step in allowed(waiting, version.limits.most))


def is_still_so(step: Step, since: date, here: Standpoint) -> bool:
    """Whether the step's goal, if it has one, is still pursued on the day under the same target."""
    goal = here.goals.get(step.goal_id)
    return goal is None or (
        goal.target_on(since) is goal.target_on(here.day)
        and goal.instance_on(since, here.world.almanac) is not None
    )
