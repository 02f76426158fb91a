"""The slow path: replay people's histories and post the difference to what stands."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import aliased

from leaderboard import configuration
from leaderboard.configuration import Configuration
from leaderboard.extensions import db
from leaderboard.models import POINTS, Activity, Person, Total
from leaderboard.rules.evaluation import Seed, kinds_counted, replay
from leaderboard.rules.model import NEW_TARGET, Earned, Entry, PayingGoal, PayingRule, Version
from leaderboard.rules.periods import PeriodKind
from leaderboard.rules.trigger import Firsts
from leaderboard.scoring import awards, totals
from leaderboard.scoring.beginnings import Beginning
from leaderboard.scoring.conditions import meets
from leaderboard.scoring.entries import live_entries
from leaderboard.scoring.lines import PastLines, read_pasts, slot_of
from leaderboard.scoring.places import PLACE, versions_of_teams
from leaderboard.scoring.seeds import reach_back, read_memories
from leaderboard.scoring.totals import LIVE, TotalChange

# How many people, and about how many of their entries, to hold in memory at once.
CROWD = 200
MOST_ENTRIES = 50_000


def rescore(
    person_ids: Collection[int],
    *,
    at: datetime,
    rules: Collection[PayingRule] | None = None,
    reason: str = awards.RESCORED,
    since: date = date.min,
    firsts: Firsts | None = None,
) -> None:
    """Bring these people's awards from a day on (for these rules, or all) to what a replay gives,
    silently. What is before that day stays. `firsts` saves reading who was first, for callers that
    go through everybody in turn."""
    settings = configuration.current()
    concerned = settings.rules if rules is None else rules
    for crowd in crowds(person_ids, since=since):
        changes: list[TotalChange] = []
        beginning = Beginning(since, crowd, goals_of(crowd, concerned, settings), settings)
        pasts = pasts_of(concerned, beginning)
        for person_id, wanted in earned_from(beginning, concerned, pasts, firsts=firsts).items():
            past = pasts[person_id]
            changes += post_difference(wanted, past, since=since, at=at, reason=reason)
        totals.add(changes, settings.almanac)


def crowds(person_ids: Collection[int], *, since: date = date.min) -> Iterator[list[int]]:
    """The people by id, in lots whose histories from the day on fit into memory together."""
    ordered = sorted(set(person_ids))
    counts = entry_counts(ordered, since=since) if len(ordered) > 1 else {}
    crowd: list[int] = []
    held = 0
    for person_id in ordered:
        count = counts.get(person_id, 0)
        if crowd and (len(crowd) == CROWD or held + count > MOST_ENTRIES):
            yield crowd
            crowd, held = [], 0
        crowd.append(person_id)
        held += count
    if crowd:
        yield crowd


def entry_counts(person_ids: Collection[int], *, since: date = date.min) -> dict[int, int]:
    """About how many entries these people have from the day on, going by the totals; points are
    included, which does no harm. Many people are not named one by one."""
    kind = PeriodKind.YEAR if since == date.min else PeriodKind.DAY
    # Grouped by the bare column, SQLite would scan everybody's days to get the order.
    held = (
        select(func.max(Total.subject_id), func.sum(Total.entries))
        .where(Total.period_kind == kind.value, Total.start >= since)
        .group_by(Total.subject_id + 0)
    )
    if len(person_ids) <= CROWD:
        held = held.where(Total.subject_id.in_(person_ids))
    return {subject_id: int(count) for subject_id, count in db.session.execute(held)}


@dataclass(frozen=True)
class Correction:
    """What a replay takes back, and what it adds, each with its slot's turn."""

    stale: list[Any]
    fresh: list[tuple[Earned, int]]


def post_difference(
    wanted: list[Earned], past: PastLines, *, since: date, at: datetime, reason: str
) -> list[TotalChange]:
    """Take back what the replay does not give, and write what it adds."""
    found = correction(wanted, past, since=since)
    changes = awards.reverse(found.stale, at=at, reason=reason)
    awards.write(found.fresh, at=at, is_silent=True)
    return changes + awards.points_of(found.fresh)


def correction(wanted: list[Earned], past: PastLines, *, since: date = date.min) -> Correction:
    """How the person's lines from the day on differ from what the replay gives."""
    live = past.live_from(since)
    by_slot = {award.slot: award for award in wanted}
    stale = [
        row for slot, row in live.items() if slot not in by_slot or differs(by_slot[slot], row)
    ]
    reversed_slots = {slot_of(row) for row in stale}
    fresh = [
        (award, past.turns[slot] + (slot in reversed_slots))
        for slot, award in by_slot.items()
        if slot not in live or slot in reversed_slots
    ]
    return Correction(stale, fresh)


