"""People from a file: hired, changed and moved, with their teams, managers and parent teams."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from leaderboard import configuration, publishing, scoring, standings
from leaderboard.extensions import db
from leaderboard.models import (
    SINCE_EVER,
    Activity,
    Alias,
    Audit,
    By,
    Membership,
    Metric,
    Person,
    Role,
    Team,
    TeamParent,
)
from leaderboard.publishing import starter
from leaderboard.publishing.rules import load_rules
from leaderboard.rules.periods import Span
from leaderboard.sentences import speaker as speaker_of
from tests.imports.desk import AT, CALLS

AGENTS = """
source = "crm"
name = "agent"
team = "manager"
manager = "manager"
parent = "region"
"""
STAFF = """
source = "hr"
name = "name"
email = "mail"
role = { column = "job", values = { "Sales" = "rep", "Head" = "manager" } }
team = "team"
since = "since"
"""
STAFF_HEADS = "name,mail,job,team,since"
TODAY = AT.date()


def named(name):
    return db.session.scalars(select(Person).where(Person.name == name)).one()


def team_named(name):
    return db.session.scalars(select(Team).where(Team.name == name)).one()


def memberships(name):
    rows = db.session.execute(
        select(Membership.since, Team.name)
        .outerjoin(Team, Team.id == Membership.team_id)
        .where(Membership.person_id == named(name).id)
        .order_by(Membership.since)
    )
    return [tuple(row) for row in rows]


@pytest.mark.usefixtures("any_database")
def test_a_list_of_agents_becomes_people_teams_managers_and_parents(desk):
    counts = desk.people(
        AGENTS,
        "agent,manager,region",
        "Zane,Summer,West",
        "Anna,Dustin,Central",
        "Rosie,Summer,West",
    )
    assert counts == {"added": 5, "teams_added": 4}
    assert memberships("Zane") == [(SINCE_EVER, "Summer")]
    assert (named("Zane").role, named("Zane").email) == (Role.REP, None)
    assert named("Summer").role == Role.MANAGER
    assert memberships("Summer") == []
    summer = team_named("Summer")
    assert summer.manager_id == named("Summer").id
    assert db.session.scalars(
        select(TeamParent.parent_id).where(TeamParent.team_id == summer.id)
    ).all() == [team_named("West").id]
    assert scoring.verify() == []


@pytest.mark.usefixtures("any_database")
def test_the_same_file_again_changes_nothing(desk):
    lines = ["agent,manager,region", "Zane,Summer,West", "Anna,Dustin,Central"]
    desk.people(AGENTS, *lines)
    before = db.session.scalars(select(Audit.id)).all()
    assert desk.people(AGENTS, *lines) == {"unchanged": 2}
    later = db.session.scalars(select(Audit).where(Audit.id.not_in(before))).all()
    assert [(line.action, line.noun) for line in later] == [("import", "person")]
    assert later[0].after["file"] == "file.csv"
    assert later[0].after["unchanged"] == 2


@pytest.mark.usefixtures("any_database")
def test_who_changed_team_moves_from_today_on_and_the_past_stays(desk, cast):
    lines = ["agent,manager,region", "Zane,Summer,West", "Anna,Dustin,Central"]
    desk.people(AGENTS, *lines)
    desk.activities(CALLS, "id,who,day", "1,Zane,2026-02-02", f"2,Zane,{TODAY}")
    assert desk.people(AGENTS, lines[0], "Zane,Dustin,Central", lines[2]) == {
        "moved": 1,
        "unchanged": 1,
    }
    assert memberships("Zane") == [(SINCE_EVER, "Summer"), (TODAY, "Dustin")]
    summer, dustin = team_named("Summer").id, team_named("Dustin").id
    assert db.session.scalars(select(Activity.team_id).order_by(Activity.id)).all() == [
        summer,
        dustin,
    ]
    assert scoring.verify() == []
    assert desk.people(AGENTS, lines[0], "Zane,Dustin,Central", lines[2]) == {"unchanged": 2}


def test_a_move_back_on_the_same_day_changes_that_days_row(desk):
    heads = "agent,manager,region"
    desk.people(AGENTS, heads, "Zane,Summer,West", "Anna,Dustin,Central")
    desk.people(AGENTS, heads, "Zane,Dustin,Central")
    assert desk.people(AGENTS, heads, "Zane,Summer,West") == {"moved": 1}
    assert memberships("Zane") == [(SINCE_EVER, "Summer"), (TODAY, "Summer")]


LATER = "Zane,,,West,2026-12-10"


def ended(desk):
    speaker = speaker_of(configuration.current())
    return ["".join(re.split("[\u2066-\u2069]", e.sentence(speaker))) for e in desk.ended]


def test_a_move_that_a_later_one_ends_says_so(desk):
    desk.people(STAFF, STAFF_HEADS, "Zane,,,South,2026-01-01", LATER)
    assert desk.ended == []
    assert desk.people(STAFF, STAFF_HEADS, "Zane,,,East,2026-11-10")["moved"] == 1
    assert ended(desk) == [
        "From 10 Dec 2026 on, Zane is in West: that move is already recorded and stays."
    ]
    assert memberships("Zane")[1:] == [(date(2026, 11, 10), "East"), (date(2026, 12, 10), "West")]
    assert desk.people(STAFF, STAFF_HEADS, "Zane,,,East,2026-11-10") == {"unchanged": 1}
    assert desk.ended == []


def test_nothing_is_said_of_a_later_move_that_the_file_names_itself(desk):
    desk.people(STAFF, STAFF_HEADS, "Zane,,,South,2026-01-01", LATER)
    desk.people(STAFF, STAFF_HEADS, "Zane,,,East,2026-11-10", LATER)
    assert desk.ended == []


def test_only_the_last_of_the_files_moves_is_ended_by_what_is_recorded_already(desk):
    desk.people(STAFF, STAFF_HEADS, "Zane,,,South,2026-01-01", LATER)
    desk.people(STAFF, STAFF_HEADS, "Zane,,,East,2026-11-10", "Zane,,,North,2026-11-20")
    assert len(ended(desk)) == 1
    assert desk.people(STAFF, STAFF_HEADS, "Zane,,,East,2026-11-25")["moved"] == 1
    assert len(ended(desk)) == 1


def test_a_new_parent_that_a_later_one_ends_says_so(desk, cast):
    heads = "agent,manager,region"
    desk.people(AGENTS, heads, "Zane,Summer,West", "Anna,Dustin,East")
    with scoring.publish(by_id=None, at=AT) as publication:
        team_id, parent_id = team_named("Summer").id, team_named("East").id
        later = date(2026, 12, 10)
        publishing.put_under(publication, team_id, parent_id=parent_id, since=later)
    assert desk.people(AGENTS, heads, "Zane,Summer,North")["teams_changed"] == 1
    assert ended(desk) == [
        "From 10 Dec 2026 on, Summer is part of East: that is already recorded and stays."
    ]


def test_entries_from_before_the_people_were_known_join_their_team(desk, cast):
    desk.people('source = "crm"\nname = "agent"\n', "agent", "Zane")
    desk.activities(CALLS, "id,who,day", "1,Zane,1999-02-02")
    assert desk.people(AGENTS, "agent,manager,region", "Zane,Summer,West")["moved"] == 1
    metric = db.session.scalar(select(Metric).where(Metric.slug == "calls"))
    year = Span(date(1999, 1, 1), date(2000, 1, 1))
    for by, name in ((By.REP, "Zane"), (By.TEAM, "Summer"), (By.PARENT, "West")):
        assert [row.name for row in standings.board(metric, by=by, span=year).rows] == [name]
    assert scoring.verify() == []


def test_a_team_with_another_parent_moves_from_today_on(desk):
    heads = "agent,manager,region"
    desk.people(AGENTS, heads, "Zane,Summer,West")
    assert desk.people(AGENTS, heads, "Zane,Summer,East") == {
        "unchanged": 1,
        "teams_added": 1,
        "teams_changed": 1,
    }
    settings = configuration.current()
    summer, west, east = (team_named(name).id for name in ("Summer", "West", "East"))
    assert settings.teams_above(summer, date(2026, 11, 22)) == (summer, west)
    assert settings.teams_above(summer, TODAY) == (summer, east)


def test_a_team_can_get_another_manager(desk):
    heads = "name,team,boss"
    plan = 'source = "hr"\nname = "name"\nteam = "team"\nmanager = "boss"\n'
    assert desk.people(plan, heads, "Ada,North,Ben") == {
        "changed": 1,
        "unchanged": 1,
        "teams_changed": 1,
    }
    assert named("Ben").role == Role.MANAGER
    assert team_named("North").manager_id == named("Ben").id
    assert desk.people(plan, heads, "Ada,North,Ben") == {"unchanged": 1}


def test_a_file_can_tell_addresses_roles_and_dates(desk):
    counts = desk.people(
        STAFF,
        STAFF_HEADS,
        "Zoe,Zoe@Example.com,Head,North,2024-03-01",
        "Zed,,Sales,North,2024-03-01",
        "Zed,,Sales,South,2025-06-01",
    )
    assert counts == {"added": 2, "moved": 1}
    assert (named("Zoe").email, named("Zoe").role) == ("zoe@example.com", Role.MANAGER)
    assert memberships("Zed") == [(date(2024, 3, 1), "North"), (date(2025, 6, 1), "South")]
    assert desk.people(STAFF, STAFF_HEADS, "Zed,,Sales,South,2025-06-01") == {"unchanged": 1}


def test_a_constant_date_and_a_constant_team(desk):
    plan = 'source = "hr"\nname = "name"\nteam = { always = "Night" }\n'
    plan += "since = { always = 2024-01-01 }\n"
    assert desk.people(plan, "name", "Zed") == {"added": 1, "teams_added": 1}
    assert memberships("Zed") == [(date(2024, 1, 1), "Night")]


def test_somebody_known_by_address_may_have_a_new_name(desk, cast):
    assert desk.people(STAFF, STAFF_HEADS, "Ada King,ada@example.com,,,") == {"changed": 1}
    assert db.session.get_one(Person, cast.ada).name == "Ada King"


def test_somebody_without_an_address_may_get_one(desk):
    desk.people(AGENTS, "agent,manager,region", "Zane,Summer,West")
    assert desk.people(STAFF, STAFF_HEADS, "Summer,summer@example.com,Sales,,") == {"changed": 1}
    assert named("Summer").email == "summer@example.com"
    assert named("Summer").role == Role.MANAGER, "who leads a team stays a manager"


def test_a_namesake_with_another_address_is_not_taken_for_the_same(desk, cast):
    assert desk.refused(STAFF, STAFF_HEADS, "Ada,other@example.com,,,", of="people") == [
        "2: “Ada” has another e-mail address here."
    ]
    assert db.session.get_one(Person, cast.ada).email == "ada@example.com"


def test_an_admin_stays_one_and_none_is_made(desk, cast):
    assert desk.people(STAFF, STAFF_HEADS, "Iris,iris@example.com,Sales,,") == {"unchanged": 1}
    assert db.session.get_one(Person, cast.iris).role == Role.ADMIN
    assert desk.refused(STAFF, STAFF_HEADS, "Eve,,admin,,", of="people") == [
        "2: “admin” is not a role that a file can give; use rep or manager."
    ]


def test_an_alias_is_kept_and_found(desk, cast):
    plan = 'source = "hr"\nname = "name"\nalias = "crm_name"\n'
    assert desk.people(plan, "name,crm_name", "Ada,A. Lovelace") == {"changed": 1}
    assert desk.people(plan, "name,crm_name", "Ada,A. Lovelace") == {"unchanged": 1}
    assert db.session.scalars(select(Alias.person_id)).all() == [cast.ada]
    assert desk.refused(plan, "name,crm_name", "Ben,A. Lovelace", of="people") == [
        "2: “A. Lovelace” is somebody else’s name."
    ]


def test_whom_the_file_brings_is_counted_once(desk):
    """A manager is hired by the team's first line, and described further by a line of their own."""
    plan = AGENTS + 'email = "mail"\nalias = "short"\n'
    lines = ["agent,manager,region,mail,short", "Zane,Summer,West,,Z", "Summer,,,summer@x.co,"]
    assert desk.people(plan, *lines) == {"added": 2, "teams_added": 2}
    assert desk.people(plan, *lines) == {"unchanged": 2}
    lines[1] = "Zane,Summer,West,zane@x.co,ZZ"
    assert desk.people(plan, *lines) == {"changed": 1, "unchanged": 1}


