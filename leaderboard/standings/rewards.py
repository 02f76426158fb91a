"""What the milestones ahead pay on reaching them: now, or once a used-up limit starts over."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from leaderboard.configuration import Configuration
from leaderboard.rules.model import PayingGoal, Version
from leaderboard.rules.periods import Period
from leaderboard.rules.triggers.goal_milestone import GoalStep
from leaderboard.standings.promises import AskedPromise, Promise, promises, rules_today
from leaderboard.standings.tallies import Ask, scores_of


@dataclass(frozen=True)
class Rewards:
    """The points that milestones pay, by thousandths (0 = the stretch target): those paid today
    and, for others, those paid from `since` on."""

    now: Mapping[int, int] = field(default_factory=dict)
    later: Mapping[int, int] = field(default_factory=dict)
    since: date | None = None


NONE = Rewards()


@dataclass(frozen=True)
class Running:
    """One person's goal in a period that is not over, and how far it has come."""

    person_id: int
    goal: PayingGoal
    window: Period
    value: int


def read_rewards(
    running: Sequence[Running], *, day: date, settings: Configuration
) -> dict[int, Rewards]:
    """What the milestones ahead of each goal pay, by goal id; those of the same people's other
    goals are among them if they compete for a limit."""
    by_person: dict[int, list[Running]] = defaultdict(list)
    for item in [*running, *rivals(running, day=day, settings=settings)]:
        by_person[item.person_id].append(item)
    asked = [
        asked_of(person_id, items, day=day, settings=settings)
        for person_id, items in by_person.items()
    ]
    by_goal: dict[int, list[Promise]] = defaultdict(list)
    for found in promises(asked, day=day, settings=settings).values():
        for promise in found:
            by_goal[promise.goal_id].append(promise)
    return {goal_id: rewards_of(found, day) for goal_id, found in by_goal.items()}


def rivals(running: Collection[Running], *, day: date, settings: Configuration) -> list[Running]:
    """These people's other goals, where a rule has a limit: what one goal is promised then depends
    on what the others may use up, whether the page shows them or not."""
    if not any(has_shared_limit(rule.version_on(day)) for rule in settings.rules):
        return []
    people, shown = {item.person_id for item in running}, {item.goal.id for item in running}
    settings.know_goals(people)
    found = [
        (person_id, goal, window)
        for person_id in sorted(people)
        for goal in settings.paying_goals(person_id)
        if goal.id not in shown and (window := goal.instance_on(day, settings.almanac)) is not None
    ]
    scores = scores_of([Ask(goal.terms, w.span, whose) for whose, goal, w in found], settings)
    return [
        Running(person_id, goal, window, int(score.value or 0))
        for (person_id, goal, window), score in zip(found, scores, strict=True)
    ]


def has_shared_limit(version: Version | None) -> bool:
    """Whether a person's goals share a number of times that the rule pays."""
    return version is not None and version.trigger.follows_goals and version.limits.most > 0


def asked_of(
    person_id: int, items: Iterable[Running], *, day: date, settings: Configuration
) -> AskedPromise:
    """A person's goals as the rules that follow goals see them."""
    steps = [
        GoalStep(item.goal.id, item.window, item.value, item.value, target)
        for item in items
        if (target := item.goal.target_on(day)) is not None
    ]
    standing = rules_today(person_id, day=day, settings=settings)
    facts = [(r, version, steps) for r, version in standing if version.trigger.follows_goals]
    return AskedPromise(person_id, facts, {item.goal.id: item.goal for item in items})


def rewards_of(found: Iterable[Promise], day: date) -> Rewards:
    """One goal's promises as points by milestone; one that pays on several later days is given for
    the first."""
    points: dict[date, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for promise in found:
        points[promise.since][promise.step.mark] += promise.step.version.points
    now = points.pop(day, {})
    since = min(points, default=None)
    return Rewards(now, points[since] if since else {}, since)
