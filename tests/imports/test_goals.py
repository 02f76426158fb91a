"""Targets from a file: owners, metrics, periods in both calendars, and repeating the same file."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from leaderboard import configuration, scoring
from leaderboard.extensions import db
from leaderboard.imports.period_cells import read_period
from leaderboard.imports.problems import BadLine
from leaderboard.models import (
    Audit,
    Award,
    Goal,
    GoalKind,
    GoalVersion,
    Kind,
    Metric,
    Organisation,
)
from leaderboard.publishing.goals import NewGoal, NewTarget, drop_goal, set_goal
from leaderboard.publishing.rules import load_rules
from leaderboard.rules.calendars import Calendar
from leaderboard.rules.periods import Almanac, PeriodKind
from leaderboard.standings.milestones import milestone_outcomes
from leaderboard.standings.past import last_results
from leaderboard.standings.progress import progress_of
from leaderboard.standings.rewards import NONE
from tests.imports.desk import AT

# The desk's today is 2026-11-23.
HEADS = "who,team,metric,period,target,stretch"
PLAN = """
source = "targets"
person = "who"
team = "team"
company = true
metric = "metric"
period = "period"
target = "target"
stretch = "stretch"
"""
PAYS = {
    "slug": "milestones",
    "name": "Milestones",
    "trigger": "goal_milestone",
    "milestones": [50, 100],
    "stretch": True,
    "points": 10,
}
GREGORIAN, JALALI = Almanac(Calendar.GREGORIAN, 0), Almanac(Calendar.JALALI, 5)


@pytest.fixture
def revenue(session):
    return session.scalar(select(Metric.id).where(Metric.slug == "revenue"))


@pytest.fixture
def deal(session):
    """A deal of somebody's on a day, worth this many cents."""
    kind_id = session.scalar(select(Kind.id).where(Kind.slug == "deal-won"))

    def won(person_id, day, amount):
        new = scoring.NewActivity(person_id, kind_id, day, amount=amount)
        scoring.log_activity(new, client_id=f"{day}", by_id=None, at=AT, is_late_allowed=True)

    return won


def goals():
    """Every goal: owner, metric, kind of period, first day and the day after the last."""
    rows = db.session.scalars(select(Goal).order_by(Goal.id))
    return [
        (g.owner_id, g.metric_id, g.period_kind, g.since, g.until, g.versions[-1].target)
        for g in rows
    ]


@pytest.mark.parametrize(
    ("text", "almanac", "kind", "start", "end"),
    [
        ("2026", GREGORIAN, "year", date(2026, 1, 1), date(2027, 1, 1)),
        ("2026-Q2", GREGORIAN, "quarter", date(2026, 4, 1), date(2026, 7, 1)),
        ("Q2 2026", GREGORIAN, "quarter", date(2026, 4, 1), date(2026, 7, 1)),
        ("quarter 2, 2026", GREGORIAN, "quarter", date(2026, 4, 1), date(2026, 7, 1)),
        ("2026-05", GREGORIAN, "month", date(2026, 5, 1), date(2026, 6, 1)),
        ("05/2026", GREGORIAN, "month", date(2026, 5, 1), date(2026, 6, 1)),
        ("May 2026", GREGORIAN, "month", date(2026, 5, 1), date(2026, 6, 1)),
        ("2026 Sept", GREGORIAN, "month", date(2026, 9, 1), date(2026, 10, 1)),
        ("مه ۲۰۲۶", GREGORIAN, "month", date(2026, 5, 1), date(2026, 6, 1)),
        ("2026-W23", GREGORIAN, "week", date(2026, 6, 1), date(2026, 6, 8)),
        ("۱۴۰۵", JALALI, "year", date(2026, 3, 21), date(2027, 3, 21)),
        ("1405/03", JALALI, "month", date(2026, 5, 22), date(2026, 6, 22)),
        ("خرداد ۱۴۰۵", JALALI, "month", date(2026, 5, 22), date(2026, 6, 22)),
        ("خردادماه سال ۱۴۰۵", JALALI, "month", date(2026, 5, 22), date(2026, 6, 22)),
        ("Khordad 1405", JALALI, "month", date(2026, 5, 22), date(2026, 6, 22)),
        ("بهار ۱۴۰۵", JALALI, "quarter", date(2026, 3, 21), date(2026, 6, 22)),
        ("سه‌ماههٔ دوم ۱۴۰۵", JALALI, "quarter", date(2026, 6, 22), date(2026, 9, 23)),
        ("خرداد 1405", GREGORIAN, "month", date(2026, 5, 22), date(2026, 6, 22)),
        ("2026-05", JALALI, "month", date(2026, 5, 1), date(2026, 6, 1)),
    ],
)
def test_periods_are_read_as_people_write_them(session, text, almanac, kind, start, end):
    period = read_period(text, almanac)
    assert (period.kind, period.start, period.end) == (PeriodKind(kind), start, end)


