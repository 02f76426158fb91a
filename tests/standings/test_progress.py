"""The ten metrics as goals of a person, a team and the company, worked out by hand."""

from dataclasses import asdict
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from sqlalchemy import select

from leaderboard.database import driver_of
from leaderboard.extensions import db
from leaderboard.models import (
    Goal,
    GoalKind,
    GoalVersion,
    Leave,
    Membership,
    Metric,
    Organisation,
    SubjectKind,
    Team,
    TeamParent,
)
from leaderboard.publishing.founding import add_subject
from leaderboard.publishing.rules import load_rules
from leaderboard.rules.attainment import State
from leaderboard.rules.periods import PeriodKind, Span
from leaderboard.scoring import publish
from leaderboard.standings.past import history_of, past_periods
from leaderboard.standings.progress import first_goals, progress_of, running_for
from leaderboard.standings.rewards import NONE
from tests.standings.entries import log

AT = datetime(2026, 11, 25, 9, tzinfo=UTC)
DAY = date(2026, 11, 25)
NOVEMBER = Span(date(2026, 11, 1), date(2026, 12, 1))

# Sums of money are cents.
AUTUMN = """
10-05  ada   opening-customers  quantity=50
10-05  ben   opening-customers  quantity=30
10-06  otto  opening-customers  quantity=20
10-10  ada   deal-won  amount=100000 profit=40000 days=10 quantity=2 deal-type:new
10-20  ben   customer-lost
10-21  ada   call x3
11-03  ada   deal-won  amount=300000 profit=150000 days=20 quantity=3 deal-type:new
11-04  ada   deal-won  amount=100000 quantity=1 deal-type:upsell
11-05  ben   deal-won  amount=200000 profit=20000 days=40 quantity=5 deal-type:new
11-06  otto  deal-won  amount=400000 profit=100000 days=30 quantity=1 deal-type:new
11-09  ada   deal-lost loss-reason:price
11-09  ben   deal-lost x2
11-09  ada   customer-lost
11-10  otto  customer-lost x2
11-11  north cost amount=90000 source:email
11-11  south cost amount=80000
11-11  company cost amount=60000
11-12  ada   working-time minutes=180 time-use:selling
11-12  ada   working-time minutes=300 time-use:other
11-12  ben   working-time minutes=120 time-use:selling
11-12  ben   working-time minutes=120 time-use:other
11-12  ada   qualified-lead x3
11-12  ben   qualified-lead
11-16  ada   call x4
11-17  otto  call x2
11-18  ada   demo
11-18  ben   meeting x2
12-01  ada   call x9
"""

# Whose goal, on which metric, and what it came to in November; "few" has too few cases.
BY_HAND = """
M1   revenue          ada 400000   ben 200000   north 600000   company 1000000
M2   churn            ada 1/51     ben 0/29     north 1/80     company 3/100
M3a  units            ada 4        ben 5        north 9        company 10
M3b  margin           ada 1/2      ben 1/10     north 17/50    company 3/10
M4   ltv              ada 500000/52 ben 200000/31 north 700000/83 company 1100000/104
M5   qualified-leads  ada 3        ben 1        north 4        company 4
M6   win-rate         ada 2/3      ben 1/3      north 1/2      company 4/7
M7   cac              ada few      ben few      north 45000    company 230000/3
M8   cycle-time       ada 20       ben 40       north 30       company 30
M9   selling-time     ada 3/8      ben 1/2      north 5/12     company 5/12
M10a calls            ada 4        ben 0        north 4        company 6
M10b demos            ada 1        ben 0        north 1        company 1
M10c meetings         ada 0        ben 2        north 2        company 2
"""
CASES = [
    (number, metric, owner, value)
    for number, metric, *pairs in (line.split() for line in BY_HAND.strip().splitlines())
    for owner, value in zip(pairs[::2], pairs[1::2], strict=True)
]


@pytest.fixture
def owners(session, cast):
    company = session.scalar(select(Organisation.id))
    return {**asdict(cast), "company": company}


@pytest.fixture
def autumn(session, owners):
    log(session, AUTUMN, owners)
    return owners


