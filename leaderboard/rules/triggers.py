"""The triggers: each answers one question about one entry, from what stood before it.

Every function takes the rule's version, the entry, the facts and the calendar, and returns the
hits: nothing, or what is to be rewarded.
"""

from collections.abc import Callable
from datetime import date

from leaderboard.rules.model import Entry, Facts, Hit, Settings, Trigger, Version, World
from leaderboard.rules.periods import PeriodKind, period_of

# The cause of a personal best: one a window.
BEST = "best"
# One entry is rewarded so often at most. Nothing real comes near, and a million points each time
# are far from what a 64-bit sum of many could not hold.
MOST_TIMES = 10**9


def per_activity(version: Version, entry: Entry, facts: Facts, world: World) -> list[Hit]:
    """Each activity pays; with `per_amount`, once for every full such part of its amount."""
    part = version.settings.per_amount
    parts = min(entry.amount // part, MOST_TIMES) if part else 1
    if parts == 0:
        return []
    return [
        Hit(
            entry.day,
            f"activity:{entry.number}",
            points=version.points * parts,
            params={"kind": entry.kind_id, "amount": entry.amount, "per": part},
        )
    ]


def reach(version: Version, entry: Entry, facts: Facts, world: World) -> list[Hit]:
    """A count or sum is reached within a day, week or month: once, or each time again."""
    settings = version.settings
    after = facts.before + entry.measure(settings.measure)
    had, has = facts.height // settings.target, max(0, after) // settings.target
    if not settings.is_repeated:
        had, has = min(had, 1), min(has, 1)
    if has <= had:
        return []
    return [
        Hit(
            window_start(settings, entry, world),
            f"reach:{has}",
            times=min(has - had, MOST_TIMES),
            params={**counted(settings), "target": settings.target * has},
        )
    ]


def goal_milestone(version: Version, entry: Entry, facts: Facts, world: World) -> list[Hit]:
    """A personal goal passes a milestone or its stretch target."""
    settings = version.settings
    hits = []
    for goal in facts.goals:
        steps = [
            (goal.target.target * mark, 1000, f"goal:{goal.goal_id}:{mark}", mark)
            for mark in goal.target.milestones
            if mark in settings.milestones
        ]
        if settings.pays_stretch and goal.target.stretch is not None:
            steps.append((goal.target.stretch, 1, f"goal:{goal.goal_id}:stretch", 0))
        hits += [
            Hit(goal.window.start, cause, params={"goal": goal.goal_id, "milestone": mark})
            for height, scale, cause, mark in steps
            if goal.before * scale < height <= goal.after * scale
        ]
    return hits


def streak(version: Version, entry: Entry, facts: Facts, world: World) -> list[Hit]:
    """Working days in a row with such an activity reach a length; days off never break it."""
    if facts.is_active_today or not world.working.is_working(entry.day):
        return []
    settings, length = version.settings, facts.run + 1
    is_due = length % settings.target == 0 if settings.is_repeated else length == settings.target
    if not is_due:
        return []
    return [Hit(entry.day, f"streak:{length}", params={"kind": entry.kind_id, "length": length})]


def first_in_team(version: Version, entry: Entry, facts: Facts, world: World) -> list[Hit]:
    """The first such activity of the day in the person's team."""
    if not facts.is_first or entry.team_id == 0:
        return []
    params = {"kind": entry.kind_id, "team": entry.team_id}
    return [Hit(entry.day, f"team:{entry.team_id}", params=params)]


def personal_best(version: Version, entry: Entry, facts: Facts, world: World) -> list[Hit]:
    """A day or week passes the person's own best one, from `target` on."""
    settings = version.settings
    after = facts.before + entry.measure(settings.measure)
    to_beat = max(facts.best, settings.target - 1)
    if facts.best <= 0 or not facts.before <= to_beat < after:
        return []
    params = {**counted(settings), "best": facts.best}
    return [Hit(window_start(settings, entry, world), BEST, params=params)]


TRIGGERS: dict[Trigger, Callable[[Version, Entry, Facts, World], list[Hit]]] = {
    Trigger.PER_ACTIVITY: per_activity,
    Trigger.REACH: reach,
    Trigger.GOAL_MILESTONE: goal_milestone,
    Trigger.STREAK: streak,
    Trigger.FIRST_IN_TEAM: first_in_team,
    Trigger.PERSONAL_BEST: personal_best,
}


def window_start(settings: Settings, entry: Entry, world: World) -> date:
    """The first day of the day, week or month in which the rule counts the entry."""
    return period_of(settings.window, entry.day, world.almanac).start


def counted(settings: Settings) -> dict[str, int | str]:
    """What a sentence needs to say what was counted."""
    return {
        "kind": settings.kind_id,
        "measure": settings.measure.value,
        "window": settings.window.value,
    }


def problems(trigger: Trigger, settings: Settings) -> list[tuple[str, str]]:
    """What is wrong with a rule's settings, as (field, reason code); empty when it can run."""
    found = []
    if trigger is not Trigger.GOAL_MILESTONE and settings.kind_id <= 0:
        found.append(("kind_id", "missing"))
    if trigger is Trigger.GOAL_MILESTONE and not settings.milestones and not settings.pays_stretch:
        found.append(("milestones", "missing"))
    if settings.target < 1:
        found.append(("target", "too_small"))
    if settings.per_amount < 0:
        found.append(("per_amount", "negative"))
    if settings.most_amount and settings.most_amount < settings.least_amount:
        found.append(("most_amount", "below_least"))
    if trigger is Trigger.PERSONAL_BEST and settings.window not in (
        PeriodKind.DAY,
        PeriodKind.WEEK,
    ):
        found.append(("window", "day_or_week"))
    if trigger is Trigger.REACH and settings.window not in (
        PeriodKind.DAY,
        PeriodKind.WEEK,
        PeriodKind.MONTH,
    ):
        found.append(("window", "day_week_or_month"))
    return found
