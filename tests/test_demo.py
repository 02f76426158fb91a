"""The demo's company: believable, alive today, honest, and the same for the same day."""

import json
from datetime import UTC, date, datetime, timedelta
from random import Random

import flask_migrate
import pytest
from sqlalchemy import func, select

from leaderboard import configuration
from leaderboard.access import entry
from leaderboard.demo import cast, facts
from leaderboard.demo.cast import COMPANIES, ENGLISH, PERSIAN, REPS
from leaderboard.demo.company import DAYS, fill
from leaderboard.demo.customers import customers
from leaderboard.demo.entrance import is_reached_by_others, tell_qr
from leaderboard.demo.scene import Scene
from leaderboard.extensions import db
from leaderboard.models import (
    Activity,
    Award,
    Badge,
    By,
    Goal,
    GoalKind,
    Kind,
    Membership,
    Metric,
    Organisation,
    Person,
    Role,
    Rule,
    Screen,
    Team,
    Void,
)
from leaderboard.rules.periods import PeriodKind, period_of
from leaderboard.rules.triggers import TRIGGERS
from leaderboard.rules.working_days import WeekWorked, WorkingCalendar
from leaderboard.scoring import check_activity, verify
from leaderboard.scoring.new_activity import content_of
from leaderboard.standings.boards import board
from tests.databases import make_app
from tests.servers import run, started

# A Wednesday, and another hour of the same one.
AT = datetime(2026, 11, 25, 13, 30, tzinfo=UTC)
EARLIER = datetime(2026, 11, 25, 0, 10, tzinfo=UTC)
TODAY = date(2026, 11, 25)
WORKED = {ENGLISH: "01234", PERSIAN: "01256"}


def app_with_schema(url, folder):
    app = make_app(url, data=folder)
    with app.app_context():
        flask_migrate.upgrade()
    return app


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """The English company as it is on an afternoon, with its passwords and keys."""
    folder = tmp_path_factory.mktemp("demo")
    app = app_with_schema(f"sqlite:///{folder / 'demo.sqlite3'}", folder)
    with app.app_context():
        secrets = fill(ENGLISH, at=AT)
        db.session.remove()
    return app, secrets


@pytest.fixture
def company(filled):
    app, _secrets = filled
    with app.app_context():
        yield db.session


def metric(session, slug):
    return session.scalars(select(Metric).where(Metric.slug == slug)).one()


def person_id(session, name):
    return session.scalars(select(Person.id).where(Person.name == name)).one()


def counted(session, name, kind):
    """How often the person did it today."""
    return session.scalar(
        select(func.count(Activity.id))
        .join(Kind, Kind.id == Activity.kind_id)
        .where(
            Activity.subject_id == person_id(session, name),
            Activity.occurred_on == TODAY,
            Kind.slug == kind,
            ~select(Void.id).where(Void.activity_id == Activity.id).exists(),
        )
    )