@pytest.mark.parametrize("text", ["", "soon", "2026-13", "May", "خرداد 2026", "2026-05-01", "26"])
def test_what_is_no_period_is_refused(session, text):
    with pytest.raises(BadLine):
        read_period(text, GREGORIAN)


def test_a_line_is_for_the_person_the_team_or_the_company(desk, cast, session, revenue):
    counts = desk.goals(
        PLAN,
        HEADS,
        'Ada,North,revenue,2026-12,"40,000","50,000"',
        ",North,Revenue,2026-Q4,200000,",
        ",,revenue,2027,2000000,",
    )
    assert counts == {"added": 3}
    company = session.scalar(select(Organisation.id))
    months = (date(2026, 12, 1), date(2027, 1, 1))
    assert goals() == [
        (cast.ada, revenue, "month", *months, 4_000_000),
        (cast.north, revenue, "quarter", date(2026, 10, 1), date(2027, 1, 1), 20_000_000),
        (company, revenue, "year", date(2027, 1, 1), date(2028, 1, 1), 200_000_000),
    ]
    kinds = session.scalars(select(Goal.kind).order_by(Goal.id)).all()
    assert kinds == ["individual", "team", "annual"]
    assert session.scalars(select(Goal.parent_id)).all() == [None] * 3


@pytest.mark.parametrize(
    ("metric", "kind"),
    [
        ("calls", "activity"),
        ("demos", "activity"),
        ("revenue", "individual"),
        ("deals-won", "individual"),
        ("win-rate", "individual"),
    ],
)
def test_a_persons_goal_is_named_after_what_it_counts(desk, cast, session, metric, kind):
    desk.goals(
        PLAN,
        HEADS,
        f"Ada,,{metric},2026-12,40 %," if "rate" in metric else f"Ada,,{metric},2026-12,40,",
    )
    assert session.scalars(select(Goal.kind)).all() == [kind]


def test_the_same_file_again_changes_nothing(desk, cast):
    lines = [HEADS, "Ada,,revenue,2026-12,40000,", "Ada,,revenue,2026-05,40000,"]
    assert desk.goals(PLAN, *lines) == {"added": 1, "for_record": 1}
    assert desk.goals(PLAN, *lines) == {"unchanged": 2}
    assert len(goals()) == 2
    assert db.session.scalar(select(func.count()).select_from(GoalVersion)) == 2


@pytest.mark.usefixtures("any_database")
def test_another_target_is_a_new_version_from_today_on(desk, cast, session):
    desk.goals(PLAN, HEADS, "Ada,,revenue,2026-Q4,40000,")
    assert desk.goals(PLAN, HEADS, "Ada,,revenue,2026-Q4,60000,70000") == {"changed": 1}
    rows = session.execute(
        select(GoalVersion.since, GoalVersion.target, GoalVersion.stretch).order_by(
            GoalVersion.since
        )
    ).all()
    assert [tuple(row) for row in rows] == [
        (date(2026, 10, 1), 4_000_000, None),
        (AT.date(), 6_000_000, 7_000_000),
    ]
    assert scoring.verify() == []


def test_a_goal_that_was_dropped_is_set_anew(desk, cast, session):
    line = "Ada,,revenue,2026-12,40000,"
    desk.goals(PLAN, HEADS, line)
    with scoring.publish(by_id=None, at=AT) as publication:
        drop_goal(publication, session.scalar(select(Goal.id)))
    assert desk.goals(PLAN, HEADS, line) == {"added": 1}