def differs(award: Earned, row: Any) -> bool:
    """Whether a line differs from the replay, even if only in the numbers of its reason."""
    return not is_like(award, row) or row.key != awards.key_of(award.slot, row.turn)


def is_like(award: Earned, row: Any) -> bool:
    """Whether a line in the award's slot says the same, whatever its key; quicker than `unlike`."""
    return (
        row.points == award.points
        and row.activity_id == (award.number or None)
        and row.occurred_on == award.day
        and row.team_id == award.team_id
        and row.times == award.times
        and row.badge_id == award.badge_id
        and row.reason == award.reason
        and row.made_by_id is None
        and row.params == award.params
    )


def unlike(award: Earned, row: Any) -> Iterator[tuple[str, Any, Any]]:
    """How a line differs from the replay: the column and both values. The paying version may differ
    if both pay the same."""
    given = awards.row_of(award, turn=row.turn, at=row.made_at, is_silent=row.is_silent)
    for name in REPLAYED:
        if (kept := getattr(row, name)) != given[name]:
            yield name, kept, given[name]


REPLAYED = (
    *("key", "times", "points", "badge_id", "activity_id", "occurred_on", "team_id"),
    *("made_by_id", "reason", "params"),
)


def replayed(
    person_ids: Collection[int], rules: Collection[PayingRule], settings: Configuration
) -> dict[int, list[Earned]]:
    """What each person's history earns from these rules, from scratch."""
    goals = goals_of(person_ids, rules, settings)
    beginning = Beginning(date.min, person_ids, goals, settings)
    return earned_from(beginning, rules, pasts_of(rules, beginning))


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


def lines_of_teams(rules: Iterable[PayingRule]) -> list[PayingRule]:
    """The rules that look at more than one person."""
    return [rule for rule in rules if versions_of_teams([rule])]


def pay_goals(rules: Collection[PayingRule]) -> bool:
    return any(v.trigger.follows_goals for rule in rules for v in rule.versions)


def read_firsts(rules: Collection[PayingRule], beginning: Beginning) -> Firsts:
    """The first entry of each team and day, for the versions that ask, where these people were."""
    found = {}
    whose = {"people": list(beginning.person_ids), "since": beginning.day}
    for version in versions_of_teams(rules):
        for place in db.session.execute(first_there(version), whose):
            if place.first is not None:
                found[version.id, place.team_id, place.occurred_on] = place.first
    return found


def read_all_firsts(rules: Collection[PayingRule]) -> Firsts:
    """The same for all teams and days ever, in one statement per version."""
    found = {}
    for version in versions_of_teams(rules):
        rows = db.session.execute(
            select(Activity.team_id, Activity.occurred_on, func.min(PLACE))
            .where(*meets(version.condition), LIVE)
            .group_by(Activity.team_id, Activity.occurred_on)
        )
        for team_id, day, first in rows:
            found[version.id, team_id, day] = first
    return found


def first_there(version: Version) -> Select[Any]:
    """The teams and days of some people's entries of the version's kind, each with the first entry
    it counts. One lookup for each, because all of a team's entries may be a million."""
    own = aliased(Activity)
    places = (
        select(own.team_id, own.occurred_on)
        .where(
            own.subject_id.in_(bindparam("people", expanding=True)),
            own.kind_id == version.condition.kind_id,
            own.occurred_on >= bindparam("since"),
        )
        .distinct()
        .subquery()
    )
    first = (
        select(PLACE)
        .where(
            Activity.team_id == places.c.team_id,
            Activity.occurred_on == places.c.occurred_on,
            *meets(version.condition),
            LIVE,
        )
        .order_by(PLACE)
        .limit(1)
        .correlate(places)
        .scalar_subquery()
    )
    return select(places, first.label("first"))


def everybody_sorted() -> list[int]:
    """Everybody there is or was."""
    return list(db.session.scalars(select(Person.id).order_by(Person.id)))


class TeamDay(NamedTuple):
    """A place where one of several people is first: a team, a day, a kind."""

    team_id: int
    day: date
    kind_id: int


def people_at(place: TeamDay) -> set[int]:
    """Everybody with an entry there, even a void one: whoever is first is among them, and whoever
    was paid for it."""
    return set(
        db.session.scalars(
            select(Activity.subject_id)
            .where(
                Activity.team_id == place.team_id,
                Activity.occurred_on == place.day,
                Activity.kind_id == place.kind_id,
            )
            .distinct()
        )
    )