@pytest.mark.filterwarnings("error::sqlalchemy.exc.SAWarning")
def test_what_a_bad_line_had_made_is_forgotten(desk, cast):
    """SQLite reuses the ids of people who were not hired after all."""
    plan = 'source = "hr"\nname = "name"\nalias = "alias"\n'
    lines = ["Fay,Ada", "Gus,", "Hal,Ben", "Ida,"]
    assert desk.people(plan, "name,alias", *lines, skips_bad=True) == {"added": 2, "bad": 2}
    assert (named("Gus").name, named("Ida").name) == ("Gus", "Ida")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (",,Sales,North,", "A name is missing."),
        ("\u200b\u202e,,Sales,North,", "A name is missing."),
        ("x" * 61 + ",,Sales,North,", "longer than 60"),
        ("Zed,not an address,Sales,North,", "This is not an e-mail address."),
        ("Zed,,Boss,North,", "“Boss” is not a role that a file can give"),
        (
            "Zed,,Sales,North,1.1.2024",
            "“1.1.2024” is not a date like 2026-04-28.",
        ),
        ("Ada,ben@example.com,Sales,North,", "Somebody else has this name already."),
    ],
)
def test_a_bad_line_says_why_and_stops_everything(desk, line, said):
    (bad,) = desk.refused(STAFF, STAFF_HEADS, "Good,,Sales,North,", line, of="people")
    assert bad.startswith("3: ")
    assert said in bad
    assert db.session.scalar(select(Person).where(Person.name == "Good")) is None


