"""Values worked out by hand, to compare with goals and boards.

Ada and Ben sell in North and Otto in South, until Ada moves to South on 10 November. Both teams are
below Region. Zoe's team West is not: only the company counts her.
"""

from dataclasses import asdict
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import NamedTuple

from sqlalchemy import select

from leaderboard import configuration
from leaderboard.extensions import db
from leaderboard.models import (
    By,
    Goal,
    GoalKind,
    GoalVersion,
    Membership,
    Metric,
    Organisation,
    TeamParent,
)
from leaderboard.rules.attainment import State
from leaderboard.rules.calendars import Calendar
from leaderboard.rules.period_texts import parse
from leaderboard.scoring import publish
from leaderboard.standings import board
from leaderboard.standings.progress import progress_of
from tests.cast import SINCE, add_team, hire
from tests.standings.entries import log

AT = datetime(2027, 1, 5, 9, tzinfo=UTC)
MOVED = date(2026, 11, 10)
FEW = "few"
BOARDS = {By.REP: ("ada", "ben"), By.TEAM: ("north", "south"), By.PARENT: ("region",)}


class Case(NamedTuple):
    """What a metric came to for somebody in a period; "few" if there are too few cases."""

    metric: str
    period: str
    owner: str
    value: Fraction | str


def found_company(cast, calendar):
    """Found everything but the ledger; the owners' ids by name."""
    with publish(by_id=None, at=AT) as publication:
        organisation = db.session.scalars(select(Organisation)).one()
        organisation.calendar = calendar
        zoe = hire("Zoe")
        west = add_team("West", mark=3, manager_id=cast.olga, person_ids=[zoe])
        region = add_team("Region", mark=4, manager_id=cast.olga, person_ids=[])
        for team_id in (cast.north, cast.south):
            db.session.add(TeamParent(team_id=team_id, since=SINCE, parent_id=region))
        db.session.add(Membership(person_id=cast.ada, since=MOVED, team_id=cast.south))
        # So that a ledger of a few lines is enough.
        for metric in db.session.scalars(select(Metric)):
            metric.min_sample = min(metric.min_sample, 1)
        publication.audit("found", "team", region)
        more = {"zoe": zoe, "west": west, "region": region, "company": organisation.id}
    return asdict(cast) | more


def cases_of(table, calendar):
    """The lines of a table, `metric period value ...` under a line of owners, that are about this
    calendar's periods or those that both have."""
    head, *lines = table.strip().splitlines()
    owners = head.split()
    found = []
    for line in lines:
        metric, period, *values = line.split()
        assert len(values) == len(owners), line
        if calendar_of(period) in (None, calendar):
            found += [
                Case(metric, period, owner, value if value == FEW else Fraction(value))
                for owner, value in zip(owners, values, strict=True)
            ]
    return found


def calendar_of(period):
    """Which calendar the text of a month or quarter is in; None for a week."""
    if period.startswith("week:"):
        return None
    return Calendar.JALALI if int(period[:4]) < 1900 else Calendar.GREGORIAN


def check(table, ledger, owners, session):
    """Goals and boards come to what the table says, from this ledger alone."""
    log(session, ledger, owners, at=AT)
    almanac = configuration.current().almanac
    cases = cases_of(table, almanac.calendar)
    assert cases
    assert [measured(case, owners, almanac) for case in cases] == cases
    for case in cases:
        check_board(case, owners, parse(case.period, almanac).span)


def measured(case, owners, almanac):
    """The same case, with the value that a goal has on the period's last day."""
    period = parse(case.period, almanac)
    goal = set_goal(case.metric, owners[case.owner], period.kind)
    [found] = progress_of([goal], day=period.last)
    assert found.span == period.span
    is_few = found.attainment.state is State.TOO_FEW_CASES
    return case._replace(value=FEW if is_few else found.attainment.value)


def set_goal(metric, owner_id, period_kind):
    """A goal for each period of the kind."""
    with publish(by_id=None, at=AT) as publication:
        goal = Goal(
            kind=GoalKind.TEAM,
            name=metric,
            metric_id=db.session.scalar(select(Metric.id).where(Metric.slug == metric)),
            owner_id=owner_id,
            period_kind=period_kind,
            since=date(2026, 1, 1),
            until=None,
            created_at=AT,
            versions=[GoalVersion(since=date(2026, 1, 1), target=1000, milestones=[])],
        )
        db.session.add(goal)
        db.session.flush()
        publication.audit("set", "goal", goal.id)
    return db.session.get_one(Goal, goal.id)


def check_board(case, owners, span):
    """The board that the owner is on shows the same number, if it has anything to show."""
    settings = configuration.current()
    metric_id = db.session.scalar(select(Metric.id).where(Metric.slug == case.metric))
    for by, names in BOARDS.items():
        if case.owner in names:
            found = board(settings.metrics()[metric_id], by=by, span=span)
            rows = {row.subject_id: row.value for row in found.rows if row.rank is not None}
            shown = rows.get(owners[case.owner])
            assert shown == case.value or (shown is None and case.value in (FEW, 0)), case
