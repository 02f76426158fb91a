"""V1: every goal says how it leads to the shared vision, and whether its parts add up to it."""

import re
from html import unescape

import pytest

from leaderboard.models import GoalKind
from leaderboard.publishing.goals import NewTarget
from leaderboard.rules.periods import PeriodKind


@pytest.fixture
def path(put):
    """Ada's calls feed North's demos, which feed what all bring in this year; by name."""
    year = {"kind": GoalKind.ANNUAL, "period_kind": PeriodKind.YEAR}
    vision = put("company", "Our year", target=NewTarget(240_000_00), **year)
    demos = put("north", "Demos", metric="demos", target=NewTarget(12), parent_id=vision)
    calls = put("ada", "Calls", metric="calls", target=NewTarget(40), parent_id=demos)
    return {"year": vision, "demos": demos, "calls": calls}


def plain(page):
    """The page's text without marks, with ordinary spaces."""
    text = unescape(re.sub(r"<[^>]+>", "", page))
    text = re.sub("[\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]", " ", text)
    return re.sub("[\N{FIRST STRONG ISOLATE}\N{POP DIRECTIONAL ISOLATE}]", "", text)


def page_of(visitor, person, goal_id):
    return plain(visitor(person).get(f"/goals/{goal_id}").text)


def test_v1_a_goal_says_its_path_up_to_the_vision(path, visitor, cast):
    page = page_of(visitor, cast.ada, path["calls"])
    assert "Your 40 calls feed North’s 12 demos, which feed our “Our year” (€240,000)." in page


def test_v1_the_path_says_whose_it_is_to_a_manager(path, visitor, cast):
    page = page_of(visitor, cast.mona, path["calls"])
    assert "Ada’s 40 calls feed North’s 12 demos, which feed our “Our year” (€240,000)." in page


def test_what_stands_on_its_own_has_no_path(path, visitor, cast):
    page = page_of(visitor, cast.ada, path["year"])
    assert "It feeds no other goal." in page
    assert "Our year” (" not in page


@pytest.fixture
def shared(put):
    """North's month and the parts that feed it; `ask(ada=6_000, ben=3_000)` sets them in euros."""

    def ask(whole=10_000, **parts):
        north = put("north", "Of North", target=NewTarget(whole * 100))
        for owner, target in parts.items():
            put(owner, f"Of {owner}", parent_id=north, target=NewTarget(target * 100))
        return north

    return ask


@pytest.mark.parametrize(
    ("parts", "sentence", "short"),
    [
        (
            {"ada": 6_000, "ben": 3_000},
            "Together they ask for €9,000 of €10,000: €1,000 is in no goal yet.",
            "Its parts are €1k short",
        ),
        (
            {"ada": 6_000, "ben": 6_500},
            "Together they ask for €12,500: €2,500 more than these €10,000.",
            "Its parts are €2.5k over",
        ),
        ({"ada": 6_000, "ben": 4_000}, "Together they ask for exactly these €10,000.", ""),
    ],
)
def test_v1_parts_that_do_not_add_up_are_shown(shared, visitor, cast, parts, sentence, short):
    north = shared(**parts)
    assert sentence in page_of(visitor, cast.mona, north)
    tree = plain(visitor(cast.mona).get("/goals/tree").text)
    assert (short in tree) if short else ("Its parts are" not in tree)


def test_security_02_a_rep_is_not_told_a_sum_of_hidden_targets(shared, visitor, cast):
    north = shared(ada=6_000, ben=3_000)
    assert "Together they ask" not in page_of(visitor, cast.ada, north)
    assert "Its parts are" not in plain(visitor(cast.ada).get("/goals/tree").text)


def test_shares_do_not_add_up(put, visitor, cast):
    north = put("north", "Of North", metric="win-rate", target=NewTarget(500_000))
    put("ada", "Of Ada", metric="win-rate", target=NewTarget(400_000), parent_id=north)
    assert "Together they ask" not in page_of(visitor, cast.mona, north)


def test_another_metric_is_not_added(put, visitor, cast):
    north = put("north", "Of North")
    put("ada", "Of Ada", metric="calls", target=NewTarget(40), parent_id=north)
    assert "Together they ask" not in page_of(visitor, cast.mona, north)


def test_goals_of_one_owner_on_one_metric_are_pointed_out(put, visitor, cast):
    month = put("ada", "Month")
    put("ada", "Quarter", period_kind=PeriodKind.QUARTER)
    put("ada", "Calls", metric="calls", target=NewTarget(40))
    put("ben", "Of Ben")
    page = " ".join(page_of(visitor, cast.ada, month).split())
    said = page.split("On the same metric:")[1][:60]
    assert "Quarter, Every quarter since" in said
    assert "Calls" not in said
    assert "Of Ben" not in said