def test_with_skip_bad_a_bad_line_leaves_nothing_behind(desk):
    lines = ["name,mail,job,team,since", "Zed,nowhere,Sales,Brand New,", "Good,,Sales,North,"]
    assert desk.people(STAFF, *lines, skips_bad=True) == {"added": 1, "bad": 1}
    assert db.session.scalar(select(Team).where(Team.name == "Brand New")) is None


def test_lines_that_contradict_each_other_are_bad(desk):
    assert desk.refused(
        AGENTS,
        "agent,manager,region",
        "Zane,Summer,West",
        "Anna,Summer,East",
        "Zane,Dustin,West",
        of="people",
    ) == [
        "3: “Summer” is under “West” according to line 2.",
        "4: Line 2 says something else about “Zane”.",
    ]


# --- what a blank cell, a head and a repetition say ----------------------------------------------

HEADED = 'source = "hr"\nname = "name"\nteam = "team"\nmanager = "boss"\nparent = "above"\n'
HEADED_HEADS = "name,team,boss,above"


@pytest.mark.parametrize("boss", ["Ann Lee", "", "Cora Kent"])
@pytest.mark.parametrize("turn", [1, -1])
def test_a_head_may_name_herself_or_nobody_or_her_own_boss(desk, boss, turn):
    """The column holds everybody's own boss; whoever the others name leads."""
    lines = [f"Ann Lee,North,{boss},", "Bob Ray,North,Ann Lee,", "Cid Moe,North,,"][::turn]
    desk.people(HEADED, HEADED_HEADS, *lines)
    assert team_named("North").manager_id == named("Ann Lee").id
    names = db.session.scalars(select(Person.name).where(Person.name.in_(["Cora Kent", "Cid Moe"])))
    assert names.all() == ["Cid Moe"], "who leads nobody here is not hired for it"
    assert desk.people(HEADED, HEADED_HEADS, *lines) == {"unchanged": 3}


