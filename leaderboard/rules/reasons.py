"""Why a rule did not pay for an entry: every log that earned nothing can say so."""

from enum import StrEnum

from leaderboard.rules.model import Entry, Trigger, Version, World
from leaderboard.rules.steps import Step


class WhyNot(StrEnum):
    """The reasons, in the order in which they are looked for."""

    NOT_THEN = "not_then"
    OTHER_TEAM = "other_team"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    OTHER_VALUE = "other_value"
    DAY_OFF = "day_off"
    USED_UP = "used_up"
    NOT_YET = "not_yet"
    NOT_FIRST = "not_first"
    NO_BEST_YET = "no_best_yet"
    HAD_ALREADY = "had_already"


def why_not(
    version: Version, entry: Entry, *, world: World, is_used_up: bool, step: Step | None
) -> WhyNot:
    """The first reason why this version gave nothing for the entry.

    `step` is what is left to its next reward; `is_used_up` that its limit allowed no more.
    """
    limits, settings = version.limits, version.settings
    if (limits.since and entry.day < limits.since) or (limits.until and entry.day >= limits.until):
        return WhyNot.NOT_THEN
    if not limits.admit(entry):
        return WhyNot.OTHER_TEAM
    if version.trigger is not Trigger.GOAL_MILESTONE and not settings.counts(entry):
        return condition_missed(version, entry)
    if version.trigger is Trigger.PER_ACTIVITY and entry.amount < settings.per_amount:
        return WhyNot.TOO_SMALL
    if version.trigger is Trigger.STREAK and not world.working.is_working(entry.day):
        return WhyNot.DAY_OFF
    if is_used_up:
        return WhyNot.USED_UP
    if step is not None and version.trigger is not Trigger.PER_ACTIVITY:
        return WhyNot.NOT_YET
    return LATER.get(version.trigger, WhyNot.HAD_ALREADY)


def condition_missed(version: Version, entry: Entry) -> WhyNot:
    """Which of the conditions on an entry it did not meet."""
    settings = version.settings
    if entry.amount < settings.least_amount:
        return WhyNot.TOO_SMALL
    if settings.most_amount and entry.amount > settings.most_amount:
        return WhyNot.TOO_LARGE
    return WhyNot.OTHER_VALUE


# What it means when there is no step left.
LATER = {
    Trigger.FIRST_IN_TEAM: WhyNot.NOT_FIRST,
    Trigger.PERSONAL_BEST: WhyNot.NO_BEST_YET,
}
