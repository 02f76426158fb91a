"""What a replay that begins on a day knows about the days before: what each rule remembers, and how
far back its awards matter."""

from collections.abc import Collection
from datetime import date

from leaderboard.rules.model import PayingRule, Version
from leaderboard.rules.periods import period_of
from leaderboard.rules.trigger import Memory
from leaderboard.scoring.beginnings import Beginning
from leaderboard.scoring.facts import QUERIES


def read_memories(
    rules: Collection[PayingRule], beginning: Beginning
) -> dict[int, dict[int, Memory]]:
    """What each person's replay remembers, by version of the rules."""
    memories: dict[int, dict[int, Memory]] = {p: {} for p in beginning.person_ids}
    if beginning.is_first:
        return memories
    for version in (version for rule in rules for version in holding(rule, beginning.day)):
        found = QUERIES[version.trigger.name].memories(version, beginning)
        for person_id, memory in found.items():
            memories[person_id][version.id] = memory
    return memories


def reach_back(rules: Collection[PayingRule], beginning: Beginning) -> date:
    """The first day whose awards for these rules matter from the day on: their slots may be wanted
    again, or a limit counts them."""
    day, almanac = beginning.day, beginning.almanac
    if beginning.is_first:
        return day
    goals = [goal for owned in beginning.goals.values() for goal in owned]
    days = [day]
    for version in (version for rule in rules for version in holding(rule, day)):
        days.append(version.trigger.slots_since(version.condition, day, goals, almanac))
        if version.limits.most:
            days.append(period_of(version.limits.per, day, almanac).start)
    return min(days)


def holding(rule: PayingRule, day: date) -> list[Version]:
    """The versions of a rule that may pay on the day or later."""
    first = rule.version_on(day)
    held = [v for v in rule.versions if v.is_on and (v is first or v.since > day)]
    return [v for v in held if v.limits.until is None or v.limits.until > day]