def test_a_blank_manager_and_a_blank_parent_say_nothing(desk, cast):
    """As in a file where only the head's line is filled in."""
    plan = 'source = "x"\nname = "name"\nteam = "team"\nmanager = "boss"\n'
    lines = ["name,team,boss", "Ann Lee,Hill,Ann Lee", "Bob Ray,Hill,"]
    assert desk.people(plan, *lines) == {"added": 2, "teams_added": 1}
    assert team_named("Hill").manager_id == named("Ann Lee").id
    assert [name for _since, name in memberships("Ann Lee") + memberships("Bob Ray")] == [
        "Hill"
    ] * 2
    lines = [HEADED_HEADS, "Ann Lee,Hill,,West", "Bob Ray,Hill,,"]
    assert desk.people(HEADED, *lines) == {"unchanged": 2, "teams_added": 1, "teams_changed": 1}
    assert team_named("Hill").manager_id == named("Ann Lee").id


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("Ann,North2,Bob,", "Bob,North2,Ann,"), "Bob (line 2), Ann (line 3)"),
        (("Ann,North2,Cora,", "Bob,North2,Dora,"), "Cora (line 2), Dora (line 3)"),
        (("Ann,North2,Ann,", "Bob,North2,Cora,"), "Ann (line 2), Cora (line 3)"),
    ],
)
def test_two_heads_of_one_team_are_named_with_their_lines(desk, lines, said):
    """One sentence that is true of every line it is about."""
    bad = desk.refused(HEADED, HEADED_HEADS, *lines, of="people")
    assert {sentence.split(": ", 1)[1] for sentence in bad} == {
        f"“North2” has more than one manager in this file: {said}."
    }


