"""The rows that a configuration reads on first use."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import select

from leaderboard.alphabet import in_alphabet
from leaderboard.configuration.cuts import cut_key
from leaderboard.configuration.facts import (
    LeaderboardFacts,
    MetricFacts,
    OwnerFacts,
    PersonFacts,
    ScreenFacts,
    TeamFacts,
)
from leaderboard.configuration.values import (
    leaderboard_value,
    metric_value,
    person_value,
    screen_value,
    team_value,
)
from leaderboard.extensions import db
from leaderboard.models import (
    Cut,
    CutValue,
    Goal,
    Leaderboard,
    Leave,
    Membership,
    Metric,
    Person,
    Screen,
    Subject,
    SubjectKind,
    Team,
)


def memberships(person_id: int | None = None) -> dict[int, tuple[tuple[date, int], ...]]:
    """The teams of one person, or of everybody, from each day on; 0 for none."""
    statement = select(Membership.person_id, Membership.since, Membership.team_id)
    if person_id is not None:
        statement = statement.where(Membership.person_id == person_id)
    found: dict[int, list[tuple[date, int]]] = {}
    for whose, since, team_id in db.session.execute(statement.order_by(Membership.since)):
        found.setdefault(whose, []).append((since, team_id or 0))
    return {whose: tuple(rows) for whose, rows in found.items()}


def people(zone: str) -> dict[int, PersonFacts]:
    """Everybody who is or was here, sorted by name."""
    rows = db.session.execute(
        select(
            Person.id, Person.name, Person.folded, Person.deactivated_at, Person.hidden_at
        ).order_by(in_alphabet(Person.folded), Person.id)
    )
    return {row.id: person_value(row, zone) for row in rows}


def teams() -> dict[int, TeamFacts]:
    """Every team, sorted by name."""
    rows = db.session.execute(
        select(Team.id, Team.name, Team.mark, Team.manager_id, Team.dissolved_at).order_by(
            in_alphabet(Team.folded)
        )
    )
    return {row.id: team_value(row) for row in rows}


def metrics() -> dict[int, MetricFacts]:
    """Every metric, in their order."""
    rows = db.session.scalars(select(Metric).order_by(Metric.position, Metric.id))
    return {metric.id: metric_value(metric) for metric in rows}


def leaderboards() -> dict[str, LeaderboardFacts]:
    """The leaderboards in use, by slug, in order."""
    rows = db.session.scalars(
        select(Leaderboard)
        .where(Leaderboard.retired_at.is_(None))
        .order_by(Leaderboard.position, Leaderboard.id)
    )
    return {row.slug: leaderboard_value(row) for row in rows}


def screens() -> dict[str, ScreenFacts]:
    """The screens whose keys work, by the hash of the key."""
    rows = db.session.scalars(select(Screen).where(Screen.revoked_at.is_(None)))
    return {row.key_hash: screen_value(row) for row in rows}


def owners(subject_ids: Collection[int]) -> dict[int, OwnerFacts]:
    """Those of these subjects that there are."""
    rows = db.session.execute(
        select(Subject.id, Subject.kind, Person.deactivated_at)
        .outerjoin(Person, Person.id == Subject.id)
        .where(Subject.id.in_(subject_ids))
    )
    return {row.id: OwnerFacts(SubjectKind(row.kind), row.deactivated_at is None) for row in rows}


def leave_of(person_ids: Collection[int]) -> dict[int, frozenset[date]]:
    """The days on which each of these people is on leave."""
    rows = select(Leave.person_id, Leave.day).where(Leave.person_id.in_(person_ids))
    return grouped(person_ids, db.session.execute(rows))


def goals_of(owner_ids: Collection[int]) -> Iterable[Goal]:
    return db.session.scalars(select(Goal).where(Goal.owner_id.in_(owner_ids)).order_by(Goal.id))


def cut_id(value_ids: Collection[int]) -> int | None:
    """The cut with exactly these values, if there is one."""
    return db.session.scalar(select(Cut.id).where(Cut.key == cut_key(value_ids)))


def values_of_cuts(cut_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """The dimension values of each of these cuts."""
    rows = select(CutValue.cut_id, CutValue.value_id).where(CutValue.cut_id.in_(cut_ids))
    return grouped(cut_ids, db.session.execute(rows))


def grouped(keys: Iterable[int], rows: Iterable[Any]) -> dict[int, frozenset[Any]]:
    """For each key, the values of its rows."""
    found: dict[int, set[Any]] = {key: set() for key in keys}
    for key, value in rows:
        found[key].add(value)
    return {key: frozenset(values) for key, values in found.items()}
