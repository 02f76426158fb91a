"""Reads all settings at once."""

from datetime import date, datetime

from sqlalchemy import select

from leaderboard.configuration.facts import KindFacts
from leaderboard.configuration.known import Configuration
from leaderboard.configuration.values import rule_value
from leaderboard.extensions import db
from leaderboard.models import (
    BY_HAND,
    POINTS,
    Asked,
    Audit,
    CompanyBy,
    DimensionValue,
    Holiday,
    Kind,
    KindDimension,
    LeaveBy,
    Organisation,
    PersonWeek,
    Rule,
    TeamParent,
    WorkingWeek,
)
from leaderboard.rules.model import PayingRule
from leaderboard.rules.working_days import WeekWorked


class NotFounded(RuntimeError):
    """The database has no organisation yet."""


def load(number: int) -> Configuration:
    """All settings from the database."""
    organisation = db.session.scalar(select(Organisation))
    if organisation is None:
        raise NotFounded
    return Configuration(
        number=number,
        organisation_id=organisation.id,
        zone=organisation.timezone,
        earlier_zones=read_earlier_zones(organisation.id),
        late_days=organisation.late_days,
        big_deal=organisation.big_deal,
        most_goals=organisation.most_goals,
        company_by=CompanyBy(organisation.company_by),
        country=organisation.country,
        leave_by=LeaveBy(organisation.leave_by),
        almanac=organisation.almanac,
        weeks=read_weeks(),
        holidays=frozenset(db.session.scalars(select(Holiday.day))),
        own_weeks=read_own_weeks(),
        kinds=read_kinds(),
        dimensions=read_dimensions(),
        values={
            value.id: value.dimension_id for value in db.session.scalars(select(DimensionValue))
        },
        rules=read_rules(),
        parents=read_parents(),
    )


def read_earlier_zones(organisation_id: int) -> tuple[tuple[datetime, str], ...]:
    """The zones before the present one, each with the instant until which it applied; the
    organisation stores only the present one, the others are in the audit."""
    rows = db.session.execute(
        select(Audit.at, Audit.before, Audit.after)
        .where(
            Audit.noun_id == organisation_id,
            Audit.noun == "organisation",
            Audit.action == "change",
        )
        .order_by(Audit.id)
    )
    return tuple(
        (at, before["timezone"])
        for at, before, after in rows
        if before.get("timezone") != after.get("timezone")
    )


def read_weeks() -> tuple[WeekWorked, ...]:
    rows = db.session.scalars(select(WorkingWeek).order_by(WorkingWeek.since))
    return tuple(WeekWorked(row.since, weekdays_in(row.weekdays)) for row in rows)


def weekdays_in(stored: str) -> frozenset[int]:
    return frozenset(int(digit) for digit in stored)


def read_kinds() -> dict[int, KindFacts]:
    """All kinds of activity; points are none."""
    return {
        kind.id: KindFacts(
            kind.id,
            kind.slug,
            kind.owner,
            {name: Asked(value) for name, value in kind.asks.items()},
            kind.retired_at is not None,
        )
        for kind in db.session.scalars(select(Kind).where(Kind.id != POINTS))
    }


def read_rules() -> tuple[PayingRule, ...]:
    rows = db.session.scalars(select(Rule).where(Rule.id != BY_HAND).order_by(Rule.id))
    return tuple(rule_value(rule) for rule in rows)


def read_own_weeks() -> dict[int, tuple[tuple[date, frozenset[int]], ...]]:
    """The working weekdays of people who have their own, by date."""
    found: dict[int, list[tuple[date, frozenset[int]]]] = {}
    for row in db.session.scalars(select(PersonWeek).order_by(PersonWeek.since)):
        found.setdefault(row.person_id, []).append((row.since, weekdays_in(row.weekdays)))
    return {person_id: tuple(rows) for person_id, rows in found.items()}


def read_dimensions() -> dict[int, dict[int, bool]]:
    """The dimensions each kind asks for, and which of them are required."""
    found: dict[int, dict[int, bool]] = {}
    for row in db.session.scalars(select(KindDimension)):
        found.setdefault(row.kind_id, {})[row.dimension_id] = row.is_required
    return found


def read_parents() -> dict[int, tuple[tuple[date, int | None], ...]]:
    """Every team's parents, by date."""
    found: dict[int, list[tuple[date, int | None]]] = {}
    for row in db.session.scalars(select(TeamParent).order_by(TeamParent.since)):
        found.setdefault(row.team_id, []).append((row.since, row.parent_id))
    return {team_id: tuple(rows) for team_id, rows in found.items()}