def set_goal(metric, owner_id, **given):
    """A goal as set on the first of November, for each month by default."""
    version = {"target": 1000, "stretch": None, "milestones": [250, 500, 750, 1000]}
    version |= {name: given.pop(name) for name in list(given) if name in version}
    targets = given.pop("targets", {})
    with publish(by_id=None, at=AT) as publication:
        goal = Goal(
            **{
                "kind": GoalKind.INDIVIDUAL,
                "name": metric,
                "metric_id": db.session.scalar(select(Metric.id).where(Metric.slug == metric)),
                "owner_id": owner_id,
                "period_kind": PeriodKind.MONTH,
                "since": date(2026, 1, 1),
                "until": None,
                "created_at": AT,
                **given,
            }
        )
        db.session.add(goal)
        db.session.flush()
        db.session.add(GoalVersion(goal_id=goal.id, since=goal.since, **version))
        for since, target in targets.items():
            db.session.add(
                GoalVersion(goal_id=goal.id, since=since, **{**version, "target": target})
            )
        db.session.flush()
        publication.audit("make", "goal", goal.id)
    return db.session.scalars(select(Goal).where(Goal.id == goal.id)).one()


def only(found):
    assert len(found) == 1
    return found[0]


@pytest.mark.usefixtures("any_database")
def test_every_metric_is_what_a_hand_works_out(session, autumn):
    with publish(by_id=None, at=AT) as publication:
        for metric in session.scalars(select(Metric)):
            metric.min_sample = min(metric.min_sample, 1)
        publication.audit("change", "metric", 1)
    goals = [set_goal(metric, autumn[owner]) for _, metric, owner, _ in CASES]
    found = progress_of(goals, day=DAY)
    got = [
        "few" if p.attainment.state is State.TOO_FEW_CASES else p.attainment.value for p in found
    ]
    assert got == [value if value == "few" else Fraction(value) for *_, value in CASES]


@pytest.mark.usefixtures("any_database")
def test_own_dates_and_every_period_count_their_own_days(session, autumn):
    goals = [
        set_goal("calls", autumn["ada"], period_kind=kind)
        for kind in (PeriodKind.DAY, PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.QUARTER)
    ]
    own = {"period_kind": None, "since": date(2026, 10, 21), "until": date(2026, 11, 17)}
    goals += [set_goal("calls", autumn["ada"], **own)]
    values = {
        day: [p.attainment.value for p in progress_of(goals, day=day)]
        for day in (date(2026, 11, 16), date(2026, 11, 17))
    }
    assert values == {date(2026, 11, 16): [4, 4, 4, 16, 7], date(2026, 11, 17): [0, 4, 4, 16]}


def test_a_team_counts_the_teams_below_it_from_the_day_they_came(session, autumn):
    with publish(by_id=None, at=AT) as publication:
        region = Team(
            id=add_subject(SubjectKind.TEAM), name="Region", folded="region", mark=3, created_at=AT
        )
        session.add(region)
        session.flush()
        session.add(
            TeamParent(team_id=autumn["north"], since=date(2026, 11, 8), parent_id=region.id)
        )
        publication.audit("make", "team", region.id)
    goals = [set_goal(metric, region.id) for metric in ("revenue", "calls", "churn")]
    revenue, calls, churn = progress_of(goals, day=DAY)
    assert (revenue.attainment.value, calls.attainment.value) == (0, 4)
    # Before November North was not below the region, so it had no customers to lose.
    assert churn.attainment.state is State.TOO_FEW_CASES


def test_what_somebody_did_stays_with_the_team_of_that_day(session, owners):
    with publish(by_id=None, at=AT) as publication:
        session.add(
            Membership(person_id=owners["ada"], since=date(2026, 11, 10), team_id=owners["south"])
        )
        publication.audit("move", "person", owners["ada"])
    log(session, "11-09 ada call x2\n11-10 ada call x3", owners)
    goals = [set_goal("calls", owners[name]) for name in ("ada", "north", "south")]
    assert [p.attainment.value for p in progress_of(goals, day=DAY)] == [5, 2, 3]


def test_targets_hold_from_their_day_and_the_last_one_stands(session, autumn):
    goal = set_goal(
        "calls",
        autumn["ada"],
        target=10,
        targets={date(2026, 11, 10): 8, date(2026, 12, 1): 20},
    )
    assert only(progress_of([goal], day=date(2026, 11, 9))).attainment.course.target == 10
    assert only(progress_of([goal], day=DAY)).attainment.course.target == 8
    november, october = history_of(goal, past_periods(goal, day=date(2026, 12, 3))[:2])
    assert (november.attainment.course.target, november.attainment.value) == (8, 4)
    assert (october.attainment.course.target, october.attainment.value) == (10, 3)
    assert {p.attainment.state for p in (november, october)} == {State.CLOSED}


def test_ratios_have_targets_in_millionths(session, autumn):
    goal = set_goal(
        "churn", autumn["company"], target=10_000, baseline=40_000, stretch=5_000, milestones=[500]
    )
    found = only(progress_of([goal], day=DAY)).attainment
    assert found.course.target == Fraction(1, 100)
    # From 4 % down to 1 %: at 3 % a third of the way is done.
    assert found.way == Fraction(1, 3)
    assert found.milestones[0].at == Fraction(25, 1000)


