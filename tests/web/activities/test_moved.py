"""What a log did: one line up the tree, with the numbers of the goals' own pages."""

import re
from dataclasses import asdict
from html import unescape

import pytest
from sqlalchemy import select

from leaderboard import clock
from leaderboard.models import GoalKind, Metric, Organisation
from leaderboard.publishing.goals import NewGoal, NewTarget, set_goal
from leaderboard.rules.periods import PeriodKind
from leaderboard.scoring import publish


@pytest.fixture
def put(session, cast):
    metrics = {metric.slug: metric.id for metric in session.scalars(select(Metric))}
    owners = {**asdict(cast), "company": session.scalar(select(Organisation.id))}

    def put_goal(owner, target, metric="calls", period=PeriodKind.DAY, **given):
        kind = GoalKind.INDIVIDUAL if owner in ("ada", "ben") else GoalKind.TEAM
        given.setdefault("name", f"Of {owner}")
        new = NewGoal(
            kind=kind,
            metric_id=metrics[metric],
            owner_id=owners[owner],
            target=NewTarget(target),
            period_kind=period,
            since=clock.now().date(),
            **given,
        )
        with publish(by_id=None, at=clock.now()) as publication:
            return set_goal(publication, new)

    return put_goal


def plain(page):
    text = unescape(re.sub(r"<[^>]+>", "", page))
    text = re.sub("[\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]", " ", text)
    return re.sub("[\N{FIRST STRONG ISOLATE}\N{POP DIRECTIONAL ISOLATE}]", "", text)


def line(visitor, person, entry):
    """The line of an entry, with its spaces made one."""
    return " ".join(plain(visitor(person).get(f"/activities/{entry}/moved").text).split())


def test_a_log_says_what_it_moved_up_to_the_company(put, visitor, cast, log):
    put("ada", 10)
    put("ada", 40, period=PeriodKind.WEEK, name="Week")
    put("north", 50, period=PeriodKind.WEEK)
    put("company", 1000, period=PeriodKind.YEAR)
    log(cast.ada, "call", times=7)
    entry = log(cast.ada, "call")
    assert line(visitor, cast.ada, entry) == (
        "Of ada: 8 of 10 · Week +2.5 % · North +2 % · all of us +0.1 %"
    )


def test_its_numbers_are_those_of_the_goals_page_also_after_an_undo(put, visitor, cast, log):
    goal = put("ada", 10)
    first, second = log(cast.ada, "call"), log(cast.ada, "call")
    for count, undone in ((2, None), (1, first)):
        if undone:
            visitor(cast.ada).post_and_save(f"/activities/{undone}/void")
        assert line(visitor, cast.ada, second) == f"Of ada: {count} of 10"
        assert f"{count} of 10" in plain(visitor(cast.ada).get(f"/goals/{goal}").text)
    # What was taken back moves nothing.
    assert line(visitor, cast.ada, first) == ""


def test_the_receipt_says_it_too_and_the_toast_asks_for_it(put, visitor, cast, log):
    put("ada", 10)
    entry = log(cast.ada, "call")
    page = plain(visitor(cast.ada).get(f"/activities/{entry}").text)
    assert "What it moved" in page
    assert "Of ada: 1 of 10" in page
    toast = visitor(cast.ada).get(f"/today?answer={entry}").text
    assert f'hx-get="/activities/{entry}/moved"' in toast


def test_a_log_that_moves_no_goal_says_nothing(put, visitor, cast, log):
    put("ada", 10)
    entry = log(cast.ada, "email")
    assert line(visitor, cast.ada, entry) == ""
    assert "What it moved" not in visitor(cast.ada).get(f"/activities/{entry}").text


def test_a_share_is_told_as_what_it_is_now(put, visitor, cast, log):
    """Two of three decided deals are won; the rate has too few cases for a share of the way."""
    put("ada", 500_000, metric="win-rate", period=PeriodKind.MONTH)
    entry = log(cast.ada, "deal-won", amount=1_00)
    assert line(visitor, cast.ada, entry) == "Of ada: 1 of 10 cases"


def test_a_tiny_share_is_not_rounded_up(put, visitor, cast, log):
    put("company", 3_000_000, period=PeriodKind.YEAR)
    entry = log(cast.ada, "call")
    assert line(visitor, cast.ada, entry) == "all of us by less than 0.001 %"


def test_security_02_only_the_person_and_their_managers_see_it(put, visitor, cast, log):
    put("ada", 10)
    entry = log(cast.ada, "call")
    assert visitor(cast.ben).get(f"/activities/{entry}/moved").status_code in (403, 404)
    assert "Of ada" in line(visitor, cast.mona, entry)