@pytest.mark.slow
class TestTheCompany:
    def test_equals_a_replay_of_its_ledger(self, company):
        assert verify() == []

    def test_has_four_teams_and_its_people(self, company):
        roles = company.execute(select(Person.role, func.count()).group_by(Person.role))
        assert dict(roles.all()) == {Role.REP: 21, Role.MANAGER: 4, Role.ADMIN: 1}
        teams = company.execute(select(Team.name, Team.mark).order_by(Team.mark)).all()
        assert teams == [("North", 1), ("Harbour", 2), ("Summit", 3), ("Valley", 4)]

    def test_worked_ninety_days_and_nobody_in_the_future(self, company):
        first = company.scalar(
            select(func.min(Activity.occurred_on))
            .join(Kind, Kind.id == Activity.kind_id)
            .where(Kind.slug == "call")
        )
        assert TODAY - timedelta(days=DAYS) <= first <= TODAY - timedelta(days=DAYS - 3)
        assert company.scalar(select(func.max(Activity.occurred_at))) <= AT
        assert company.scalar(select(func.max(Activity.logged_at))) <= AT
        assert company.scalar(select(func.max(Award.made_at))) <= AT

    def test_logs_nothing_that_a_form_would_refuse(self, company):
        settings = configuration.current()
        for activity in company.scalars(select(Activity)):
            new = content_of(activity, settings)
            check_activity(new, settings, at=AT, is_late_allowed=True)

    def test_rests_on_days_off(self, company):
        settings = configuration.current()
        calendars = {part.name.en: person_id(company, part.name.en) for part in REPS}
        for whose in calendars.values():
            working = settings.world(whose).working
            days = company.scalars(
                select(Activity.occurred_on).where(Activity.subject_id == whose).distinct()
            )
            books = period_of(PeriodKind.YEAR, TODAY, settings.almanac).start
            assert [day for day in days if day != books and not working.is_working(day)] == []

    def test_pursues_goals_of_all_five_kinds_that_hang_together(self, company):
        goals = {goal.id: goal for goal in company.scalars(select(Goal))}
        assert {goal.kind for goal in goals.values()} == set(GoalKind)
        roots = [goal for goal in goals.values() if goal.parent_id is None]
        assert [goal.kind for goal in roots] == [GoalKind.ANNUAL]
        assert all(goal.parent_id in goals for goal in goals.values() if goal not in roots)
        assert {goal.versions[0].stretch is not None for goal in goals.values()} == {True, False}

    def test_parts_of_a_revenue_goal_add_up_to_the_whole(self, company):
        revenue = metric(company, "revenue").id
        monthly = [
            goal
            for goal in company.scalars(select(Goal).where(Goal.metric_id == revenue))
            if goal.period_kind == PeriodKind.MONTH
        ]
        for whole in monthly:
            parts = [g.versions[0].target for g in monthly if g.parent_id == whole.id]
            assert not parts or sum(parts) == whole.versions[0].target

    def test_was_paid_by_every_trigger_and_by_hand(self, company):
        reasons = set(company.scalars(select(Award.reason).distinct()))
        assert {*TRIGGERS} | {"by_hand"} <= reasons
        assert company.scalar(select(func.count(Rule.id))) > 10

    def test_has_badges_and_has_earned_every_one(self, company):
        badges = set(company.scalars(select(Badge.id)))
        earned = set(company.scalars(select(Award.badge_id).distinct())) - {None}
        assert len(badges) >= 12
        assert earned == badges

    def test_has_something_to_show_for_every_metric(self, company):
        quarter = period_of(PeriodKind.QUARTER, TODAY, configuration.current().almanac)
        for row in company.scalars(select(Metric)).all():
            ranks = [r.rank for r in board(row, by=By.TEAM, span=quarter.span).rows]
            assert [rank for rank in ranks if rank], row.slug

    def test_is_near_its_goals_and_not_all_of_it_ahead(self, company):
        """Each team's revenue this month, over what even pace would have brought by now."""
        settings = configuration.current()
        month = period_of(PeriodKind.MONTH, TODAY, settings.almanac)
        working = settings.world(0).working
        gone = working.working_days(month.span) - 4
        share = gone / working.working_days(month.span)
        pace = {
            row.name: float(row.value) / 100 / (team.target * share)
            for row in board(metric(company, "revenue"), by=By.TEAM, span=month.span).rows
            for team in cast.TEAMS
            if team.name.en == row.name
        }
        assert len(pace) == 4
        assert all(0.6 < value < 1.7 for value in pace.values()), pace
        assert pace["Valley"] < pace["Summit"]

    def test_is_alive_today(self, company):
        assert counted(company, "Maya Lindqvist", "call") == 7
        assert counted(company, "Elena Rossi", "call") == 9
        assert counted(company, "Petra Novak", "call") == 0
        loud = select(func.count(Award.id)).where(
            Award.occurred_on == TODAY, Award.is_silent.is_(False)
        )
        assert company.scalar(loud) > 150
        last = company.scalars(select(Award).order_by(Award.made_at.desc()).limit(40))
        assert person_id(company, "Elena Rossi") in {award.subject_id for award in last}

    def test_has_two_people_on_one_rank_near_the_top(self, company):
        month = period_of(PeriodKind.MONTH, TODAY, configuration.current().almanac)
        rows = board(metric(company, "points"), by=By.REP, span=month.span).rows
        assert any(row.is_tied for row in rows[:8])

    def test_has_one_who_changed_the_team_and_kept_the_past(self, company):
        grace = person_id(company, "Grace Mbeki")
        moves = company.scalars(
            select(Membership).where(Membership.person_id == grace).order_by(Membership.since)
        ).all()
        assert len(moves) == 2
        teams = set(
            company.scalars(select(Activity.team_id).where(Activity.subject_id == grace).distinct())
        )
        assert teams == {move.team_id for move in moves}

    def test_has_an_undone_call_and_a_corrected_deal(self, company):
        assert set(company.scalars(select(Void.reason))) == {
            cast.LOGGED_TWICE.en,
            cast.DISCOUNT.en,
        }
        corrected = company.scalars(select(Activity).where(Activity.corrects_id.is_not(None))).one()
        before = company.get_one(Activity, corrected.corrects_id)
        assert 0 < corrected.amount < before.amount

    def test_has_two_screens_with_slides(self, company):
        screens = company.scalars(select(Screen)).all()
        assert [screen.name for screen in screens] == ["Sales floor", "Reception"]
        assert [len(screen.slides) for screen in screens] == [3, 2]
        assert [screen.shows_money for screen in screens] == [True, False]

    def test_lets_its_people_in_by_passwords_of_this_installation(self, filled):
        app, secrets = filled
        assert len(set(secrets.passwords.values())) == len(cast.SIGNING_IN)
        with app.test_request_context(), app.app_context():
            token = entry.sign_in(
                "maya@brightwater.example",
                secrets.passwords["maya"],
                device="tests",
                address="127.0.0.1",
                at=AT,
            )
        assert token

    def test_is_the_same_at_another_hour_of_the_day(self, filled, tmp_path):
        app, secrets = filled
        other = app_with_schema(f"sqlite:///{tmp_path / 'other.sqlite3'}", tmp_path)
        with other.app_context():
            others = fill(ENGLISH, at=EARLIER)
            latest = db.session.scalar(select(func.max(Activity.occurred_at)))
            there = told(db.session)
        with app.app_context():
            here = told(db.session)
        assert here == there
        assert latest <= EARLIER
        assert others.passwords != secrets.passwords
        assert others.screens != secrets.screens