def test_two_parents_of_one_team_contradict_each_other(desk):
    lines = ["Ann,North2,,West", "Bob,North2,,East"]
    assert desk.refused(HEADED, HEADED_HEADS, *lines, of="people") == [
        "3: “North2” is under “West” according to line 2."
    ]


def test_people_from_a_file_of_deals_may_be_named_again_and_again(desk):
    plan = 'source = "crm"\nname = "rep"\nteam = "office"\nemail = "mail"\n'
    lines = ["Zed,Harbour,", "ZED,Harbour,", "Zoe,Harbour,", "Zed,,zed@x.co", "Zed,Harbour,"]
    assert desk.people(plan, "rep,office,mail", *lines) == {"added": 2, "teams_added": 1}
    assert named("Zed").email == "zed@x.co"
    assert desk.people(plan, "rep,office,mail", *lines) == {"unchanged": 2}


def test_a_repeat_that_says_something_else_is_bad(desk):
    plan = 'source = "crm"\nname = "rep"\nteam = "office"\nemail = "mail"\n'
    heads = "rep,office,mail"
    for other, said in (
        ("Zed,Hill,", "3: Line 2 says something else about “Zed”."),
        ("Zed,Harbour,zoe@x.co", "3: “Zed” has another e-mail address here."),
    ):
        assert desk.refused(plan, heads, "Zed,Harbour,zed@x.co", other, of="people") == [said]


def test_what_somebody_did_in_several_teams_may_come_in_any_order(desk):
    lines = ["Zed,,Sales,South,2025-06-01", "Zed,,Sales,North,2024-03-01", "Zed,,Sales,North,"]
    desk.people(STAFF, STAFF_HEADS, *lines)
    assert memberships("Zed") == [(SINCE_EVER, "North"), (date(2025, 6, 1), "South")]
    assert desk.people(STAFF, STAFF_HEADS, *lines) == {"unchanged": 1}


# --- whose name it is -----------------------------------------------------------------------------

NAMES = 'source = "hr"\nname = "name"\nemail = "mail"\n'


@pytest.fixture
def aliased(desk):
    """Ada, whom files also call A. Lovelace."""
    desk.people('source = "x"\nname = "n"\nalias = "a"\n', "n,a", "Ada,A. Lovelace")


@pytest.mark.parametrize("line", ["A. LOVELACE,", "A. Lovelace,new@example.com"])
def test_a_newcomer_who_bears_somebody_elses_alias_is_asked_about(desk, aliased, line):
    (bad,) = desk.refused(NAMES, "name,mail", line, of="people")
    assert "is also a name of Ada here" in bad
    assert f'[aliases] "{line.split(",")[0]}" = "Ada"' in bad
    assert desk.people(NAMES, "name,mail", line, "Zed,", skips_bad=True) == {"added": 1, "bad": 1}


