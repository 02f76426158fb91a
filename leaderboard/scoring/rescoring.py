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
from leaderboard.rules.evaluation import kinds_counted, replay
from leaderboard.rules.model import NEW_TARGET, Award, Entry, Goal, Rule, Slot, Version
from leaderboard.rules.periods import PeriodKind
from leaderboard.rules.trigger import Firsts
from leaderboard.scoring import awards, totals
from leaderboard.scoring.conditions import conditions
from leaderboard.scoring.entries import live_entries
from leaderboard.scoring.lines import read_lines
from leaderboard.scoring.places import PLACE
from leaderboard.scoring.totals import LIVE, Change

# How many people, and about how many of their entries, are held in memory at a time.
CROWD = 200
MOST_ENTRIES = 50_000


def rescore(
    person_ids: Collection[int],
    *,
    at: datetime,
    rules: Collection[Rule] | None = None,
    reason: str = awards.RESCORED,
) -> None:
    """Bring these people's awards (by these rules, or all) to what a replay gives, silently."""
    settings = configuration.current()
    concerned = settings.rules if rules is None else rules
    for crowd in crowds(person_ids):
        changes: list[Change] = []
        for person_id, wanted in replayed(crowd, concerned, settings).items():
            changes += post_difference(person_id, wanted, rules=concerned, at=at, reason=reason)
        totals.add(changes, settings.almanac)


def crowds(person_ids: Collection[int]) -> Iterator[list[int]]:
    """The people by id, in lots whose histories fit into memory together."""
    ordered = sorted(set(person_ids))
    counts = entry_counts(ordered) if len(ordered) > 1 else {}
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


def entry_counts(person_ids: Collection[int]) -> dict[int, int]:
    """About how many entries these people have, by the totals; points count in, which does no
    harm. Many people are not named one by one."""
    held = (
        select(Total.subject_id, func.sum(Total.entries))
        .where(Total.period_kind == PeriodKind.YEAR.value)
        .group_by(Total.subject_id)
    )
    if len(person_ids) <= CROWD:
        held = held.where(Total.subject_id.in_(person_ids))
    return {subject_id: int(count) for subject_id, count in db.session.execute(held)}


@dataclass(frozen=True)
class Correction:
    """What a replay takes back, and what it gives besides, each with the turn of its slot."""

    stale: list[Any]
    fresh: list[tuple[Award, int]]


def post_difference(
    person_id: int, wanted: list[Award], *, rules: Collection[Rule], at: datetime, reason: str
) -> list[Change]:
    """Take back what the replay does not give, write what it gives besides."""
    found = correction(person_id, wanted, rules=rules)
    changes = awards.reverse(found.stale, at=at, reason=reason)
    awards.write(found.fresh, at=at, is_silent=True)
    return changes + awards.points_of(found.fresh)


def correction(person_id: int, wanted: list[Award], *, rules: Collection[Rule]) -> Correction:
    """How the person's lines of these rules differ from what the replay gives."""
    past = read_lines(person_id, rule_ids={rule.id for rule in rules})
    by_slot = {award.slot: award for award in wanted}
    stale = [
        row for slot, row in past.live.items() if slot not in by_slot or differs(by_slot[slot], row)
    ]
    reversed_slots = {slot_of(row) for row in stale}
    fresh = [
        (award, past.turns[slot] + (slot in reversed_slots))
        for slot, award in by_slot.items()
        if slot not in past.live or slot in reversed_slots
    ]
    return Correction(stale, fresh)


def differs(award: Award, row: Any) -> bool:
    """Whether a line says something else than the replay, be it only the numbers in its reason."""
    return any(unlike(award, row))


def unlike(award: Award, row: Any) -> Iterator[tuple[str, Any, Any]]:
    """What a line says otherwise than the replay: the column, and both values. Which version paid
    may differ where two pay the same."""
    given = awards.row_of(award, turn=row.turn, at=row.made_at, is_silent=row.is_silent)
    for name in REPLAYED:
        if (kept := getattr(row, name)) != given[name]:
            yield name, kept, given[name]


REPLAYED = (
    *("key", "times", "points", "badge_id", "activity_id", "occurred_on", "team_id"),
    *("made_by_id", "reason", "params"),
)


def slot_of(row: Any) -> Slot:
    return Slot(row.rule_id, row.subject_id, row.window_start, row.cause)


