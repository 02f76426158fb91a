"""What a goal bar says, in both languages."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from types import SimpleNamespace

import pytest

from leaderboard.configuration import MetricFacts
from leaderboard.locale import PLAIN, Writing, written_as
from leaderboard.models import POINTS, GoalKind, SubjectKind
from leaderboard.rules.attainment import Course, TimeGone, attain
from leaderboard.rules.metrics import Direction, Measure, Part, Term
from leaderboard.rules.periods import Span
from leaderboard.standings.progress import Owner, Progress
from leaderboard.standings.rewards import Rewards
from leaderboard.web.goals.tree import node
from leaderboard.web.page.bars import bar_of
from leaderboard.web.screens.beside import screen_bar

ADA = Owner(5, SubjectKind.PERSON, "Ada")
NORTH = Owner(8, SubjectKind.TEAM, "North", 1)
NOVEMBER = Span(date(2026, 11, 1), date(2026, 12, 1))
BELOW = Term(2, Measure.ENTRIES, Part.DENOMINATOR)


def metric(unit="count", direction=Direction.HIGHER, min_sample=0, is_ratio=False):
    terms = (Term(1, Measure.ENTRIES), *([BELOW] if is_ratio else []))
    return MetricFacts(1, "m", "M", unit, direction, min_sample, False, terms, False)


def progress(value, gone, *, of, course=None, owner=ADA, sample=50, rewards=None, is_over=False):
    time = TimeGone(gone=gone, total=100, has_begun=True, is_over=is_over)
    has_enough = sample >= of.min_sample
    given = None if value is None else Fraction(value)
    return Progress(
        goal_id=12,
        name="Meetings",
        kind=GoalKind.ACTIVITY,
        metric=of,
        owner=owner,
        span=NOVEMBER,
        period=None,
        attainment=attain(course or COUNT, given, time=time, has_enough_cases=has_enough),
        sample=sample,
        impact=2,
        parent_id=None,
        is_dropped=False,
        rewards=Rewards({250: 20, 500: 20, 1000: 40} if rewards is None else rewards),
    )


COUNT = Course(
    Fraction(20),
    Direction.HIGHER,
    is_sum=True,
    stretch=Fraction(24),
    marks=(250, 500, 750, 1000),
)
MONEY = Course(Fraction(40_000_00), Direction.HIGHER, is_sum=True, marks=(875, 1000))
CHURN = Course(Fraction("0.01"), Direction.LOWER, is_sum=False, baseline=Fraction("0.016"))
WIN_RATE = Course(Fraction("0.45"), Direction.HIGHER, is_sum=False)
LOST = Course(Fraction(15), Direction.LOWER, is_sum=True, baseline=Fraction(20))


def texts(bar):
    return bar.value_text, bar.target_text, bar.state_text, bar.left_text


@pytest.mark.parametrize(
    ("value", "gone", "said"),
    [
        (1, 4, ("1", "of 20", "4 calls to go for the first +20", "")),
        (9, 45, ("9", "of 20", "On pace", "1 call to go for +20")),
        (7, 60, ("7", "of 20", "5 calls to be on pace", "7 done, +20 at 10")),
        (18, 60, ("18", "of 20", "Ahead of pace", "2 calls to your goal, +40")),
        (20, 60, ("20", "of 20", "Goal reached", "4 more to reach 24")),
        (21, 60, ("21", "of 20", "Goal reached, into stretch", "3 more to reach 24")),
        (26, 60, ("26", "of 20", "130 %, past stretch", "")),
    ],
)
def test_a_count_in_every_state(session, value, gone, said):
    assert plain(bar_of(progress(value, gone, of=metric()), is_own=True)) == said


def plain(bar):
    return tuple(spaced(text) for text in texts(bar))


def spaced(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_money_is_rounded_up_to_what_still_has_to_come(session):
    found = progress(31_200_00, 83, of=metric("money"), course=MONEY, rewards={875: 50})
    assert plain(bar_of(found)) == (
        "€31,200",
        "of €40,000",
        "€2,000 to be on pace",
        "€3,800 more for +50",
    )
    found = progress(31_199_50, 83, of=metric("money"), course=MONEY, rewards={})
    assert plain(bar_of(found))[2:] == ("€2,001 to be on pace", "€8,801 to the goal")
    assert plain(bar_of(found, is_short=True))[:2] == ("€31.1k", "of €40k")


@pytest.mark.parametrize(("value", "left"), [(20, "100 %"), (21, "105 %"), (24, "")])
def test_in_few_words_a_reached_goal_says_how_far_it_is(session, value, left):
    assert plain(bar_of(progress(value, 60, of=metric()), is_short=True))[3] == left


@pytest.mark.parametrize(
    ("value", "state", "share"),
    [
        (7, "5 calls to be on pace", "35 %"),
        (21, "In stretch", "105 %"),
        (26, "130 %, past stretch", ""),
    ],
)
def test_the_tree_and_the_wall_say_once_how_far_a_goal_is(session, value, state, share):
    found = progress(value, 60, of=metric())
    card = node(found, None, lambda *_: "/goals")
    assert (spaced(card.state_text), spaced(card.share_text)) == (state, share)
    bar = screen_bar(found, SimpleNamespace(id=1), PLAIN, shows_values=True)
    assert spaced(bar.left_text) == share


def test_a_sum_is_never_rounded_up_to_its_target(session):
    found = progress(39_999_99, 83, of=metric("money"), course=MONEY, rewards={})
    assert plain(bar_of(found))[0] == "€39,999"
    assert plain(bar_of(found, is_short=True))[0] == "€39.9k"
    millions = Course(Fraction(9_000_000_00), Direction.HIGHER, is_sum=True)
    found = progress(8_999_999_00, 20, of=metric("money"), course=millions, rewards={})
    assert plain(bar_of(found))[:2] == ("€8.9M", "of €9M")
    found = progress(1_510_000_00, 20, of=metric("money"), course=millions, rewards={})
    assert plain(bar_of(found))[2:] == ("€290k to be on pace", "€7.5M to the goal")


def test_lower_is_better_reads_from_the_baseline_down(session):
    churn = metric("ratio", Direction.LOWER, is_ratio=True)
    found = progress("0.012", 50, of=churn, course=CHURN)
    assert plain(bar_of(found)) == (
        "1.2 %",
        "down to 1 %",
        "Ahead of pace",
        "from 1.6 %, 0.2 percentage points to go",
    )
    bar = bar_of(found)
    assert (round(bar.value, 3), bar.pace, bar.at(Fraction("0.013"))) == (0.667, 0.5, 0.5)
    found = progress(7, 40, of=metric(direction=Direction.LOWER), course=LOST)
    assert plain(bar_of(found)) == ("7", "at most 15", "1 call over pace", "")


def test_too_few_cases_say_how_many_there_are(session):
    rate = metric("ratio", min_sample=10, is_ratio=True)
    bar = bar_of(progress("0.5", 50, of=rate, course=WIN_RATE, sample=3))
    assert plain(bar) == ("3", "of 10 cases", "Shown once there are 10 cases", "")
    assert bar.state == "few_cases"
    bar = bar_of(progress(None, 50, of=rate, course=WIN_RATE, sample=10))
    assert plain(bar)[2:] == ("No case yet", "")


def test_a_ratio_behind_its_target_says_what_is_missing(session):
    rate = metric("ratio", min_sample=10, is_ratio=True)
    bar = bar_of(progress("0.38", 50, of=rate, course=WIN_RATE, rewards={}))
    assert plain(bar) == ("38 %", "of 45 %", "7 percentage points to go", "")


def test_a_gap_between_ratios_has_a_unit_in_both_languages(session):
    rate = metric("ratio", min_sample=10, is_ratio=True)
    point = progress("0.44", 50, of=rate, course=WIN_RATE, rewards={})
    assert bar_of(point).state_text == "1 percentage point to go"
    with written_as(Writing(language="fa_IR")):
        assert "۱ واحد درصد" in bar_of(point).state_text.replace("\xa0", " ")


@pytest.mark.parametrize(("value", "gap"), [(11, "1 call"), (Fraction("10.2"), "2 calls")])
def test_a_gap_of_things_is_whole_and_names_them(session, value, gap):
    assert bar_of(progress(value, 58, of=metric(), rewards={})).state_text == f"{gap} to be on pace"


def test_a_gap_of_several_things_has_no_noun(session):
    both = replace(metric(), terms=(Term(1, Measure.ENTRIES), Term(2, Measure.ENTRIES)))
    assert bar_of(progress(7, 60, of=both)).state_text == "5 to be on pace"


def test_a_gap_of_points_says_so(session):
    points = replace(metric("points"), terms=(Term(POINTS, Measure.ENTRIES),))
    assert bar_of(progress(7, 60, of=points)).state_text == "5 points to be on pace"


def test_a_teams_bar_says_how_far_it_is_and_never_nothing(session):
    bar = bar_of(progress(18, 60, of=metric(), owner=NORTH, rewards={}), name="North")
    assert (bar.name, bar.team_mark, plain(bar)[2:]) == ("North", 1, ("Ahead of pace", "90 %"))
    bar = bar_of(progress(0, 60, of=metric(), owner=NORTH, rewards={}))
    assert plain(bar)[2:] == ("12 calls to be on pace", "")


def test_a_closed_goal_says_how_it_ended(session):
    bar = bar_of(progress(21, 100, of=metric(), is_over=True))
    assert (bar.state, plain(bar)[2:], bar.pace) == ("closed", ("Reached, 105 %", ""), None)
    bar = bar_of(progress(18, 100, of=metric(), is_over=True))
    assert plain(bar)[2:] == ("Ended at 90 %", "")


def test_milestones_are_places_and_the_target_is_the_pole(session):
    bar = bar_of(progress(9, 45, of=metric()))
    assert bar.milestones == ((0.25, True, True), (0.5, False, True), (0.75, False, False))
    assert (bar.target, bar.stretch, bar.value) == (1.0, 1.2, 0.45)


def test_persian_readers_get_persian_digits(session):
    with written_as(Writing(language="fa_IR")):
        assert bar_of(progress(7, 60, of=metric())).value_text == "۷"


def test_a_currency_that_is_a_word_is_said_once_in_a_bar(session):
    autumn = Course(Fraction(1_000_000_000), Direction.HIGHER, is_sum=True, marks=(800, 1000))
    found = progress(720_000_000, 74, of=metric("money"), course=autumn, rewards={800: 50})
    with written_as(Writing(language="fa_IR", currency="IRT")):
        said = texts(bar_of(found))
    marks = dict.fromkeys(map(ord, "\N{RIGHT-TO-LEFT MARK}\N{LEFT-TO-RIGHT MARK}"))
    assert tuple(text.translate({0xA0: " ", **marks}) for text in said) == (
        "۷۲۰ میلیون",
        "از ۱ میلیارد تومان",
        "۲۰ میلیون تا رسیدن به برنامه",
        "۸۰ میلیون دیگر: +۵۰",
    )


def test_a_ratio_just_below_its_target_does_not_read_as_reached(session):
    rate = metric("ratio", is_ratio=True)
    third = Course(Fraction("0.334"), Direction.HIGHER, is_sum=False)
    bar = bar_of(progress("0.3335", 50, of=rate, course=third, rewards={}))
    assert plain(bar) == ("33.35 %", "of 33.4 %", "0.05 percentage points to go", "")
    assert plain(bar_of(progress("0.334", 50, of=rate, course=third)))[:3] == (
        "33.4 %",
        "of 33.4 %",
        "Goal reached",
    )
    finer = Course(Fraction("0.33352"), Direction.HIGHER, is_sum=False)
    bar = bar_of(progress("0.33351", 50, of=rate, course=finer, rewards={}))
    assert plain(bar)[:3] == ("33.351 %", "of 33.352 %", "0.001 percentage points to go")


def test_days_just_above_their_target_do_not_read_as_reached(session):
    cycle = metric("days", Direction.LOWER, is_ratio=True)
    course = Course(Fraction(10), Direction.LOWER, is_sum=False, baseline=Fraction(20))
    bar = bar_of(progress("10.02", 50, of=cycle, course=course, rewards={}))
    assert plain(bar)[:2] == ("10.02 days", "down to 10 days")
    assert plain(bar)[3] == "from 20 days, 0.02 days to go"
    bar = bar_of(progress("12.4", 50, of=cycle, course=course, rewards={}))
    assert plain(bar)[0] == "12.4 days"


def test_a_value_just_short_of_its_stretch_target_does_not_read_as_reaching_it(session):
    rate = metric("ratio", is_ratio=True)
    course = Course(*(Fraction("0.6"), Direction.HIGHER), is_sum=False, stretch=Fraction("0.688"))
    bar = bar_of(progress("0.6875", 50, of=rate, course=course, rewards={}))
    assert plain(bar)[0] == "68.75 %"
    assert plain(bar)[3] == "0.05 percentage points more to reach 68.8 %"
    cycle = metric("days", Direction.LOWER, is_ratio=True)
    course = Course(
        *(Fraction(40), Direction.LOWER),
        is_sum=False,
        stretch=Fraction("37.6"),
        baseline=Fraction(60),
    )
    bar = bar_of(progress("37.64", 50, of=cycle, course=course, rewards={}))
    assert plain(bar)[0] == "37.64 days"
    assert plain(bar)[3] == "0.04 days less to reach 37.6 days"


@pytest.mark.parametrize(
    ("value", "target", "said"),
    [
        (824_822_00, 824_900_00, ("€824,822", "of €824,900")),
        (824_822_00, 825_000_00, ("€824k", "of €825k")),
        (824_950_00, 824_900_00, ("€824k", "of €824k")),
        (8_920_000_00, 8_940_000_00, ("€8,920,000", "of €8,940,000")),
    ],
)
def test_a_short_sum_does_not_read_as_a_target_it_has_not_reached(session, value, target, said):
    course = Course(Fraction(target), Direction.HIGHER, is_sum=True)
    found = progress(value, 99, of=metric("money"), course=course, rewards={})
    assert plain(bar_of(found, is_short=True))[:2] == said
    if target > 1_000_000_00:
        assert plain(bar_of(found))[:2] == said


def test_nor_as_a_stretch_target(session):
    course = Course(
        *(Fraction(780_000_00), Direction.HIGHER), is_sum=True, stretch=Fraction(880_500_00)
    )
    found = progress(880_200_00, 99, of=metric("money"), course=course, rewards={})
    assert plain(bar_of(found, is_short=True))[:2] == ("€880,200", "of €780,000")
    with written_as(Writing(language="fa_IR", currency="IRT")):
        assert "۸۸٬۰۲۰٬۰۰۰" in bar_of(found, is_short=True).value_text


def test_what_is_to_fall_is_never_rounded_down_to_its_target(session):
    cost = metric("money", Direction.LOWER, is_ratio=True)
    course = Course(Fraction(100_00), Direction.LOWER, is_sum=False, baseline=Fraction(200_00))
    bar = bar_of(progress("10000.5", 50, of=cost, course=course, rewards={}))
    assert plain(bar)[:2] == ("€101", "down to €100")
    time = metric("minutes", Direction.LOWER, is_ratio=True)
    course = Course(Fraction(10), Direction.LOWER, is_sum=False, baseline=Fraction(20))
    bar = bar_of(progress("10.4", 50, of=time, course=course, rewards={}))
    assert plain(bar)[:2] == ("0:11", "down to 0:10")


def test_less_is_what_a_falling_goal_needs_for_its_stretch(session):
    cycle = metric("days", Direction.LOWER, is_ratio=True)
    course = Course(
        *(Fraction(20), Direction.LOWER),
        is_sum=False,
        stretch=Fraction(10),
        baseline=Fraction(40),
    )
    bar = bar_of(progress(15, 50, of=cycle, course=course, rewards={}))
    assert plain(bar)[3] == "5 days less to reach 10 days"


@pytest.mark.parametrize(("value", "gone"), [(0, 50), (5, 90), (19, 50)])
def test_a_stretch_goal_is_never_behind(session, value, gone):
    upside = replace(COUNT, is_upside=True)
    bar = bar_of(progress(value, gone, of=metric(), course=upside))
    assert (bar.state, bar.state_text, bar.pace) == ("begun", "On the way", None)


def test_a_stretch_goal_that_is_reached_says_so(session):
    upside = replace(COUNT, is_upside=True)
    assert bar_of(progress(20, 50, of=metric(), course=upside)).state_text == "Goal reached"


@pytest.mark.parametrize(("gone", "left"), [(20, "1 call to go for +20"), (60, "1 more for +20")])
def test_a_count_is_short_of_its_milestone_by_whole_entries(session, gone, left):
    seven = Course(Fraction(7), Direction.HIGHER, is_sum=True, marks=(250, 500, 750, 1000))
    bar = bar_of(progress(3, gone, of=metric(), course=seven), is_own=True)
    assert plain(bar)[3] == left
    assert "." not in plain(bar)[2]


def test_milestones_that_fall_on_the_same_entry_are_promised_together(session):
    three = Course(Fraction(3), Direction.HIGHER, is_sum=True, marks=(250, 500, 750, 1000))
    pays = {500: 10, 750: 20, 1000: 50}
    said = [
        plain(bar_of(progress(value, 95, of=metric(), course=three, rewards=pays), is_own=True))[3]
        for value in (1, 2)
    ]
    assert said == ["1 done, +10 at 2", "1 to your goal, +70"]


@pytest.mark.parametrize(
    ("value", "left"),
    [
        # From the fifth call to the tenth: half of it is seven and a half.
        (6, "6 calls done, +20 at 10"),
        (7, "7 calls done, +20 at 10"),
        (8, "2 calls to go for +20"),
        (9, "1 call to go for +20"),
        # The fifteenth pays nothing; once it is reached, the step begins there.
        (14, "14 calls done, +40 at 20"),
        (17, "17 calls done, +40 at 20"),
        (18, "2 calls to your goal, +40"),
    ],
)
def test_the_words_turn_at_the_half_of_a_step(session, value, left):
    """Below it what is done, above it what is left."""
    bar = bar_of(progress(value, 30, of=metric()), is_own=True)
    assert plain(bar)[3] == left


def test_without_rewards_the_words_turn_on_the_way_to_the_goal(session):
    said = [
        plain(bar_of(progress(value, 20, of=metric(), rewards={}), is_own=True))[3]
        for value in (12, 16, 18)
    ]
    assert said == ["12 calls done", "16 calls done", "2 calls to your goal"]
