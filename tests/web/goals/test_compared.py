"""Targets as a change on an earlier period: worked out, looked at, and kept with the goal."""

from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from leaderboard import clock, configuration
from leaderboard.models import Goal
from leaderboard.rules.periods import PeriodKind, period_of, previous_period
from tests.goal_forms import fields


@pytest.fixture
def before(session):
    """A number of days ago that lies in the quarter before this one."""
    today = clock.now().date()
    quarter = period_of(PeriodKind.QUARTER, today, configuration.current().almanac)
    session.rollback()
    return (today - quarter.start).days + 5


@pytest.fixture
def form(metrics, cast):
    """A quarterly revenue goal of ten percent more than in the quarter before."""

    def filled(**given):
        asked = {
            "period_kind": "quarter",
            "against": "previous",
            "change": "+10 %",
            "target": "",
            "worked_out": "",
        }
        return fields(metrics, cast.ada, **{**asked, **given})

    return filled


def typed(page, name):
    """What a field of the page holds."""
    return unescape(page.split(f'name="{name}"')[1].split('value="')[1].split('"')[0])


def plain(page):
    """The page's text with ordinary spaces."""
    return (
        unescape(page).replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    )


def worked_out(answer, data, whose):
    """The form as it is sent again once somebody has looked."""
    names = ("worked_out", f"target_{whose}", f"baseline_{whose}")
    return data | {name: typed(answer.text, name) for name in names}


def goals(session):
    session.rollback()
    return session.scalars(select(Goal).order_by(Goal.id)).all()


def test_m1_a_target_is_a_change_on_the_quarter_before_and_shown_before_it_is_saved(
    session, visitor, cast, log, before, form
):
    log(cast.ada, "deal-won", days_ago=before, amount=1_200_000)
    mona, url = visitor(cast.mona), f"/goals?kind=individual&for={cast.ada}"
    looked = mona.post(url, form())
    assert looked.status_code == 200
    assert goals(session) == []
    assert typed(looked.text, f"target_{cast.ada}") == "13,200"
    assert ": 12,000" in plain(looked.text)
    saved = mona.post_and_save(url, worked_out(looked, form(), cast.ada))
    [goal] = goals(session)
    assert saved.location == f"/goals/{goal.id}"
    assert (goal.versions[0].target, goal.versions[0].change) == (1_320_000, 100_000)
    assert (goal.baseline, goal.against) == (1_200_000, "previous")
    quarter = period_of(PeriodKind.QUARTER, clock.now().date(), configuration.current().almanac)
    last = previous_period(quarter, configuration.current().almanac)
    assert (goal.baseline_since, goal.baseline_until) == (last.start, last.end)
    page = mona.get(f"/goals/{goal.id}").text
    assert "(+10" in page
    assert "By what is known now" not in page


def test_a_late_entry_moves_neither_baseline_nor_target_and_is_told(
    session, visitor, cast, log, before, form
):
    log(cast.ada, "deal-won", days_ago=before, amount=1_200_000)
    mona, url = visitor(cast.mona), f"/goals?kind=individual&for={cast.ada}"
    mona.post_and_save(url, worked_out(mona.post(url, form()), form(), cast.ada))
    log(cast.ada, "deal-won", days_ago=before, amount=300_000)
    [goal] = goals(session)
    assert (goal.baseline, goal.versions[0].target) == (1_200_000, 1_320_000)
    assert (
        "By what is known now, the baseline would be €15,000" in mona.get(f"/goals/{goal.id}").text
    )


def test_a_change_typed_after_looking_is_worked_out_again(
    session, visitor, cast, log, before, form
):
    log(cast.ada, "deal-won", days_ago=before, amount=1_200_000)
    mona, url = visitor(cast.mona), f"/goals?kind=individual&for={cast.ada}"
    once = worked_out(mona.post(url, form()), form(), cast.ada)
    again = mona.post(url, once | {"change": "−5 %"})
    assert goals(session) == []
    assert typed(again.text, f"target_{cast.ada}") == "11,400"
    mona.post_and_save(url, worked_out(again, form(change="−5 %"), cast.ada))
    assert [goal.versions[0].target for goal in goals(session)] == [1_140_000]


def test_a_number_typed_over_the_proposal_is_a_number(session, visitor, cast, log, before, form):
    log(cast.ada, "deal-won", days_ago=before, amount=1_200_000)
    mona, url = visitor(cast.mona), f"/goals?kind=individual&for={cast.ada}"
    data = worked_out(mona.post(url, form()), form(), cast.ada)
    mona.post_and_save(url, data | {f"target_{cast.ada}": "14,000"})
    [goal] = goals(session)
    assert (goal.versions[0].target, goal.versions[0].change, goal.against) == (
        1_400_000,
        None,
        None,
    )