def replayed(
    person_ids: Collection[int], rules: Collection[Rule], settings: Configuration
) -> dict[int, list[Award]]:
    """What each person's history earns by these rules, from nothing."""
    kinds = kinds_of(person_ids, rules, settings)
    entries = live_entries(person_ids, settings, kind_ids=kinds)
    return replay_each(entries, rules, settings)


def replay_each(
    entries: Mapping[int, list[Entry]], rules: Collection[Rule], settings: Configuration
) -> dict[int, list[Award]]:
    """What these entries earn whose they are."""
    firsts = read_firsts(rules, entries)
    goals = goals_of(entries, rules, settings)
    return {
        person_id: replay(
            [*owned, *new_targets(person_id, goals[person_id], settings)],
            subject_id=person_id,
            rules=rules,
            goals=goals[person_id],
            firsts=firsts,
            world=settings.world(person_id),
            taken_back=read_lines(person_id, rule_ids={r.id for r in rules}).taken_back,
        )
        for person_id, owned in entries.items()
    }


def new_targets(person_id: int, goals: Collection[Goal], settings: Configuration) -> list[Entry]:
    """The days on which a target of these goals changed, as the rules see them among the entries.
    What a goal began with changes nothing."""
    days = {target.since for goal in goals for target in goal.targets[1:]}
    return [
        Entry(
            NEW_TARGET,
            day,
            POINTS,
            teams=settings.teams_above(settings.team_on(person_id, day), day),
        )
        for day in sorted(days)
    ]


def kinds_of(
    person_ids: Collection[int], rules: Collection[Rule], settings: Configuration
) -> frozenset[int]:
    """The kinds of entries that these rules count for these people."""
    goals = goals_of(person_ids, rules, settings)
    return kinds_counted(rules, [goal for owned in goals.values() for goal in owned])


def goals_of(
    person_ids: Iterable[int], rules: Collection[Rule], settings: Configuration
) -> dict[int, tuple[Goal, ...]]:
    """Each person's goals that may pay, where one of the rules does."""
    follows_goals = pay_goals(rules)
    return {
        person_id: settings.paying_goals(person_id) if follows_goals else ()
        for person_id in person_ids
    }


def lines_of_teams(rules: Iterable[Rule]) -> list[Rule]:
    """The rules that look at more than one person."""
    return [rule for rule in rules if versions_of_teams([rule])]


def versions_of_teams(rules: Iterable[Rule]) -> list[Version]:
    """Their versions that do."""
    return [v for rule in rules for v in rule.versions if v.trigger.looks_at_team]


def pay_goals(rules: Collection[Rule]) -> bool:
    return any(v.trigger.follows_goals for rule in rules for v in rule.versions)


def read_firsts(rules: Collection[Rule], person_ids: Collection[int]) -> Firsts:
    """The first entry of each team and day, for the versions that ask, where these people were."""
    found = {}
    for version in versions_of_teams(rules):
        for place in db.session.execute(first_there(version), {"people": list(person_ids)}):
            if place.first is not None:
                found[version.id, place.team_id, place.occurred_on] = place.first
    return found


def first_there(version: Version) -> Select[Any]:
    """The teams and days of some people's entries of the version's kind, each with the first entry
    that it counts. One look-up for each of them: all entries of a team may be a million."""
    own = aliased(Activity)
    places = (
        select(own.team_id, own.occurred_on)
        .where(
            own.subject_id.in_(bindparam("people", expanding=True)),
            own.kind_id == version.settings.kind_id,
        )
        .distinct()
        .subquery()
    )
    first = (
        select(PLACE)
        .where(
            Activity.team_id == places.c.team_id,
            Activity.occurred_on == places.c.occurred_on,
            *conditions(version.settings),
            LIVE,
        )
        .order_by(PLACE)
        .limit(1)
        .correlate(places)
        .scalar_subquery()
    )
    return select(places, first.label("first"))


def everybody_sorted() -> list[int]:
    """Every person there is or was."""
    return list(db.session.scalars(select(Person.id).order_by(Person.id)))


class Place(NamedTuple):
    """Where one of several people is first: a team, a day, a kind."""

    team_id: int
    day: date
    kind_id: int


def people_at(place: Place) -> set[int]:
    """Everybody with an entry there, be it void: whoever stands first is among them, and whoever
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