@pytest.mark.usefixtures("any_database")
def test_a_period_that_is_over_is_for_the_record_and_pays_nothing(desk, cast, session, deal):
    """As in real life: a year's deals, targets for each of its months, and the running month."""
    load_rules({"rule": [PAYS]}, at=AT, since=date(2026, 1, 1))
    for month in range(1, 12):
        deal(cast.ada, date(2026, month, 10), 5_000_000)
    lines = [f"Ada,,revenue,2026-{month:02},40000,45000" for month in range(1, 12)]
    assert desk.goals(PLAN, HEADS, *lines) == {"added": 1, "for_record": 10}
    paid = session.execute(select(Award.window_start, Award.points)).all()
    # Half of the way, all of it and the stretch, for the running month.
    assert [tuple(row) for row in paid] == [(date(2026, 11, 1), 10)] * 3
    assert scoring.verify() == []
    # A deal logged late moves no award either.
    deal(cast.ada, date(2026, 3, 11), 9_000_000)
    assert session.scalar(select(func.count(Award.id))) == 3
    assert scoring.verify() == []


def test_the_record_can_be_put_right_and_what_was_pursued_cannot(desk, cast, session):
    desk.goals(PLAN, HEADS, "Ada,,revenue,2026-05,40000,", "Ada,,revenue,2026-11,40000,")
    assert desk.goals(PLAN, HEADS, "Ada,,revenue,2026-05,50000,") == {"changed": 1}
    changed = session.scalars(select(Audit).where(Audit.action == "change")).one()
    assert (changed.before["target"], changed.after["target"]) == (4_000_000, 5_000_000)
    later = {"at": AT + timedelta(days=30)}
    why = desk.refused(PLAN, HEADS, "Ada,,revenue,2026-11,50000,", of="goals", **later)
    assert why == ["2: This goal is over and can no longer change. Set a new one."]


def test_a_goal_that_repeats_says_the_same_or_is_changed_itself(desk, cast, session, revenue):
    with scoring.publish(by_id=None, at=AT) as publication:
        each_month = NewGoal(
            kind=GoalKind.INDIVIDUAL,
            name="Revenue",
            metric_id=revenue,
            owner_id=cast.ada,
            target=NewTarget(4_000_000),
            period_kind=PeriodKind.MONTH,
            since=AT.date(),
        )
        set_goal(publication, each_month)
    assert desk.goals(PLAN, HEADS, "Ada,,revenue,2026-12,40000,") == {"unchanged": 1}
    why = desk.refused(PLAN, HEADS, "Ada,,revenue,2026-12,50000,", of="goals")
    assert why == [
        "2: A repeating goal already sets something else for this period. Change that one."
    ]


def test_each_metric_is_read_in_its_unit(desk, cast, session):
    lines = [
        "Ada,,win-rate,2026-12,45 %,",
        "Ada,,calls,2026-12,400,500",
        "Ada,,selling-time,2026-12,۶۰٪,",
    ]
    assert desk.goals(PLAN, HEADS, *lines) == {"added": 3}
    targets = session.scalars(select(GoalVersion.target).order_by(GoalVersion.goal_id)).all()
    assert targets == [450_000, 400, 600_000]


def test_lower_is_better_needs_where_it_starts_from(desk, cast, session):
    line = "Ada,,cycle-time,2026-12,20,"
    why = desk.refused(PLAN, HEADS, line, of="goals")[0]
    assert "say where it starts. Name its column in the map: baseline =" in why
    plan, heads = PLAN + 'baseline = "baseline"\n', HEADS + ",baseline"
    why = desk.refused(plan, heads, line + ",", of="goals")[0]
    assert why.endswith("say where it starts.")
    assert desk.goals(plan, heads, line + ",35") == {"added": 1}


def test_a_period_of_the_other_calendar_has_its_own_dates(desk, cast, session, revenue):
    assert desk.goals(PLAN, HEADS, "Ada,,revenue,دی ۱۴۰۵,40000,") == {"added": 1}
    assert goals() == [(cast.ada, revenue, None, date(2026, 12, 22), date(2027, 1, 21), 4_000_000)]
    assert desk.goals(PLAN, HEADS, "Ada,,revenue,1405/10,40000,") == {"unchanged": 1}