def test_a_manager_who_bears_somebody_elses_alias_is_asked_about(desk, aliased):
    (bad,) = desk.refused(HEADED, HEADED_HEADS, "Zed,East,A. Lovelace,", of="people")
    assert "is also a name of Ada here" in bad


def test_the_map_or_the_address_answers_whose_name_it_is(desk, cast, aliased):
    plan = NAMES + '[aliases]\n"A. Lovelace" = "Ada"\n'
    assert desk.people(plan, "name,mail", "A. Lovelace,") == {"unchanged": 1}
    assert desk.people(NAMES, "name,mail", "A. Lovelace,ADA@example.com") == {"unchanged": 1}
    assert db.session.get_one(Person, cast.ada).name == "Ada"
    (bad,) = desk.refused(plan.replace('"Ada"', '"Adam"'), "name,mail", "A. Lovelace,", of="people")
    assert bad == "2: Nobody here is called “Adam”."


def test_two_names_with_one_address_lose_nobody(desk, cast):
    lines = ["Zed,info@x.co", "Zoe,INFO@x.co"]
    (bad,) = desk.refused(NAMES, "name,mail", *lines, of="people")
    assert bad.startswith("3: Line 2 gives the address of “Zoe” to “Zed”.")
    assert '[aliases] "Zoe" = "Zed"' in bad
    plan = NAMES + '[aliases]\n"Zoe" = "Zed"\n'
    assert desk.people(plan, "name,mail", *lines) == {"added": 1}
    assert named("Zed").email == "info@x.co"


def test_no_team_is_above_itself(desk):
    plan = 'source = "hr"\nname = "name"\nteam = "team"\nparent = "parent"\n'
    heads = "name,team,parent"
    assert desk.refused(plan, heads, "Zed,East,East", of="people") == [
        "2: A team cannot be its own parent."
    ]
    assert desk.refused(plan, heads, "Zed,East,West", "Zoe,West,East", of="people") == [
        "3: A team cannot be its own parent."
    ]


def test_a_dry_run_writes_nothing(desk):
    lines = ["agent,manager,region", "Zane,Summer,West"]
    assert desk.people(AGENTS, *lines, is_dry=True)["added"] == 2
    assert db.session.scalar(select(Person).where(Person.name == "Zane")) is None
    assert desk.people(AGENTS, *lines)["added"] == 2


def test_hidden_signs_in_names_are_taken_out(desk):
    desk.people(AGENTS, "agent,manager,region", "\u202eZ\u200bane\u2066,Sum\ufeffmer,West")
    assert named("Zane").folded == "zane"
    assert team_named("Summer").folded == "summer"


def test_a_name_that_is_a_formula_is_a_name(desk):
    assert desk.people(AGENTS, "agent,manager,region", "=1+1,@Summer,-West")["added"] == 2
    assert named("=1+1").name == "=1+1"


def test_many_moves_are_counted_and_replayed_once(desk, monkeypatch):
    heads = "agent,manager,region"
    people = [f"Agent {n}" for n in range(40)]
    load_rules(starter.rules(), at=AT, since=date(2026, 1, 1))
    desk.people(AGENTS, heads, *[f"{name},Summer,West" for name in people])
    calls = [f"{n},{name},{TODAY}" for n, name in enumerate(people)]
    desk.activities(CALLS, "id,who,day", *calls)
    replays = []
    rescore = scoring.settings.rescore
    monkeypatch.setattr(
        scoring.settings, "rescore", lambda some, **kw: replays.append(some) or rescore(some, **kw)
    )
    assert desk.people(AGENTS, heads, *[f"{name},Dustin,West" for name in people])["moved"] == 40
    assert sum(map(len, replays)) == len(set().union(*replays)) == 40
    assert len(replays) == 40 / scoring.settings.AT_ONCE
    assert scoring.verify() == []