def test_a_ratio_with_too_few_cases_says_how_many_it_has(session, autumn):
    found = only(progress_of([set_goal("win-rate", autumn["ada"])], day=DAY))
    assert (found.attainment.state, found.sample) == (State.TOO_FEW_CASES, 3)
    assert found.metric.min_sample == 10


def test_leave_is_not_counted_as_time(session, autumn):
    goals = [set_goal("calls", autumn[name]) for name in ("ada", "ben", "north")]
    with publish(by_id=None, at=AT) as publication:
        for number in (23, 24, 28):
            session.add(Leave(person_id=autumn["ada"], day=date(2026, 11, number)))
        publication.audit("leave", "person", autumn["ada"])
    gone = [(p.attainment.time.gone, p.attainment.time.total) for p in progress_of(goals, day=DAY)]
    # Of 21 working days 17 come before the 25th; the 28th is a Saturday.
    assert gone == [(15, 19), (17, 21), (17, 21)]


def test_a_goal_has_no_instance_before_it_begins_after_it_ends_or_once_dropped(session, autumn):
    goal = set_goal("calls", autumn["ada"], since=date(2026, 10, 15), until=date(2026, 12, 1))
    days = [date(2026, 10, 20), date(2026, 11, 1), date(2026, 11, 30), date(2026, 12, 1)]
    assert [len(progress_of([goal], day=day)) for day in days] == [0, 1, 1, 0]
    assert [p.span for p in history_of(goal, past_periods(goal, day=date(2027, 3, 1)))] == [
        NOVEMBER
    ]
    with publish(by_id=None, at=AT) as publication:
        session.get_one(Goal, goal.id).retired_at = AT
        publication.audit("drop", "goal", goal.id)
    goal = session.get_one(Goal, goal.id)
    assert progress_of([goal], day=DAY) == []
    assert len(progress_of([goal], day=date(2026, 11, 24))) == 1


def test_w1_a_persons_goals_come_by_impact_and_then_by_when_they_are_due(session, autumn):
    set_goal("calls", autumn["ada"], name="Month", impact=2)
    set_goal("calls", autumn["ada"], name="Week", impact=2, period_kind=PeriodKind.WEEK)
    set_goal("demos", autumn["ada"], name="First", impact=3)
    set_goal("revenue", autumn["north"], name="North")
    set_goal("revenue", autumn["company"], name="Company")
    set_goal("calls", autumn["ben"], name="Not mine")
    set_goal("calls", autumn["south"], name="Not ours")
    found = running_for(autumn["ada"], day=DAY)
    assert [i.row.name for i in found.mine] == ["First", "Week", "Month"]
    assert [i.row.name for i in found.team] == ["North"]
    assert [i.row.name for i in found.company] == ["Company"]
    assert [p.name for p in first_goals(autumn["ada"], day=DAY, most=2)] == ["First", "Week"]


def test_milestones_know_what_they_pay(session, autumn):
    rules = [
        {
            "slug": "half",
            "name": "Half",
            "trigger": "goal_milestone",
            "milestones": [50],
            "points": 20,
        },
        {
            "slug": "all",
            "name": "All",
            "trigger": "goal_milestone",
            "milestones": [50, 100],
            "stretch": True,
            "points": 30,
        },
    ]
    load_rules({"rule": rules}, at=AT, since=date(2026, 11, 1))
    goals = [set_goal("calls", autumn["ada"]), set_goal("calls", autumn["north"])]
    goals.append(set_goal("win-rate", autumn["ada"]))
    own, team, ratio = progress_of(goals, day=DAY)
    assert own.rewards.now == {500: 50, 1000: 30}
    assert (team.rewards, ratio.rewards) == (NONE, NONE)


def statements_of(goals, **options):
    """What reaches SQLite, with the settings known."""
    progress_of(goals, **options)
    found, driver = [], driver_of(db.session()).connection
    driver.set_trace_callback(found.append)
    try:
        progress_of(goals, **options)
    finally:
        driver.set_trace_callback(None)
    return found


def test_many_goals_cost_as_many_statements_as_few(session, autumn):
    few = [set_goal("revenue", autumn["ada"]), set_goal("revenue", autumn["north"])]
    many = few + [
        set_goal(metric, autumn[owner], period_kind=kind)
        for metric in ("revenue", "churn", "ltv", "calls", "selling-time")
        for owner in ("ada", "ben", "otto", "north", "south", "company")
        for kind in (PeriodKind.WEEK, PeriodKind.QUARTER)
    ]
    assert [len(statements_of(goals, day=DAY)) for goals in (few, many)] == [2, 2]