def test_month_and_year_may_stand_apart(desk, cast, session):
    plan = PLAN.replace('period = "period"', 'period = "month"\nyear = "year"')
    heads = "who,team,metric,month,year,target,stretch"
    assert desk.goals(plan, heads, "Ada,,revenue,December,2026,40000,") == {"added": 1}
    assert goals()[0][3] == date(2026, 12, 1)


def test_what_cannot_be_is_told_by_its_line(desk, cast):
    why = desk.refused(
        PLAN,
        HEADS,
        "Nobody,,revenue,2026-12,40000,",
        "Ada,,reveneu,2026-12,40000,",
        "Ada,,revenue,sometime,40000,",
        "Ada,,revenue,2026-12,,",
        "Ada,,revenue,2026-12,much,",
        "Ada,,revenue,2026-12,0,",
        "Ada,,revenue,2026-12,40000,30000",
        "Ada,,revenue,2026-12,40000,",
        "Ada,,revenue,Dec 2026,50000,",
        of="goals",
    )
    assert why[:4] == [
        "2: Nobody here is called “Nobody”.",
        "3: There is no metric “reveneu”.",
        "4: “sometime” is not a period. Write it like 2026, 2026-Q2, 2026-05 or May 2026.",
        "5: The target is missing.",
    ]
    assert why[5] == "7: A target must be more than zero."
    assert why[6] == "8: A stretch target must be beyond the target."
    assert goals() == []


def test_two_lines_of_one_goal_are_no_order_of_whims(desk, cast):
    for other in ("Ada,,revenue,Dec 2026,50000,", "Ada,,revenue,Dec 2026,40000,45000"):
        lines = ["Ada,,revenue,2026-12,40000,", other]
        assert desk.refused(PLAN, HEADS, *lines, of="goals") == [
            "3: Line 2 says something else about this goal."
        ]


def test_a_repeat_of_a_goal_is_no_bad_line(desk, cast):
    lines = ["Ada,,revenue,2026-12,40000,", "Ada,,revenue,Dec 2026,40000,"]
    assert desk.goals(PLAN, HEADS, *lines) == {"added": 1, "unchanged": 1}
    assert desk.goals(PLAN, HEADS, *lines) == {"unchanged": 2}


@pytest.mark.parametrize(
    ("target", "plan", "key"),
    [
        ("1.500.000,00", PLAN, 'decimal = ","'),
        ("1,500.00", PLAN + 'decimal = ","', 'decimal = "."'),
    ],
)
def test_a_target_with_the_other_decimal_mark_names_the_key(desk, cast, target, plan, key):
    (bad,) = desk.refused(plan, HEADS, f'Ada,,revenue,2026-12,"{target}",', of="goals")
    assert bad.endswith(f"To read it, set this in the map: {key}")


def test_a_dry_run_sets_nothing(desk, cast):
    assert desk.goals(PLAN, HEADS, "Ada,,revenue,2026-12,40000,", is_dry=True) == {"added": 1}
    assert goals() == []


def test_a_goal_for_the_record_promises_nothing(desk, cast, session, deal):
    """A27: what reads as reached was paid, or says why not; here nothing was ever to be paid."""
    load_rules({"rule": [PAYS]}, at=AT, since=date(2026, 1, 1))
    deal(cast.ada, date(2026, 5, 10), 5_000_000)
    desk.goals(PLAN, HEADS, "Ada,,revenue,2026-05,40000,45000", "Ada,,revenue,2026-11,40000,")
    settings = configuration.current()
    past, present = session.scalars(select(Goal).order_by(Goal.id))
    kept = last_results([past], day=AT.date())[past.id]
    (running,) = progress_of([present], day=AT.date())
    assert kept.attainment.value == 5_000_000
    assert kept.rewards == NONE
    assert running.rewards.now == {500: 10, 1000: 10}
    assert list(milestone_outcomes(kept, day=AT.date(), settings=settings)) == []
