"""A goal is planned: its parts and the work behind them are proposed, changed, and set at once."""

import re
from html import unescape

import pytest
from sqlalchemy import select

from leaderboard import clock, configuration
from leaderboard.models import Goal, GoalKind
from leaderboard.publishing.goals import NewTarget
from leaderboard.rules.periods import PeriodKind, period_of
from leaderboard.scoring import verify


@pytest.fixture
def quarter():
    return period_of(PeriodKind.QUARTER, clock.now().date(), configuration.current().almanac)


@pytest.fixture
def before(quarter, session):
    """A number of days ago that lies in the quarter before this one."""
    session.rollback()
    return (clock.now().date() - quarter.start).days + 5


@pytest.fixture
def north(put):
    """North's goal of €90,000 for the quarter."""
    return put("north", "Quarter", target=NewTarget(90_000_00), period_kind=PeriodKind.QUARTER)


@pytest.fixture
def past(log, cast, before):
    """Last quarter Ada won twelve deals of €5,000 and lost eight, from 24 demos and 48 calls;
    Ben won six of €5,000, from 12 demos and 24 calls."""

    def happened(person_id, times):
        log(person_id, "deal-won", times=6 * times, days_ago=before, amount=5_000_00)
        log(person_id, "demo", times=12 * times, days_ago=before, customer="Acme")
        log(person_id, "call", times=24 * times, days_ago=before)

    happened(cast.ada, 2)
    log(cast.ada, "deal-lost", times=8, days_ago=before)
    happened(cast.ben, 1)


def url_of(goal_id, **asked):
    options = {"way": "history", "history": "previous", "every": "same", **asked}
    query = "&".join(f"{name}={value}" for name, value in options.items())
    return f"/goals/{goal_id}/plan?{query}"


def fields(page):
    """What the form's fields hold, by name."""
    inputs = re.findall(r"<input[^>]*>", page.split('method="post"', 1)[1])
    found = {}
    for text in inputs:
        name = re.search(r'name="([^"]+)"', text)
        value = re.search(r'value="([^"]*)"', text)
        if name and name[1].startswith(("target_", "work")):
            found[name[1]] = unescape(value[1]) if value else ""
    return found


def plain(page):
    text = unescape(re.sub(r"<[^>]+>", "", page))
    text = re.sub("[\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]", " ", text)
    return re.sub("[\N{FIRST STRONG ISOLATE}\N{POP DIRECTIONAL ISOLATE}]", "", text)


def goals(session):
    session.rollback()
    return session.scalars(select(Goal).order_by(Goal.id)).all()


def works(quarter, person_id):
    """The working days that are left of the quarter."""
    days = configuration.current().world(person_id).working
    return days.working_days(type(quarter.span)(clock.now().date(), quarter.end))


def test_k3_parts_are_proposed_by_everybodys_history(past, north, visitor, cast):
    """€60,000 and €30,000 of the past make €60,000 and €30,000 of €90,000."""
    page = visitor(cast.mona).get(url_of(north)).text
    found = fields(page)
    assert found[f"target_{cast.ada}"] == "60,000"
    assert found[f"target_{cast.ben}"] == "30,000"
    assert "Adds up to €90,000." in plain(page)


