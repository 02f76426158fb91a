"""What a file of settings does to points already paid is said before it is saved."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from leaderboard import clock, scoring
from leaderboard.extensions import db
from leaderboard.models import Audit, Award, Goal, Holiday, Leave, Membership, TeamParent
from leaderboard.publishing.rules import load_rules
from leaderboard.publishing.working_time import set_week
from tests.commands import run

pytestmark = pytest.mark.usefixtures("any_database")

DAY = timedelta(days=1)
RULES = [
    {"slug": "each", "name": "Each", "trigger": "per_activity", "kind": "call", "points": 1},
    {"slug": "row", "name": "Row", "trigger": "streak", "kind": "call", "target": 3, "points": 9},
    {"slug": "first", "name": "First", "trigger": "first_in_team", "kind": "call", "points": 7},
    {
        "slug": "half",
        "name": "Half",
        "trigger": "goal_milestone",
        "milestones": [50],
        "points": 10,
    },
]
PEOPLE = 'source = "hr"\nname = "who"\nteam = "team"\nsince = "since"\nparent = "above"\n'
GOALS = 'source = "targets"\nperson = "who"\nmetric = "metric"\nperiod = "period"\ntarget = "to"\n'
LEAVE = 'source = "leave"\nperson = "who"\nfrom = "from"\nto = "to"\n'


@pytest.fixture
def today(session):
    return clock.now().date()


@pytest.fixture
def company(session, cast, today, log):
    """Ada called on the four last days but one, always before Ben; the whole week is worked."""
    load_rules({"rule": RULES}, at=clock.now(), since=today - 60 * DAY)
    with scoring.publish(by_id=None, at=clock.now()) as publication:
        set_week(publication, weekdays="0123456", since=today - 90 * DAY)
    for back in (4, 3, 1, 0):
        log(cast.ada, "call", days_ago=back)
        log(cast.ben, "call", days_ago=back)
    session.rollback()
    return cast


@pytest.fixture
def take(app, session, company, tmp_path):
    """Run an import of this file; returns what it says."""

    def taken(what, plan, *lines, options=(), code=0):
        (tmp_path / "file.csv").write_text("\n".join([*lines, ""]))
        (tmp_path / "map.toml").write_text(plan)
        mapped = ("--map", str(tmp_path / "map.toml")) if plan else ()
        session.rollback()
        path = str(tmp_path / "file.csv")
        told = run(app, "import", what, path, *mapped, *options, code=code)
        session.rollback()
        return told.splitlines()

    return taken


def files(today):
    """Files that move points, and what each says it does."""
    move = f"Ada,South,{today - 4 * DAY},"
    feast = f"{today - 2 * DAY},{today - 2 * DAY},Feast"
    return {
        # Ben is the first of North on the days on which Ada no longer is.
        "people": (PEOPLE, "who,team,since,above", move),
        "goals": (GOALS, "who,metric,period,to", f"Ada,calls,{today.year},2"),
        "leave": (LEAVE, "who,from,to", f"Ada,{today - 2 * DAY},"),
        "holidays": ("", "from,to,name", feast),
    }


def kept():
    """What such files write."""
    tables = (Membership, TeamParent, Goal, Leave, Holiday, Award, Audit)
    return [db.session.scalar(select(func.count()).select_from(table)) for table in tables]


def points():
    held = select(func.sum(Award.points), Award.subject_id).group_by(Award.subject_id)
    return {who: int(total) for total, who in db.session.execute(held)}


@pytest.mark.parametrize("what", ["people", "goals", "leave", "holidays"])
def test_it_is_saved_only_by_whoever_has_seen_what_it_does(take, today, what):
    plan, *lines = files(today)[what]
    before, held = points(), kept()
    *said, refusal = take(what, plan, *lines, code=1)
    assert refusal == "Error: Nothing was changed. Add --yes to save and change these points."
    assert (points(), kept()) == (before, held)
    dry = take(what, plan, *lines, options=["--dry-run"])
    assert dry[-1] == "This was a dry run: nothing was changed."
    assert (points(), kept()) == (before, held)
    told = take(what, plan, *lines, options=["--yes"])
    after = points()
    moved = [after[who] - before[who] for who in after if after[who] != before[who]]
    assert moved
    people = f"{len(moved)} {'person' if len(moved) == 1 else 'people'}: +{sum(moved)} points"
    for sentences in (said, dry, told):
        assert people in sentences
    assert scoring.verify() == []
    # The same file again changes nothing, so nobody is asked.
    take(what, plan, *lines)
    assert points() == after


def test_a_file_of_people_names_the_teams_whose_points_move(take, company, today):
    ada = points()[company.ada]
    told = take("people", PEOPLE, "who,team,since,above", f"Ada,South,{today - 4 * DAY},", code=1)
    # Ben gains in North what the first call of the day pays.
    gained = 4 * 7
    assert f"North: {signed(gained - ada)} points, \N{MINUS SIGN}4 activities" in told
    assert f"South: {signed(ada)} points, +4 activities" in told


def signed(number):
    return f"+{number}" if number > 0 else f"\N{MINUS SIGN}{-number}"


def test_a_parent_team_that_gets_its_teams_points_is_looked_at(take, company, session):
    both = sum(points().values())
    lines = ("who,team,since,above", "Ada,North,,West")
    told = take("people", PEOPLE, *lines, code=1)
    assert f"West: +{both} points, +8 activities" in told
    assert "0 people" not in " ".join(told)
    take("people", PEOPLE, *lines, options=["--yes"])
    assert session.scalar(select(func.count()).select_from(TeamParent)) == 1


@pytest.mark.parametrize(
    ("what", "plan", "lines"),
    [
        ("people", PEOPLE, ("who,team,since,above", "Zane,South,,")),
        ("goals", GOALS, ("who,metric,period,to", "Ada,calls,2035,800")),
        ("leave", LEAVE, ("who,from,to", "Ada,2035-01-01,2035-01-05")),
        ("holidays", "", ("from,to,name", "2035-01-01,2035-01-02,Feast")),
    ],
)
def test_a_file_that_moves_no_points_is_saved_without_a_question(take, what, plan, lines):
    before = points()
    dry = take(what, plan, *lines, options=["--dry-run"])
    assert dry[-2:] == [
        "No points already paid change.",
        "This was a dry run: nothing was changed.",
    ]
    told = take(what, plan, *lines)
    assert not [line for line in told if "points" in line]
    assert points() == before


def test_people_are_all_or_nothing(take, today):
    held = kept()
    lines = ("who,team,since,above", "Zane,South,,", f"Ada,South,{today},", "Yan,,tomorrow,")
    told = take("people", PEOPLE, *lines, options=["--yes"], code=1)
    assert told[-1].startswith("Error: One bad line, so nothing was changed.")
    assert kept() == held