def told(session):
    """The company without its clock times, passwords and keys, and without the numbers of its
    entries: those depend on how much a busy machine writes at once."""
    activities = select(
        Activity.subject_id,
        Activity.team_id,
        Activity.kind_id,
        Activity.cut_id,
        Activity.occurred_on,
        Activity.amount,
        Activity.profit,
        Activity.quantity,
        Activity.days,
        Activity.customer,
    )
    awards = select(Award.rule_id, Award.subject_id, Award.occurred_on, Award.points, Award.reason)
    people = select(Person.id, Person.name, Person.email)
    return [
        sorted(map(str, session.execute(statement))) for statement in (activities, awards, people)
    ]


@pytest.mark.slow
@pytest.mark.postgres
def test_the_persian_company_lives_by_its_own_calendar(postgres, tmp_path):
    app = app_with_schema(postgres.make("demo"), tmp_path)
    with app.app_context():
        fill(PERSIAN, at=AT)
        assert verify() == []
        organisation = db.session.scalars(select(Organisation)).one()
        assert (organisation.calendar, organisation.first_weekday) == ("jalali", 5)
        assert (organisation.currency, organisation.language) == ("IRT", "fa_IR")
        names = [
            *db.session.scalars(select(Person.name)),
            *db.session.scalars(select(Team.name)),
            *db.session.scalars(select(Goal.name)),
            *db.session.scalars(select(Badge.name)),
            *db.session.scalars(select(Activity.customer).where(Activity.customer != "")),
        ]
        assert [name for name in names if any("a" <= sign <= "z" for sign in name)] == []
        calls = select(Activity.occurred_on).join(Kind, Kind.id == Activity.kind_id)
        days = db.session.scalars(calls.where(Kind.slug == "call").distinct())
        assert {day.weekday() for day in days if day != TODAY} == {5, 6, 0, 1, 2}
        month = period_of(PeriodKind.MONTH, TODAY, organisation.almanac)
        assert month.start == date(2026, 11, 22)
        assert board(metric(db.session, "revenue"), by=By.TEAM, span=month.span).rows
        db.session.remove()
        db.engine.dispose()
    postgres.drop("demo")


