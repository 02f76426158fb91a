"""A31: lines in any order, repeated any number of times, give what the clean file gives."""

import tomllib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from leaderboard import scoring
from leaderboard.extensions import db
from leaderboard.imports.activities import import_activities, open_activities
from leaderboard.imports.activity_map import read_activity_map
from leaderboard.imports.maps import read_document
from leaderboard.imports.people import import_people, open_people
from leaderboard.imports.people_map import read_people_map
from leaderboard.models import Membership, Person, Team, TeamParent, Total
from leaderboard.publishing import starter
from leaderboard.publishing.rules import load_rules
from tests.imports.desk import AT, sheet_text

pytestmark = pytest.mark.slow

DEALS = """
source = "crm"
external_id = %s
person = "rep"
[[activity]]
kind = "deal-won"
when = { column = "stage", is = "Won" }
date = "day"
amount = "value"
[[activity]]
kind = "call"
date = "day"
"""
IDS = ['"id"', '["id", "rep"]', '"row content"']
PEOPLE = """
source = "hr"
name = "name"
team = "team"
manager = "boss"
parent = "above"
since = "since"
"""
NUMBERS = [*Total.__table__.columns]
DAYS = st.integers(0, 40).map(lambda n: date(2026, 3, 1) + timedelta(days=n))
DEAL = st.tuples(
    st.sampled_from(["Ada", "Ben", "Otto"]),
    st.sampled_from(["Won", "Lost"]),
    DAYS,
    st.integers(0, 9),
)
TEAMS = ["Hill", "Dale"]
# Each has one team a day; the head of Hill is Ann, who names her own boss or nobody.
STAFF = st.lists(
    st.tuples(
        st.sampled_from(["Bo", "Cy", "Di"]),
        st.sampled_from(TEAMS),
        st.sampled_from(["", "2025-01-01", "2026-01-01"]),
    ),
    unique_by=lambda row: (row[0], row[2]),
    min_size=1,
    max_size=6,
)
BOSSES = st.sampled_from(["", "Ann", "Cora"])


@st.composite
def jumbled(draw, lines):
    """Every line, some of them repeated, in any order."""
    again = draw(st.lists(st.sampled_from(lines), max_size=6)) if lines else []
    return draw(st.permutations([*lines, *again]))


@given(data=st.data(), deals=st.lists(DEAL, max_size=8), key=st.sampled_from(IDS))
def test_activities_in_any_order_and_number_give_the_same_totals(
    sqlite_app, tmp_path_factory, data, deals, key
):
    folder, plan = tmp_path_factory.getbasetemp(), DEALS % key
    lines = [f"{n},{','.join(map(str, deal))}" for n, deal in enumerate(deals)]
    heads = "id,rep,stage,day,value"
    with sqlite_app.app.app_context():
        clean = totals_after(sqlite_app, folder, plan, [[heads, *lines]])
        mixed = data.draw(jumbled(lines))
        cut = data.draw(st.integers(0, len(mixed)))
        files = [[heads, *mixed[cut:]], [heads, *mixed]]
        assert totals_after(sqlite_app, folder, plan, files) == clean
        assert scoring.verify() == []


def totals_after(sqlite_app, folder, plan, files):
    """The totals of kinds and points after these files, one after another."""
    sqlite_app.restore()
    load_rules(starter.rules(), at=AT, since=date(2026, 1, 1))
    read = read_document(tomllib.loads(plan), read_activity_map)
    for lines in files:
        path = folder / "order.csv"
        path.write_bytes(sheet_text(lines))
        report = import_activities(open_activities(path, read), read, by_id=None, at=AT)
        assert report.bad.count == 0
    return {tuple(row) for row in db.session.execute(select(*NUMBERS))}


@given(data=st.data(), staff=STAFF, boss=BOSSES)
def test_people_in_any_order_and_number_give_the_same_teams(
    sqlite_app, tmp_path_factory, data, staff, boss
):
    folder = tmp_path_factory.getbasetemp()
    members = [f"{name},{team},,,{since}" for name, team, since in staff]
    lines = [f"Ann,Hill,{boss},West,", "Eve,Hill,Ann,,", *members]
    with sqlite_app.app.app_context():
        clean = register_after(sqlite_app, folder, [lines])
        mixed = data.draw(jumbled(lines))
        assert register_after(sqlite_app, folder, [mixed, mixed]) == clean


def register_after(sqlite_app, folder, files):
    """Who is in which team since when, who leads it and which team it belongs to, by name."""
    sqlite_app.restore()
    read = read_document(tomllib.loads(PEOPLE), read_people_map)
    for lines in files:
        path = folder / "order.csv"
        path.write_bytes(sheet_text(["name,team,boss,above,since", *lines]))
        report = import_people(open_people(path, read), read, by_id=None, at=AT)
        assert report.bad.count == 0
    names = {row.id: row.name for row in db.session.execute(select(Person.id, Person.name))}
    teams = {row.id: row.name for row in db.session.execute(select(Team.id, Team.name))}
    held = db.session.execute(select(Membership.person_id, Membership.since, Membership.team_id))
    above = db.session.execute(select(TeamParent.team_id, TeamParent.since, TeamParent.parent_id))
    led = db.session.execute(select(Team.name, Team.manager_id))
    return (
        {(names[who], since, teams.get(team)) for who, since, team in held},
        {(teams[team], since, teams[parent]) for team, since, parent in above},
        {(team, names.get(manager)) for team, manager in led},
        {tuple(row) for row in db.session.execute(select(Person.name, Person.role))},
    )