def test_the_work_behind_a_part_follows_from_their_own_past(
    past, north, visitor, cast, quarter, session
):
    """€60,000 at €5,000 a deal are 12 deals, of 20 decided; 12 deals took 24 demos, and those 48
    calls."""
    page = visitor(cast.mona).get(url_of(north)).text
    days = works(quarter, cast.ada)
    a_day = -(-48 // days)
    calls = f"{a_day} calls" if a_day > 1 else "1 call"
    session.rollback()
    assert f"€60,000 to go means 12 deals (20 decided), 24 demos and {calls} a working day." in (
        plain(page)
    )
    assert "Measured on 12 deals of their own: fairly sure." in plain(page)
    _part, *week = [text for name, text in fields(page).items() if name.endswith(f"_{cast.ada}")]
    assert week == [str(-(-24 * 5 // days)), str(-(-48 * 5 // days))]


def test_one_lucky_deal_is_not_a_history(log, north, visitor, cast, before):
    """Ben's single deal says nothing; he is measured on North's seven."""
    log(cast.ada, "deal-won", times=6, days_ago=before, amount=5_000_00)
    log(cast.ben, "deal-won", days_ago=before, amount=65_000_00)
    text = plain(visitor(cast.mona).get(url_of(north)).text)
    ben = text.split("Ben", 1)[1]
    assert "Too few of their own; measured on 7 deals of North: a rough guess." in ben


def test_without_any_history_it_says_so_and_splits_by_working_days(north, visitor, cast):
    page = visitor(cast.mona).get(url_of(north)).text
    assert (fields(page)[f"target_{cast.ada}"], fields(page)[f"target_{cast.ben}"]) == (
        "45,000",
        "45,000",
    )
    assert "the work behind it is not known: fewer than 5 cases" in plain(page)


def test_one_save_sets_the_whole_network(past, north, visitor, cast, session, quarter):
    mona = visitor(cast.mona)
    data = fields(mona.get(url_of(north)).text)
    saved = mona.post_and_save(url_of(north), data)
    assert saved.location.endswith(f"/goals/{north}")
    whole, *found = goals(session)
    assert whole.id == north
    ada = [goal for goal in found if goal.owner_id == cast.ada]
    assert [(goal.kind, goal.period_kind) for goal in ada] == [
        (GoalKind.INDIVIDUAL, PeriodKind.QUARTER),
        (GoalKind.ACTIVITY, PeriodKind.WEEK),
        (GoalKind.ACTIVITY, PeriodKind.WEEK),
    ]
    part, demos, calls = ada
    assert (part.parent_id, demos.parent_id, calls.parent_id) == (north, part.id, demos.id)
    assert part.versions[0].target == 60_000_00
    assert {goal.until for goal in ada} == {quarter.end}
    assert len(found) == 6
    session.rollback()
    assert verify() == []
    page = plain(mona.get(f"/goals/{north}").text)
    assert "Together they ask for exactly these €90,000." in page
    assert "calls feed Ada’s" in plain(mona.get(f"/goals/{calls.id}").text)


def test_every_number_can_be_changed_and_an_empty_one_sets_nothing(
    past, north, visitor, cast, session
):
    mona = visitor(cast.mona)
    data = {name: "" for name in fields(mona.get(url_of(north)).text)}
    mona.post_and_save(url_of(north), data | {f"target_{cast.ben}": "12,345"})
    _whole, part = goals(session)
    assert (part.owner_id, part.versions[0].target) == (cast.ben, 12_345_00)


def test_a_bad_number_gets_a_sentence_and_nothing_is_set(past, north, visitor, cast, session):
    mona = visitor(cast.mona)
    data = fields(mona.get(url_of(north)).text) | {f"target_{cast.ben}": "much"}
    answer = mona.post(url_of(north), data)
    assert answer.status_code == 422
    assert fields(answer.text) == data
    assert f'id="target_{cast.ben}-error"' in answer.text
    assert len(goals(session)) == 1
    for bad in ("0", "-5"):
        answer = mona.post(url_of(north), data | {f"target_{cast.ben}": bad})
        assert "Give a number above zero, or leave it empty." in plain(answer.text)


def test_what_does_not_add_up_is_shown_before_and_after_it_is_saved(
    past, north, visitor, cast, session
):
    mona = visitor(cast.mona)
    data = fields(mona.get(url_of(north)).text) | {f"target_{cast.ben}": "20,000"}
    looked = mona.post(url_of(north), data | {"do": "look"})
    assert looked.status_code == 200
    assert "Adds up to €80,000 of €90,000: €10,000 short." in plain(looked.text)
    assert len(goals(session)) == 1
    mona.post_and_save(url_of(north), data)
    assert "€10,000 is in no goal yet." in plain(mona.get(f"/goals/{north}").text)


def test_adding_up_again_works_out_the_week_and_leaves_what_was_typed(
    past, north, visitor, cast, quarter, session
):
    mona = visitor(cast.mona)
    page = mona.get(url_of(north)).text
    days = works(quarter, cast.ada)
    session.rollback()
    calls = next(n for n in reversed(fields(page)) if n.endswith(f"_{cast.ada}"))
    demos = next(n for n in fields(page) if n.endswith(f"_{cast.ada}") and n.startswith("work"))
    data = fields(page) | {f"target_{cast.ada}": "30,000", demos: "77"}
    found = fields(mona.post(url_of(north), data | {"do": "look"}).text)
    # Half the target takes half the calls: 24.
    assert found[calls] == str(-(-24 * 5 // days))
    assert found[demos] == "77"


def test_what_is_set_already_is_shown_and_left_alone(past, north, put, visitor, cast, session):
    put(
        "ada",
        "Quarter",
        target=NewTarget(50_000_00),
        period_kind=PeriodKind.QUARTER,
        parent_id=north,
    )
    page = visitor(cast.mona).get(url_of(north)).text
    assert f"target_{cast.ada}" not in fields(page)
    assert "€50,000Already set" in plain(page)
    # The rest is Ben's.
    assert fields(page)[f"target_{cast.ben}"] == "40,000"


def test_two_managers_saving_the_same_plan_set_it_once(past, north, visitor, cast, session):
    mona, iris = visitor(cast.mona), visitor(cast.iris)
    data = fields(mona.get(url_of(north)).text)
    mona.post_and_save(url_of(north), data)
    count = len(goals(session))
    late = iris.post(url_of(north), data | {f"target_{cast.ben}": "99,000"})
    assert late.status_code == 409
    assert "Somebody set a goal for Ada, Ben in the meantime." in plain(late.text)
    assert len(goals(session)) == count
    # The page that says so holds only what is still open.
    assert fields(late.text) == {}


def test_parts_by_month_share_what_is_still_to_come(past, put, visitor, cast, session, log):
    """A year of €120,000: what came in before this month is no longer shared."""
    year = {"kind": GoalKind.ANNUAL, "period_kind": PeriodKind.YEAR}
    vision = put("company", "Year", target=NewTarget(120_000_00), **year)
    iris = visitor(cast.iris)
    data = fields(iris.get(url_of(vision, every="month", way="equal")).text)
    iris.post_and_save(url_of(vision, every="month", way="equal"), data)
    found = [goal for goal in goals(session) if goal.parent_id == vision]
    assert {goal.period_kind for goal in found} == {PeriodKind.MONTH}
    assert {goal.kind for goal in found} == {GoalKind.TEAM}
    page = plain(iris.get(f"/goals/{vision}").text)
    assert "is in no goal yet" not in page


def test_security_02_a_plan_is_for_those_who_set_the_goal(north, visitor, cast):
    assert visitor(cast.ada).get(url_of(north)).status_code == 403
    assert visitor(cast.olga).get(url_of(north)).status_code == 403
    assert visitor(cast.olga).post(url_of(north), {f"target_{cast.ada}": "1"}).status_code == 403
    assert visitor(cast.mona).get(url_of(north)).status_code == 200


def test_what_cannot_be_split_has_no_plan(put, visitor, cast):
    share = put("north", "Win rate", metric="win-rate", target=NewTarget(500_000))
    assert visitor(cast.mona).get(url_of(share)).status_code == 404
    assert "/plan" not in visitor(cast.mona).get(f"/goals/{share}").text
    assert visitor(cast.mona).get("/goals/999999/plan").status_code == 404


def test_a_persons_goal_is_planned_as_work_alone(past, put, visitor, cast, session):
    own = put("ada", "Quarter", target=NewTarget(60_000_00), period_kind=PeriodKind.QUARTER)
    mona = visitor(cast.mona)
    data = fields(mona.get(url_of(own)).text)
    assert all(name.startswith("work") for name in data)
    mona.post_and_save(url_of(own), data)
    whole, demos, calls = goals(session)
    assert (demos.parent_id, calls.parent_id) == (whole.id, demos.id)


def test_too_many_people_for_one_page_are_planned_team_by_team(
    past, put, visitor, cast, monkeypatch
):
    monkeypatch.setattr("leaderboard.web.plans.shown.MOST_PEOPLE", 1)
    vision = put("company", "Quarter", period_kind=PeriodKind.QUARTER)
    page = visitor(cast.iris).get(url_of(vision)).text
    assert fields(page).keys() == {f"target_{cast.north}", f"target_{cast.south}"}
    assert "Too many people for one page" in plain(page)
