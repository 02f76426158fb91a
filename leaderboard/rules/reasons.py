"""Why a rule did not pay for an entry, so that every log that earned nothing can say why."""

from enum import StrEnum

from leaderboard.rules.model import Entry, Version, World
from leaderboard.rules.steps import Step


class WhyNot(StrEnum):
    """The reasons, in the order in which they are checked."""

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
    TAKEN_BACK = "taken_back"
    BEFORE = "before"
    NO_MILESTONE = "no_milestone"
    NOT_COUNTED = "not_counted"


def why_not(
    version: Version, entry: Entry, *, world: World, is_used_up: bool, step: Step | None
) -> WhyNot:
    """The first reason why this version gave nothing for the entry.

    `step` is what is left to its next reward; `is_used_up` means its limit allowed no more.
    """
    limits, condition = version.limits, version.condition
    if (limits.since and entry.day < limits.since) or (limits.until and entry.day >= limits.until):
        return WhyNot.NOT_THEN
    if not limits.admit(entry):
        return WhyNot.OTHER_TEAM
    trigger = version.trigger
    if not trigger.counts(condition, entry):
        return condition_missed(version, entry)
    own = trigger.why_not(version, entry, world)
    if own is not None:
        return own
    if is_used_up:
        return WhyNot.USED_UP
    if step is not None and not trigger.pays_each:
        return WhyNot.NOT_YET
    return trigger.nothing_left


def condition_missed(version: Version, entry: Entry) -> WhyNot:
    """Which condition the entry did not meet."""
    condition = version.condition
    if entry.amount < condition.least_amount:
        return WhyNot.TOO_SMALL
    if condition.most_amount and entry.amount > condition.most_amount:
        return WhyNot.TOO_LARGE
    return WhyNot.OTHER_VALUE
