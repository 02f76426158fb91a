"""Replays of people's entries from a day on, under given settings; nothing is written."""

from collections.abc import Collection, Mapping

from leaderboard.configuration import Configuration
from leaderboard.models import POINTS
from leaderboard.rules.evaluation import Seed, kinds_counted, replay
from leaderboard.rules.model import NEW_TARGET, Earned, Entry, PayingGoal, PayingRule
from leaderboard.rules.trigger import Firsts
from leaderboard.scoring.beginnings import Beginning
from leaderboard.scoring.entries import live_entries
from leaderboard.scoring.firsts import read_firsts
from leaderboard.scoring.lines import PastLines, read_pasts
from leaderboard.scoring.seeds import reach_back, read_memories


def pasts_of(rules: Collection[PayingRule], beginning: Beginning) -> dict[int, PastLines]:
    """Each person's lines for these rules, as far back as they matter from the day on."""
    rule_ids, back = {rule.id for rule in rules}, reach_back(rules, beginning)
    return read_pasts(beginning.person_ids, rule_ids=rule_ids, since=back)


def earned_from(
    beginning: Beginning,
    rules: Collection[PayingRule],
    pasts: Mapping[int, PastLines],
    *,
    firsts: Firsts | None = None,
) -> dict[int, list[Earned]]:
    """What each person's entries from the day on earn from these rules."""
    whose, settings = beginning.person_ids, beginning.configuration
    kinds = kinds_of(whose, rules, settings)
    entries = live_entries(whose, settings, kind_ids=kinds, since=beginning.day)
    return replay_each(entries, rules, beginning, pasts, firsts=firsts)


def replay_each(
    entries: Mapping[int, list[Entry]],
    rules: Collection[PayingRule],
    beginning: Beginning,
    pasts: Mapping[int, PastLines],
    *,
    firsts: Firsts | None = None,
) -> dict[int, list[Earned]]:
    """What these entries earn for their owners; none of them is from before the day."""
    settings = beginning.configuration
    settings.know_leave(beginning.person_ids)
    if firsts is None:
        firsts = read_firsts(rules, beginning)
    memories = read_memories(rules, beginning)
    return {
        person_id: replay(
            [*owned, *new_targets(person_id, beginning)],
            subject_id=person_id,
            rules=rules,
            goals=beginning.goals[person_id],
            firsts=firsts,
            world=settings.world(person_id),
            taken_back=pasts[person_id].taken_back,
            seed=Seed(memories[person_id], pasts[person_id].granted_before(beginning.day)),
        )
        for person_id, owned in entries.items()
    }


def new_targets(person_id: int, beginning: Beginning) -> list[Entry]:
    """The days on which a target of the person's goals changed, as the rules see them among the
    entries. A goal's first target changes nothing."""
    settings = beginning.configuration
    days = {target.since for goal in beginning.goals[person_id] for target in goal.targets[1:]}
    return [
        Entry(
            NEW_TARGET,
            day,
            POINTS,
            teams=settings.teams_above(settings.team_on(person_id, day), day),
        )
        for day in sorted(days)
        if day >= beginning.day
    ]


def kinds_of(
    person_ids: Collection[int], rules: Collection[PayingRule], settings: Configuration
) -> frozenset[int]:
    """The kinds of entries that these rules count for these people."""
    goals = goals_of(person_ids, rules, settings)
    return kinds_counted(rules, [goal for owned in goals.values() for goal in owned])


def goals_of(
    person_ids: Collection[int], rules: Collection[PayingRule], settings: Configuration
) -> dict[int, tuple[PayingGoal, ...]]:
    """Each person's goals that may pay, if one of the rules pays for goals."""
    if not pay_goals(rules):
        return {person_id: () for person_id in person_ids}
    settings.know_goals(person_ids)
    return {person_id: settings.paying_goals(person_id) for person_id in person_ids}


def pay_goals(rules: Collection[PayingRule]) -> bool:
    return any(v.trigger.follows_goals for rule in rules for v in rule.versions)
