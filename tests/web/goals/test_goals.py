"""The pages of goals: who sees which, who sets which, and what is said about bad input."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select

from leaderboard import clock, configuration
from leaderboard.locale import BadNumber, Writing
from leaderboard.models import Award, Goal, GoalKind, Role
from leaderboard.publishing import Newcomer, change_team, hire, make_team, put_under
from leaderboard.publishing.goals import NewGoal, NewTarget, set_goal
from leaderboard.publishing.goals.values import read_value, write_value
from leaderboard.publishing.rules import load_rules
from leaderboard.rules.periods import PeriodKind, period_of, previous_period
from leaderboard.scoring import publish, verify
from tests.cast import SINCE
from tests.goal_forms import fields

EN, FA = Writing(currency="EUR"), Writing(language="fa_IR", currency="IRT")


def goals(session):
    return session.scalars(select(Goal).order_by(Goal.id)).all()


# --- who sees what -------------------------------------------------------------------------------


def test_everybody_sees_the_companys_their_teams_and_their_own_goals(put, visitor, cast):
    for owner, name in (
        ("company", "Of all"),
        ("north", "Of North"),
        ("south", "Of South"),
        ("ada", "Of Ada"),
        ("ben", "Of Ben"),
    ):
        put(owner, name)
    seen = re.findall(r"Of \w+", visitor(cast.ada).get("/goals").text)
    assert seen == ["Of Ada", "Of North", "Of all"]
    assert "My team’s goals" in visitor(cast.mona).get("/goals").text
    assert "Team goals" in visitor(cast.iris).get("/goals").text


def test_security_02_a_goal_page_is_open_to_the_owner_and_their_managers(put, visitor, cast):
    goal_id = put("ada", "Of Ada")
    answers = {
        name: visitor(getattr(cast, name)).get(f"/goals/{goal_id}").status_code
        for name in ("ada", "ben", "otto", "mona", "olga", "iris")
    }
    assert answers == {"ada": 200, "ben": 404, "otto": 404, "mona": 200, "olga": 404, "iris": 200}
    assert visitor().get(f"/goals/{goal_id}").location.startswith("/sign-in")


def test_a_teams_goal_is_everybodys_to_see_and_its_managers_to_change(put, visitor, cast):
    goal_id = put("north", "Of North")
    for who in (cast.ada, cast.otto, cast.olga):
        page = visitor(who).get(f"/goals/{goal_id}")
        assert "Of North" in page.text
        assert "Drop" not in page.text
    assert "Drop" in visitor(cast.mona).get(f"/goals/{goal_id}").text


def test_a_goal_shows_what_it_feeds_up_to_the_vision_and_what_feeds_it(put, visitor, cast):
    vision = put("company", "The vision")
    north = put("north", "Of North", parent_id=vision)
    ada = put("ada", "Of Ada", parent_id=north)
    put("ben", "Of Ben", parent_id=north)
    page = visitor(cast.ada).get(f"/goals/{ada}").text
    assert page.index("What it feeds") < page.index("The vision") < page.index("North: Of North")
    # What feeds the team's goal, as far as Ada may see it.
    page = visitor(cast.ada).get(f"/goals/{north}").text
    assert "Of Ada" in page
    assert "Of Ben" not in page


def test_a_goal_shows_how_it_went(put, visitor, cast, session):
    almanac = configuration.current().almanac
    month = period_of(PeriodKind.MONTH, clock.now().date(), almanac)
    before = previous_period(month, almanac)
    goal_id = put("ada", "Of Ada", since=before.start)
    page = visitor(cast.ada).get(f"/goals/{goal_id}").text
    assert "Past results" in page
    assert "Ended at 0" in page


@pytest.fixture
def ended(put, session):
    """Set a goal for the month before last."""
    almanac = configuration.current().almanac
    month = period_of(PeriodKind.MONTH, clock.now().date(), almanac)
    before = previous_period(previous_period(month, almanac), almanac)
    at = datetime.combine(before.start, time(12), UTC)

    def put_ended(owner, name):
        return put(owner, name, since=before.start, repeats=False, at=at)

    return put_ended


def test_goals_that_are_over_have_a_list(ended, put, visitor, cast):
    for owner in ("company", "north", "south", "ada", "ben", "otto"):
        ended(owner, f"Of {owner}")
    put("ada", "Running")
    ada = visitor(cast.ada)
    assert 'href="/goals/over"' in ada.get("/goals").text
    seen = {
        name: set(re.findall(r"Of \w+", visitor(getattr(cast, name)).get("/goals/over").text))
        for name in ("ada", "mona", "iris")
    }
    assert seen["ada"] == {"Of company", "Of north", "Of ada"}
    assert seen["mona"] == {"Of company", "Of north", "Of ada", "Of ben"}
    assert len(seen["iris"]) == 6
    page = ada.get("/goals/over").text
    assert "Ended at 0" in page
    assert "Running" not in page
    assert "No goal is over yet" not in page


def test_a_goal_set_after_its_time_says_that_it_is_for_the_record(
    session, ended, owners, metrics, visitor, cast
):
    sentence = "Kept for the record: it was set after its period was over, so it pays nothing."
    in_time = ended("ada", "In time")
    start = session.get_one(Goal, in_time).since
    late = NewGoal(
        kind=GoalKind.INDIVIDUAL,
        name="Late",
        metric_id=metrics["revenue"],
        owner_id=cast.ada,
        target=NewTarget(10),
        period_kind=PeriodKind.MONTH,
        since=start,
        repeats=False,
    )
    with publish(by_id=None, at=clock.now()) as publication:
        late_id = set_goal(publication, late, is_for_record=True)
    ada = visitor(cast.ada)
    assert sentence in ada.get(f"/goals/{late_id}").text
    assert sentence not in ada.get(f"/goals/{in_time}").text


def test_a_goal_that_is_over_offers_neither_a_change_nor_to_drop_it(ended, put, visitor, cast):
    dropped = put("ada", "Dropped")
    offers = (f"/goals/{dropped}/edit", f"/goals/{dropped}/drop")
    mona = visitor(cast.mona)
    assert all(offer in mona.get(f"/goals/{dropped}").text for offer in offers)
    mona.post(offers[1])
    over = ended("ada", "Over")
    at = clock.now() - timedelta(days=20)
    dates = {"since": at.date(), "until": at.date() + timedelta(days=9)}
    own = put("ada", "Own dates", period_kind=None, at=at, **dates)
    for goal_id in (dropped, over, own):
        page = mona.get(f"/goals/{goal_id}").text
        assert f"/goals/{goal_id}/edit" not in page
        assert f"/goals/{goal_id}/drop" not in page
    assert mona.post(f"/goals/{over}/drop").headers["Location"] == f"/goals/{over}"
    assert "Dropped on" not in mona.get(f"/goals/{over}").text


def test_the_list_of_past_goals_has_pages(ended, visitor, cast):
    for n in range(35):
        ended("ada", f"Goal {n:02d}")
    ada = visitor(cast.ada)
    first, second = ada.get("/goals/over").text, ada.get("/goals/over?page=2").text
    names = [set(re.findall(r"Goal \d\d", page)) for page in (first, second)]
    assert [len(found) for found in names] == [25, 10]
    assert not names[0] & names[1]


def test_how_a_goal_went_has_pages_back_to_its_beginning(put, visitor, cast):
    almanac = configuration.current().almanac
    month = period_of(PeriodKind.MONTH, clock.now().date(), almanac)
    first = month
    for _n in range(20):
        first = previous_period(first, almanac)
    goal_id = put("ada", "Of Ada", since=first.start)
    ada = visitor(cast.ada)
    assert ada.get(f"/goals/{goal_id}").text.count("Ended at 0") == 12
    assert ada.get(f"/goals/{goal_id}?page=2").text.count("Ended at 0") == 8


def test_what_feeds_a_goal_has_pages(put, visitor, cast):
    north = put("north", "Of North")
    for n in range(35):
        put("ada", f"Part {n:02d}", parent_id=north)
    mona = visitor(cast.mona)
    assert len(set(re.findall(r"Part \d\d", mona.get(f"/goals/{north}").text))) == 25
    assert len(set(re.findall(r"Part \d\d", mona.get(f"/goals/{north}?part=2").text))) == 10


def test_security_02_the_tree_follows_a_path_and_shows_no_other_managers_people(put, visitor, cast):
    vision = put("company", "The vision")
    for team, person in (("north", "ada"), ("south", "otto")):
        team_goal = put(team, f"Of {team}", parent_id=vision)
        put(person, f"Of {person}", parent_id=team_goal)
        work = {"kind": GoalKind.ACTIVITY, "target": NewTarget(10)}
        put(person, f"Calls of {person}", "calls", **work)
    mona = visitor(cast.mona)
    names = re.findall(r"<h3[^>]*><a [^>]*><bdi>(.*?)</bdi>", mona.get("/goals/tree").text)
    assert names == ["The vision", "North", "South", "Ada", "Calls of ada"]
    others = mona.get("/goals/tree", query_string={"team": cast.south}).text
    assert "Otto" not in others
    assert "Only the team’s own manager sees" in others
    assert "Calls of otto" in visitor(cast.iris).get(f"/goals/tree?team={cast.south}").text


def names_in(page):
    return re.findall(r"<h3[^>]*><a [^>]*><bdi>(.*?)</bdi>", page.text)


def test_security_02_a_rep_sees_the_tree_with_nobody_elses_own_goals(put, visitor, cast):
    vision = put("company", "The vision")
    for team, people in (("north", ("ada", "ben")), ("south", ("otto",))):
        team_goal = put(team, f"Of {team}", parent_id=vision)
        for person in people:
            put(person, f"Of {person}", parent_id=team_goal)
            work = {"kind": GoalKind.ACTIVITY, "target": NewTarget(10)}
            put(person, f"Calls of {person}", "calls", **work)
    ada = visitor(cast.ada)
    assert "/goals/tree" in ada.get("/goals").text
    page = ada.get("/goals/tree")
    assert names_in(page) == ["The vision", "North", "Ada", "Calls of ada"]
    assert "New goal" not in page.text
    for path in (f"team={cast.south}", f"team={cast.north}&person={cast.ben}", "team=²&person=1"):
        asked = ada.get(f"/goals/tree?{path}")
        assert names_in(asked) == ["The vision", "North", "Ada", "Calls of ada"]
        assert "Otto" not in asked.text
        assert "of ben" not in asked.text.lower()


def test_a_rep_without_a_teams_goal_sees_their_own_in_the_tree(put, visitor, cast, session):
    put("ada", "Of Ada")
    assert names_in(visitor(cast.ada).get("/goals/tree")) == ["Ada"]
    assert "Set one with your manager." in visitor(cast.otto).get("/goals/tree").text


def test_a_long_column_of_the_tree_has_pages(put, visitor, cast, session):
    put("north", "Of North")
    with publish(by_id=None, at=clock.now()) as publication:
        hired = [
            hire(publication, Newcomer(f"Rep {n:02d}", None, Role.REP, cast.north, SINCE))
            for n in range(20)
        ]
    for person_id in hired:
        put(person_id, "Revenue")
    mona = visitor(cast.mona)
    first = mona.get("/goals/tree")
    assert names_in(first) == ["North", *(f"Rep {n:02d}" for n in range(12))]
    after = re.search(r'href="(/goals/tree\?[^"]*)">Next', first.text)[1].replace("&amp;", "&")
    second = mona.get(after)
    assert names_in(second) == ["North", *(f"Rep {n:02d}" for n in range(12, 20))]
    assert "Previous" in second.text


# --- setting -------------------------------------------------------------------------------------


def test_a_manager_sets_a_goal_for_a_person(session, metrics, visitor, cast):
    data = fields(metrics, cast.ada, target="12,500", stretch="15000")
    answer = visitor(cast.mona).post(f"/goals?kind=individual&for={cast.ada}", data)
    [goal] = goals(session)
    assert answer.location == f"/goals/{goal.id}"
    assert (goal.owner_id, goal.name, goal.created_by_id) == (cast.ada, "Revenue", cast.mona)
    assert (goal.versions[0].target, goal.versions[0].stretch) == (1_250_000, 1_500_000)
    assert goal.until is not None


def test_one_form_sets_a_goal_for_everyone_with_a_target_each(session, metrics, visitor, cast):
    path = f"/goals?kind=activity&for=everyone-{cast.north}"
    data = fields(metrics, cast.ada, metric=str(metrics["calls"]), target="40", name="Calls")
    data |= {f"target_{cast.ben}": "۳۰", f"stretch_{cast.ben}": "۳۵", f"baseline_{cast.ben}": ""}
    answer = visitor(cast.mona).post(path, data | {"repeats": "y", "period_kind": "week"})
    assert answer.location == "/goals"
    found = {goal.owner_id: goal for goal in goals(session)}
    assert {whose: goal.versions[0].target for whose, goal in found.items()} == {
        cast.ada: 40,
        cast.ben: 30,
    }
    assert found[cast.ben].versions[0].stretch == 35
    assert {goal.until for goal in found.values()} == {None}


@pytest.fixture
def halves(session, cast):
    """A rule that pays half of the way, since long ago."""
    half = {"slug": "half", "name": "Half", "trigger": "goal_milestone", "milestones": [50]}
    since = clock.now().date() - timedelta(days=60)
    load_rules({"rule": [half | {"points": 10}]}, at=clock.now(), since=since)


def test_a_goal_that_pays_for_what_stands_is_looked_at_first(
    session, metrics, visitor, cast, log, halves
):
    log(cast.ada, "call", times=6)
    mona = visitor(cast.mona)
    path = f"/goals?kind=activity&for=everyone-{cast.north}"
    data = fields(metrics, cast.ada, metric=str(metrics["calls"]), target="10", name="Calls")
    data |= {f"target_{cast.ben}": "10", f"stretch_{cast.ben}": "", f"baseline_{cast.ben}": ""}
    answer = mona.post(path, data)
    assert "/proposals/" in answer.location
    shown = mona.get(answer.location).text
    assert "Set goals for 2 people" in shown
    assert "1 person: +10 points" in shown
    assert goals(session) == []
    assert mona.post(f"{answer.location}/save").location == "/goals"
    assert [goal.owner_id for goal in goals(session)] == [cast.ada, cast.ben]
    assert session.scalars(select(Award.points)).all() == [10]
    assert verify() == []


def test_a_single_goal_that_was_looked_at_first_ends_on_its_own_page(
    session, metrics, visitor, cast, log, halves
):
    log(cast.ada, "call", times=6)
    mona = visitor(cast.mona)
    data = fields(metrics, cast.ada, metric=str(metrics["calls"]), target="10")
    shown = mona.post(f"/goals?kind=activity&for={cast.ada}", data).location
    assert "/proposals/" in shown
    saved = mona.post(f"{shown}/save")
    [goal] = goals(session)
    assert saved.location == f"/goals/{goal.id}"


def test_whoever_lost_the_team_meanwhile_cannot_save_it(
    session, metrics, visitor, cast, log, halves
):
    log(cast.ada, "call", times=6)
    mona = visitor(cast.mona)
    data = fields(metrics, cast.ada, metric=str(metrics["calls"]), target="10")
    shown = mona.post(f"/goals?kind=activity&for={cast.ada}", data).location
    with publish(by_id=None, at=clock.now()) as publication:
        change_team(publication, cast.north, name="North", manager_id=cast.olga)
    assert mona.post(f"{shown}/save").status_code == 403
    assert goals(session) == []


def test_one_bad_target_leaves_everyone_without_and_keeps_what_was_typed(
    session, metrics, visitor, cast
):
    path = f"/goals?kind=individual&for=everyone-{cast.north}"
    data = fields(metrics, cast.ada, target="12,500")
    data |= {f"target_{cast.ben}": "0", f"stretch_{cast.ben}": ""}
    page = visitor(cast.mona).post(path, data)
    assert page.status_code == 422
    assert "A target must be more than zero." in page.text
    assert 'value="12,500"' in page.text
    assert goals(session) == []


def test_whoever_is_given_something_is_given_a_target(session, metrics, visitor, cast):
    path = f"/goals?kind=individual&for=everyone-{cast.north}"
    data = fields(metrics, cast.ada, target="") | {f"target_{cast.ben}": ""}
    page = visitor(cast.mona).post(path, data)
    assert "Give at least one person a target." in page.text
    data |= {f"target_{cast.ben}": "9,000", f"stretch_{cast.ada}": "12,000"}
    page = visitor(cast.mona).post(path, data)
    assert page.status_code == 422
    assert page.text.count("Set a target.") == 1
    assert goals(session) == []


@pytest.mark.parametrize(
    ("sentence", "given"),
    [
        ("Set a target.", {"target": ""}),
        ("Set a target.", {"target": "  "}),
        ("Write it in digits", {"target": "a lot"}),
        ("This number is too large.", {"target": "99999999999999"}),
        ("A stretch target must be beyond the target.", {"stretch": "9000"}),
        ("This is before the goal begins.", {"period_kind": "own", "until": "2020-01-01"}),
        ("Custom dates need a last day.", {"period_kind": "own"}),
        ("This period is over", {"since": "2020-01-15"}),
        ("From which day on?", {"since": ""}),
        ("Write the date like", {"since": "soon"}),
        ("Not a valid choice", {"parent": "9999"}),
        ("Not a valid choice", {"metric": "²"}),
    ],
)
def test_bad_input_gets_a_sentence(session, metrics, visitor, cast, sentence, given):
    data = fields(metrics, cast.ada, **given)
    page = visitor(cast.mona).post(f"/goals?kind=individual&for={cast.ada}", data)
    assert page.status_code == 422
    assert sentence in page.text
    assert goals(session) == []


def test_a_form_sent_twice_sets_one_goal(session, metrics, visitor, cast):
    mona, url, data = visitor(cast.mona), *one_goal(metrics, cast.ada)
    first, again = (mona.post(url, data) for _ in range(2))
    assert (first.status_code, again.location) == (303, first.location)
    told = mona.post(url, data | {f"target_{cast.ada}": "12,000"})
    assert told.status_code == 422
    assert "for the same period" in told.text
    assert 'value="12,000"' in told.text
    assert len(goals(session)) == 1
    assert mona.post(url, data | {"name": "More"}).status_code == 303
    assert len(goals(session)) == 2
    mona.post(f"{first.location}/drop")
    assert mona.post(url, data).location != first.location
    assert len(goals(session)) == 3


def one_goal(metrics, person_id):
    return f"/goals?kind=individual&for={person_id}", fields(metrics, person_id)


def test_a_goal_to_bring_down_needs_where_it_starts(session, metrics, visitor, cast):
    churn = {"metric": str(metrics["churn"]), "target": "1 %"}
    path = f"/goals?kind=team&for={cast.north}"
    mona = visitor(cast.mona)
    page = mona.post(path, fields(metrics, cast.north, **churn))
    assert "say where it starts" in page.text
    assert (
        mona.post(path, fields(metrics, cast.north, **churn, baseline="1.6 %")).status_code == 303
    )
    [goal] = goals(session)
    assert (goal.baseline, goal.versions[0].target) == (16_000, 10_000)


def test_security_02_nobody_sets_goals_for_other_teams_for_all_or_for_themselves(
    session, metrics, owners, visitor, cast
):
    tries = [
        (cast.mona, f"kind=individual&for={cast.otto}"),
        (cast.mona, f"kind=team&for={cast.south}"),
        (cast.mona, f"kind=individual&for=everyone-{cast.south}"),
        (cast.mona, "kind=annual&for=company"),
        (cast.mona, f"kind=individual&for={cast.mona}"),
        (cast.ada, f"kind=individual&for={cast.ada}"),
    ]
    for who, query in tries:
        assert visitor(who).get(f"/goals/new?{query}").status_code == 403
        answer = visitor(who).post(f"/goals?{query}", fields(metrics, cast.ada))
        assert answer.status_code == 403
    for query in (
        "kind=nonsense&for=1",
        *(f"kind=team&for={whom}" for whom in ("", "9999", "²", "9" * 31)),
    ):
        assert visitor(cast.mona).get(f"/goals/new?{query}").status_code == 404
    assert goals(session) == []


def test_the_annual_goal_is_the_admins(session, metrics, owners, visitor, cast):
    data = fields(metrics, owners["company"], period_kind="year")
    assert visitor(cast.iris).post("/goals?kind=annual&for=company", data).status_code == 303
    [goal] = goals(session)
    assert (goal.kind, goal.owner_id) == ("annual", owners["company"])
    page = visitor(cast.iris).post("/goals?kind=annual&for=company", data | {"period_kind": "week"})
    assert "An annual goal must last a year." in page.text


def test_every_kind_offers_whom_it_can_be_for(visitor, cast):
    page = visitor(cast.mona).get("/goals/new").text
    assert "Everyone in North, a target each" in page
    assert "South" not in page
    assert "Annual goal" not in page
    assert "Annual goal" in visitor(cast.iris).get("/goals/new").text
    form = visitor(cast.mona).get(f"/goals/new?kind=activity&for={cast.ada}").text
    assert f'name="target_{cast.ada}"' in form


def test_goals_that_are_over_are_not_offered_to_feed_and_equal_names_carry_their_period(
    put, visitor, cast
):
    today = clock.business_date(clock.now(), "UTC")
    almanac = configuration.current().almanac
    week = period_of(PeriodKind.WEEK, today, almanac)
    before = previous_period(week, almanac)
    over = datetime.combine(before.start, time(12), UTC)
    once = {"period_kind": PeriodKind.WEEK, "repeats": False}
    put("north", "Over", at=over, since=before.start, **once)
    put("north", "Same", since=week.start, **once)
    put("north", "Same")
    page = visitor(cast.mona).get(f"/goals/new?kind=individual&for={cast.ada}").text
    offered = [text for text in re.findall(r"<option[^>]*>([^<]*)", page) if "North: " in text]
    assert len(offered) == len(set(offered)) == 2
    assert all(text.startswith("North: Same, ") for text in offered)


def test_a_new_goal_feeds_nothing_until_what_is_proposed_is_ticked(
    session, put, metrics, visitor, cast
):
    north = put("north", "Of North")
    mona, url = visitor(cast.mona), f"/goals?kind=individual&for={cast.ada}"
    page = mona.get(f"/goals/new?kind=individual&for={cast.ada}").text
    assert "Feed “North: Of North”" in page
    assert not re.search(r'<option selected[^>]*value="\d+">North: Of North', page)
    assert not re.search(r'name="proposal"[^>]*checked|checked[^>]*name="proposal"', page)
    mona.post(url, fields(metrics, cast.ada, name="Alone"))
    # Meanwhile Ada's own goal is the nearest.
    mona.post(url, fields(metrics, cast.ada, name="Feeds", proposal=str(north)))
    parents = {goal.name: goal.parent_id for goal in goals(session)}
    assert parents == {"Of North": None, "Alone": None, "Feeds": north}
    # A proposal that was never made does not exist.
    told = mona.post(url, fields(metrics, cast.ada, name="Else", proposal="9999"))
    assert told.status_code == 422


def test_everyone_in_a_team_are_those_of_the_teams_below_as_well(visitor, cast, session):
    with publish(by_id=None, at=clock.now()) as publication:
        above = make_team(publication, name="Sales", manager_id=cast.mona)
        put_under(publication, cast.north, parent_id=above, since=SINCE)
        make_team(publication, name="Nobody's", manager_id=cast.mona)
    mona = visitor(cast.mona)
    page = mona.get("/goals/new").text
    assert "Everyone in Sales" in page
    assert "Everyone in Nobody" not in page
    form = mona.get(f"/goals/new?kind=activity&for=everyone-{above}").text
    assert f'name="target_{cast.ada}"' in form
    assert f'name="target_{cast.ben}"' in form


def test_whom_a_goal_is_for_is_searched_for_where_there_are_many(visitor, cast, session):
    with publish(by_id=None, at=clock.now()) as publication:
        for n in range(40):
            hire(publication, Newcomer(f"Rep {n:02d}", None, Role.REP, cast.north, SINCE))
    mona = visitor(cast.mona)
    page = mona.get("/goals/new").text
    assert "Search by name" in page
    assert "Rep 07" not in page
    found = mona.get("/goals/new?q=rep+07").text
    region = mona.get("/goals/owners?q=rep+07").text
    assert region.strip() in found
    for kind in ("individual", "activity", "stretch"):
        [url] = re.findall(rf'href="(/goals/new\?kind={kind}[^"]*)"', region)
        assert mona.get(url.replace("&amp;", "&")).status_code == 200
    assert "32 more" in mona.get("/goals/owners?q=rep").text
    team = mona.get("/goals/owners?q=north").text
    assert f"/goals/new?kind=activity&amp;for=everyone-{cast.north}" in team
    assert "Nobody with this name." in mona.get("/goals/owners?q=otto").text
    assert "Otto" in visitor(cast.iris).get("/goals/owners?q=otto").text
    assert visitor(cast.ada).get("/goals/owners?q=otto").status_code == 403


# --- changing ------------------------------------------------------------------------------------


def seen(page):
    """The hidden number of the last change before a form was opened."""
    return re.search(r'name="seen"[^>]*value="(\d+)"', page.text)[1]


def change(**given):
    usual = {"name": "Of Ada", "target": "9,000", "stretch": "", "parent": "", "impact": "3"}
    return {**usual, "milestones": ["500", "1000"], **given}


def test_a_manager_changes_what_a_goal_asks_from_today_on(session, put, visitor, cast):
    goal_id = put("ada", "Of Ada")
    mona = visitor(cast.mona)
    page = mona.get(f"/goals/{goal_id}/edit")
    assert 'value="10,000"' in page.text
    answer = mona.post(f"/goals/{goal_id}/edit", change(name="Better", seen=seen(page)))
    assert answer.location == f"/goals/{goal_id}"
    goal = session.get_one(Goal, goal_id)
    assert (goal.name, goal.impact) == ("Better", 3)
    assert (goal.versions[-1].target, goal.versions[-1].milestones) == (900_000, [500, 1000])


def test_whoever_was_overtaken_is_told_and_loses_nothing(session, put, visitor, cast):
    goal_id = put("ada", "Of Ada")
    url, mona, iris = f"/goals/{goal_id}/edit", visitor(cast.mona), visitor(cast.iris)
    monas, irises = seen(mona.get(url)), seen(iris.get(url))
    assert iris.post(url, change(target="8,000", seen=irises)).status_code == 303
    typed = change(name="Better", seen=monas)
    told = mona.post(url, typed)
    assert told.status_code == 409
    assert "Iris\N{POP DIRECTIONAL ISOLATE} changed this in the meantime" in told.text
    assert 'value="Better"' in told.text
    assert 'value="9,000"' in told.text
    assert session.get_one(Goal, goal_id).versions[-1].target == 800_000
    assert mona.post(url, typed | {"seen": seen(told)}).status_code == 303
    assert session.get_one(Goal, goal_id).versions[-1].target == 900_000


def test_bad_changes_get_a_sentence_and_change_nothing(session, put, visitor, cast):
    goal_id = put("ada", "Of Ada")
    below = put("ada", "Below", parent_id=goal_id)
    mona = visitor(cast.mona)
    opened = seen(mona.get(f"/goals/{goal_id}/edit"))
    for given, sentence in (
        ({"target": "0"}, "A target must be more than zero."),
        ({"target": ""}, "Set a target."),
        ({"parent": str(below)}, "A goal cannot feed itself"),
        ({"parent": str(goal_id)}, "Not a valid choice"),
    ):
        page = mona.post(f"/goals/{goal_id}/edit", change(seen=opened, **given))
        assert page.status_code == 422
        assert sentence in page.text
    assert session.get_one(Goal, goal_id).versions[0].target == 10_000_00


def test_security_02_a_goal_is_for_its_managers_to_change_and_give_up(session, put, visitor, cast):
    goal_id = put("ada", "Of Ada")
    for who, status in ((cast.ada, 403), (cast.ben, 403), (cast.olga, 404)):
        asks = visitor(who)
        assert asks.get(f"/goals/{goal_id}/edit").status_code == status
        assert asks.post(f"/goals/{goal_id}/edit", change()).status_code == status
        assert asks.post(f"/goals/{goal_id}/drop").status_code == status
    assert session.get_one(Goal, goal_id).retired_at is None
    assert visitor(cast.mona).post(f"/goals/{goal_id}/drop").status_code == 303
    assert session.get_one(Goal, goal_id).retired_at is not None


def test_what_was_dropped_says_so_and_is_changed_no_more(session, put, visitor, cast):
    goal_id = put("ada", "Of Ada")
    mona = visitor(cast.mona)
    opened = seen(mona.get(f"/goals/{goal_id}/edit"))
    mona.post(f"/goals/{goal_id}/drop")
    assert "Dropped on" in mona.get(f"/goals/{goal_id}").text
    page = mona.post(f"/goals/{goal_id}/edit", change(seen=opened))
    assert "This goal is over" in page.text
    assert "Of Ada" not in visitor(cast.ada).get("/goals").text


def test_what_was_dropped_keeps_the_value_it_had_reached(put, visitor, cast, log):
    goal_id = put("ada", "Of Ada", "calls", target=NewTarget(10))
    log(cast.ada, "call", times=6)
    mona = visitor(cast.mona)
    mona.post(f"/goals/{goal_id}/drop")
    page = mona.get(f"/goals/{goal_id}").text
    assert "Past results" in page
    for text in (page, mona.get("/goals/over").text):
        assert re.search(r"<bdi>\s*6</bdi> <bdi>\s*of 10</bdi>", text)
        assert re.search(r'data-label="Result">Dropped on', text)
        assert "Ended at" not in text


def test_what_was_reached_before_it_was_dropped_says_both(put, visitor, cast, log):
    goal_id = put("ada", "Of Ada", "calls", target=NewTarget(5))
    log(cast.ada, "call", times=6)
    mona = visitor(cast.mona)
    mona.post(f"/goals/{goal_id}/drop")
    for url in (f"/goals/{goal_id}", "/goals/over"):
        [result] = re.findall('data-label="Result">(.*?)</td>', mona.get(url).text)
        assert re.fullmatch("Reached, 120.%; dropped on .*", result)


def test_last_period_is_copied_by_one_button(session, put, visitor, cast):
    almanac = configuration.current().almanac
    month = period_of(PeriodKind.MONTH, clock.now().date(), almanac)
    before = previous_period(month, almanac)
    at = datetime.combine(before.start, time(12), UTC)
    once = {"since": before.start, "repeats": False, "at": at}
    put("ada", "Once", **once)
    put("otto", "Not mine", **once)
    mona = visitor(cast.mona)
    assert "Copy last period" in mona.get("/goals").text
    assert "Copy last period" not in visitor(cast.ada).get("/goals").text
    assert visitor(cast.ada).post("/goals/copy").status_code == 403
    assert mona.post("/goals/copy").location == "/goals"
    names = [(goal.name, goal.since) for goal in goals(session)]
    assert names == [("Once", before.start), ("Not mine", before.start), ("Once", month.start)]
    assert "Copy last period" not in mona.get("/goals").text


def test_a_copy_that_pays_for_what_stands_is_looked_at_first(
    session, put, visitor, cast, log, halves
):
    almanac = configuration.current().almanac
    before = previous_period(period_of(PeriodKind.MONTH, clock.now().date(), almanac), almanac)
    at = datetime.combine(before.start, time(12), UTC)
    once = {"since": before.start, "repeats": False, "at": at, "target": NewTarget(2)}
    put("ada", "Once", "calls", **once)
    log(cast.ada, "call")
    mona = visitor(cast.mona)
    shown = mona.post("/goals/copy").location
    page = mona.get(shown).text
    assert "Copy last period’s goals" in page
    assert "1 person: +10 points" in page
    assert len(goals(session)) == 1
    assert mona.post(f"{shown}/save").location == "/goals"
    assert len(goals(session)) == 2
    assert verify() == []


def test_an_empty_page_says_what_comes_next(visitor, cast):
    assert "Set one with your manager." in visitor(cast.ada).get("/goals").text
    assert "small ones that lead there" in visitor(cast.mona).get("/goals").text


# --- targets as they are typed -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slug", "text", "writing", "stored", "written"),
    [
        ("revenue", "40,000", EN, 4_000_000, "40,000"),
        ("revenue", "€40,000.50", EN, 4_000_050, "40,000.50"),
        ("revenue", "۵۰۰٬۰۰۰٬۰۰۰ تومان", FA, 500_000_000, "۵۰۰٬۰۰۰٬۰۰۰"),
        ("revenue", "۱۵۰ میلیون", FA, 150_000_000, "۱۵۰٬۰۰۰٬۰۰۰"),
        ("revenue", "1.5M", EN, 150_000_000, "1,500,000"),
        ("win-rate", "۴۵ درصد", FA, 450_000, "۴۵٪"),
        ("calls", "2k", EN, 2000, "2,000"),
        ("calls", "۱۲", EN, 12, "12"),
        ("calls", "۱۲", FA, 12, "۱۲"),
        ("win-rate", "45", EN, 450_000, "45\N{NO-BREAK SPACE}%"),
        ("win-rate", "45.25 %", EN, 452_500, "45.25\N{NO-BREAK SPACE}%"),
        ("win-rate", "۴۵٪", FA, 450_000, "۴۵٪"),
        ("cycle-time", "37.5", EN, 37_500_000, "37.5"),
        ("ltv", "5,000", EN, 500_000_000_000, "5,000"),
    ],
)
def test_targets_are_typed_in_the_metrics_unit(session, cast, slug, text, writing, stored, written):
    metric = next(m for m in configuration.current().metrics().values() if m.slug == slug)
    assert read_value(text, metric, writing) == stored
    assert write_value(stored, metric, writing) == written
    assert read_value(written, metric, writing) == stored


def test_a_target_that_cannot_be_kept_exactly_is_refused(session, cast):
    metrics = {m.slug: m for m in configuration.current().metrics().values()}
    for slug, text in (("calls", "1.5"), ("win-rate", "45.00001"), ("revenue", "1.005")):
        with pytest.raises(BadNumber):
            read_value(text, metrics[slug], EN)