def test_everybody_is_compared_with_their_own_past(
    session, visitor, cast, log, before, form, metrics
):
    log(cast.ada, "call", days_ago=before, times=20)
    log(cast.ben, "call", days_ago=before, times=30)
    mona, url = visitor(cast.mona), f"/goals?kind=activity&for=everyone-{cast.north}"
    own = {f"{name}_{cast.ben}": "" for name in ("target", "stretch", "baseline")}
    data = form(metric=str(metrics["calls"]), **own)
    looked = mona.post(url, data)
    once = worked_out(looked, worked_out(looked, data, cast.ada), cast.ben)
    mona.post_and_save(url, once)
    assert {goal.owner_id: goal.versions[0].target for goal in goals(session)} == {
        cast.ada: 22,
        cast.ben: 33,
    }


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "There is too little to compare with. Give a number."),
        ({"change": ""}, "Say by how much, like +10 %."),
        ({"change": "much"}, "Write"),
        ({"change": "-100 %"}, "Choose a change between −99 % and +2,000 %."),
        ({"period_kind": "own"}, "Custom dates have no period before them. Give a number."),
        ({"against": "", "do": "look"}, "Choose what to compare with."),
    ],
)
def test_what_cannot_be_compared_is_said_beside_its_field(
    session, visitor, cast, form, given, sentence
):
    until = (clock.now().date() + timedelta(days=9)).isoformat()
    data = form(until=until, **given)
    answer = visitor(cast.mona).post(f"/goals?kind=individual&for={cast.ada}", data)
    assert answer.status_code == 422
    assert sentence in plain(answer.text)
    assert goals(session) == []


def test_a_ratio_starts_from_its_baseline(session, visitor, cast, log, before, form, metrics):
    """Eight percent fewer days: 50 before, so 46 from 50."""
    for _ in range(5):
        log(cast.ada, "deal-won", days_ago=before, amount=100, days=50)
    mona, url = visitor(cast.mona), f"/goals?kind=individual&for={cast.ada}"
    data = form(metric=str(metrics["cycle-time"]), change="-8 %")
    looked = mona.post(url, data)
    assert typed(looked.text, f"target_{cast.ada}") == "46"
    assert typed(looked.text, f"baseline_{cast.ada}") == "50"
    mona.post_and_save(url, worked_out(looked, data, cast.ada))
    [goal] = goals(session)
    assert (goal.baseline, goal.versions[0].target) == (50_000_000, 46_000_000)


def test_another_target_is_no_longer_a_change_and_another_name_leaves_it_one(
    session, visitor, cast, log, before, form
):
    log(cast.ada, "deal-won", days_ago=before, amount=1_200_000)
    mona, url = visitor(cast.mona), f"/goals?kind=individual&for={cast.ada}"
    mona.post_and_save(url, worked_out(mona.post(url, form()), form(), cast.ada))
    [goal] = goals(session)
    said = {"impact": "2", "milestones": ["500", "1000"], "parent": "", "stretch": ""}
    edit = f"/goals/{goal.id}/edit"
    mona.post_and_save(edit, said | {"name": "Renamed", "target": "13,200", "seen": ""})
    assert goals(session)[0].versions[-1].change == 100_000
    mona.post_and_save(edit, said | {"name": "Renamed", "target": "13,000", "seen": ""})
    session.rollback()
    [goal] = goals(session)
    assert (goal.versions[-1].target, goal.versions[-1].change) == (1_300_000, None)
    assert goal.baseline == 1_200_000


def test_a_period_that_still_runs_is_told_as_far_as_it_has_come(session, visitor, cast, log, form):
    log(cast.ada, "deal-won", amount=1_200_000)
    quarter = period_of(PeriodKind.QUARTER, clock.now().date(), configuration.current().almanac)
    session.rollback()
    url = f"/goals?kind=individual&for={cast.ada}"
    looked = visitor(cast.mona).post(url, form(since=quarter.end.isoformat()))
    assert "so far: 12,000" in plain(looked.text)


@pytest.mark.parametrize("against", ["previous", "year_ago", "average"])
def test_nothing_lies_before_the_first_year(session, visitor, cast, form, against):
    data = form(since="0001-01-01", period_kind="year", against=against)
    answer = visitor(cast.mona).post(f"/goals?kind=individual&for={cast.ada}", data)
    assert answer.status_code == 422
    assert goals(session) == []
