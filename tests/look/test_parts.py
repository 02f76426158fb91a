"""Where the marks of a goal bar and a chart stand."""

import re
from types import SimpleNamespace

import pytest

from leaderboard.web.page.frame import Frame
from leaderboard.web.page.parts import bar_shape, chart_shape, percent


def bar(**given):
    values = dict(
        value=0,
        target=20,
        stretch=24,
        pace=None,
        baseline=None,
        scale_end=None,
        milestones=(),
        lower_is_better=False,
        state="on_pace",
        team_mark=None,
    )
    return SimpleNamespace(**values | given)


def spans(shape):
    return [(part.css, part.x, part.width, part.leans) for part in shape.parts]


def test_the_scale_ends_at_the_stretch_target():
    shape = bar_shape(bar(value=12))
    assert spans(shape) == [("bar-fill", "0.00%", "50.00%", True)]
    assert shape.pole == "83.33%"
    assert (shape.stretch.x, shape.stretch.width) == ("83.33%", "16.67%")


def test_without_a_stretch_it_ends_at_the_larger_of_target_and_value():
    assert bar_shape(bar(value=5, stretch=None)).pole == "100.00%"
    assert bar_shape(bar(value=40, stretch=None)).pole == "50.00%"


def test_nothing_yet_draws_no_fill():
    assert bar_shape(bar(value=0, state="begun")).parts == ()


def test_too_few_cases_leave_the_track_empty_but_show_the_target():
    shape = bar_shape(bar(value=0.4, target=0.45, stretch=None, pace=0.3, state="few_cases"))
    assert (shape.parts, shape.pace, shape.pole) == ((), None, "100.00%")


def test_what_is_past_the_target_fills_with_lamp():
    assert spans(bar_shape(bar(value=22, state="in_stretch"))) == [
        ("bar-fill", "0.00%", "83.33%", False),
        ("bar-gain", "83.33%", "8.33%", True),
    ]


def test_past_the_stretch_the_bar_is_full_and_leans_no_more():
    assert spans(bar_shape(bar(value=99))) == [
        ("bar-fill", "0.00%", "83.33%", False),
        ("bar-gain", "83.33%", "16.67%", False),
    ]


def test_the_part_an_entry_adds_is_drawn_in_lamp():
    assert spans(bar_shape(bar(value=12, team_mark=9), before=6)) == [
        ("bar-fill bar-team-1", "0.00%", "25.00%", False),
        ("bar-gain", "25.00%", "25.00%", True),
    ]


def test_lower_is_better_fills_the_way_gone_from_the_baseline():
    shape = bar_shape(
        bar(
            value=1.2,
            target=1.0,
            stretch=None,
            baseline=1.6,
            pace=1.3,
            milestones=((1.4, True, True),),
            lower_is_better=True,
        )
    )
    assert shape.parts[0].width == percent(2 / 3)
    assert shape.pace == "50.00%"
    assert shape.stones[0].x == "33.33%"


def test_a_value_worse_than_the_baseline_is_an_empty_bar_not_a_negative_one():
    worse = bar(value=1.9, target=1.0, stretch=None, baseline=1.6, lower_is_better=True)
    assert bar_shape(worse).parts == ()
    assert bar_shape(bar(value=-4)).parts == ()


def test_no_goal_has_no_pole():
    assert bar_shape(bar(value=None, target=None, stretch=None, state="no_goal")).pole is None


def chart(**given):
    values = dict(
        points=[(0, 0), (0.5, 50)],
        target=80,
        stretch=100,
        top=100,
        pace=((0, 0), (1, 80)),
        projection=(1, 100),
        ticks=[(0, "start"), (0.5, "middle"), (1, "end")],
    )
    return SimpleNamespace(**values | given)


def test_a_chart_reads_from_the_left_or_mirrored_from_the_right():
    left, right = chart_shape(chart()), chart_shape(chart(), mirrored=True)
    assert (left.line, right.line) == ("0.00,100.00 50.00,50.00", "100.00,100.00 50.00,50.00")
    assert left.projection == "50.00,50.00 100.00,0.00"
    assert [tick[:2] for tick in right.ticks] == [
        ("100.00%", "start"),
        ("50.00%", "middle"),
        ("0.00%", "end"),
    ]


@pytest.mark.parametrize(
    ("line", "spot", "is_above"),
    [
        (lambda x: 80 * x + 20, "50.00%", False),
        (lambda x: 80 * x - 20, "50.00%", True),
        # It crosses the pace in the middle, from below.
        (lambda x: 80 * x + 160 * (x - 0.5), "42.00%", True),
    ],
)
def test_the_words_of_the_pace_stand_clear_of_the_line(line, spot, is_above):
    points = [(x / 40, line(x / 40)) for x in range(35)]
    shape = chart_shape(chart(points=points))
    assert (shape.pace_x, shape.is_pace_above) == (spot, is_above)


def test_the_words_of_a_thin_stretch_stand_above_it():
    assert not chart_shape(chart()).is_stretch_thin
    assert chart_shape(chart(top=300)).is_stretch_thin


@pytest.mark.parametrize(("share", "anchor"), [(0.01, "start"), (0.5, "middle"), (0.99, "end")])
def test_the_word_today_stays_within_the_chart(share, anchor):
    for mirrored in (False, True):
        shape = chart_shape(chart(points=[(0, 0), (share, 50)]), mirrored=mirrored)
        assert shape.today_anchor == anchor


def test_a_chart_without_points_or_stretch_still_has_its_goal():
    shape = chart_shape(chart(points=[], stretch=None, projection=None, pace=()))
    assert (shape.goal_y, shape.stretch_y, shape.projection) == ("20.00%", None, "")


def test_the_product_knows_the_parts_and_serves_their_stylesheet(app):
    with app.test_request_context():
        page = app.jinja_env.get_template("base_plain.html").render(frame=Frame(organisation="Ada"))
    address = re.search(r'<link rel="stylesheet" href="([^"]+)"', page)[1]
    answer = app.test_client().get(address)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "max-age=31536000, public, immutable"
    assert b"--petrol" in answer.data