def scene_of(language, today):
    """The scene as filling makes it, without a database."""
    company = COMPANIES[language]
    weeks = (WeekWorked(date(2020, 1, 1), frozenset(int(d) for d in WORKED[language])),)
    working = WorkingCalendar(weeks)
    almanac = company.charter.almanac
    start = today - timedelta(days=DAYS)
    books = min(period_of(PeriodKind.YEAR, today, almanac).start, start)
    return Scene(today, start, books, almanac, working, {part.key: working for part in REPS})


@pytest.mark.parametrize("language", [ENGLISH, PERSIAN])
@pytest.mark.parametrize(
    "today",
    [
        date(2026, 1, 1),
        date(2026, 3, 20),
        date(2026, 3, 21),
        date(2026, 11, 1),
        date(2026, 11, 30),
        date(2027, 2, 28),
        date(2028, 2, 29),
    ],
)
def test_there_is_a_company_on_every_day_of_the_year(language, today):
    rng = Random(today.toordinal())
    names, scene = customers(language, rng), scene_of(language, today)
    past, present = facts.past(scene, names, rng), facts.present(scene, names, rng)
    assert all(scene.books <= fact.day < today for fact in past)
    assert {fact.day for fact in present} == {today}
    assert {"call", "deal-won", "deal-lost", "cost", "working-time"} <= {f.kind for f in past}
    assert 15_000 < len(past) < 35_000
    assert [fact.who for fact in present[-3:]] == [key for key, _kind in cast.TODAY_ENDS]


@pytest.mark.slow
def test_make_demo_serves_a_company_keeps_it_and_begins_anew(tmp_path):
    data = tmp_path / "data"
    note = data / "demo.json"
    with started("leaderboard.demo", data=data, seconds=240) as server:
        assert note.stat().st_mode & 0o777 == 0o600
        first = json.loads(note.read_text())
        for person in first["people"]:
            if person["is_guide"]:
                assert f"{person['email']}" in server.said()
                assert person["password"] in server.said()
        assert [screen["url"].startswith(server.url) for screen in first["screens"]] == [True, True]
        assert "Brightwater" in server.get("/sign-in")[1]
        server.stop()
    assert run("flask", "verify", data=data).returncode == 0
    # Started again it keeps the data; another language does not change it.
    with started("leaderboard.demo", data=data, LOCALE="fa") as server:
        again = json.loads(note.read_text())
        assert again["people"] == first["people"]
        assert "Brightwater is still here" in server.said()
    # Interrupted in the middle of filling, it begins anew.
    note.write_text(json.dumps({"database": first["database"], "language": "en"}))
    with started("leaderboard.demo", data=data, seconds=240, LOCALE="fa") as server:
        assert json.loads(note.read_text())["people"][0]["email"].endswith("@roshana.example")
        assert 'dir="rtl"' in server.get("/sign-in")[1]
        refused = run("leaderboard.demo", data=data, RESET="1")
        assert (refused.returncode, "stop it first" in refused.stderr) == (1, True)


@pytest.mark.slow
def test_the_demo_leaves_a_real_company_alone(tmp_path):
    run("flask", "init", "--name", "Kestrel", "--admin", "nora@example.com", data=tmp_path)
    note = tmp_path / "demo.json"
    elsewhere = json.dumps({"database": "sqlite:///elsewhere", "people": []})
    for content in ("", elsewhere, "no note", "[]"):
        if content:
            note.write_text(content)
        for reset in ("", "1"):
            refused = run("leaderboard.demo", data=tmp_path, RESET=reset)
            assert refused.returncode == 1
            assert "leaves it alone" in refused.stderr
    assert run("flask", "verify", data=tmp_path).returncode == 0


def test_a_phone_on_the_network_gets_the_address_as_a_picture(capsys):
    tell_qr("http://192.0.2.7:8000")
    said = capsys.readouterr().out
    assert "http://192.0.2.7:8000" in said
    assert len(said.splitlines()) > 12


@pytest.mark.parametrize(
    ("host", "is_reached"),
    [
        *(("127.0.0.1", False), ("127.0.0.2", False), ("::1", False), ("localhost", False)),
        *(("0.0.0.0", True), ("::", True), ("192.0.2.7", True), ("sales.example.com", True)),
    ],
)
def test_the_picture_is_for_addresses_that_a_phone_reaches(host, is_reached):
    assert is_reached_by_others(host) is is_reached
