"""Filling an empty database with the company of the demo, through the functions of the product."""

import hashlib
import secrets
import tomllib
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import select

from leaderboard import clock, configuration, locale
from leaderboard.access import passwords
from leaderboard.demo import cast, facts, goals
from leaderboard.demo.cast import ADMIN, COMPANIES, PEOPLE, REPS, TEAMS, Company
from leaderboard.demo.customers import customers
from leaderboard.demo.facts import Fact, Scene
from leaderboard.extensions import db
from leaderboard.founding import add_person, add_subject, found
from leaderboard.models import (
    Activity,
    Badge,
    By,
    Dimension,
    DimensionValue,
    Goal,
    GoalVersion,
    Holiday,
    Kind,
    Leaderboard,
    Leave,
    Membership,
    Metric,
    Organisation,
    Person,
    Screen,
    Slide,
    SubjectKind,
    Team,
    Unit,
)
from leaderboard.rulebook import load_rules
from leaderboard.rules.periods import PeriodKind, WorkingCalendar, period_of
from leaderboard.scoring import (
    NewActivity,
    Row,
    correct_activity,
    give_badge,
    log_activity,
    publish,
    void_activity,
    write_batch,
)
from leaderboard.scoring.settings import Publication
from leaderboard.standings.boards import board

DAYS = 90
RULES = Path(__file__).parent / "rules.toml"
# A deal from here on is celebrated on the screens, in euros.
BIG_DEAL = 20_000
# Since then ten calls in a day pay more than at first: so many days ago.
RAISED_DAYS_AGO = 30


@dataclass(frozen=True)
class Filled:
    """What only the filling knows: passwords by person and keys by screen, kept nowhere else."""

    passwords: dict[str, str]
    screens: dict[str, str]


@dataclass(frozen=True)
class Ids:
    """Who and what has which number."""

    subjects: dict[str, int]
    kinds: dict[str, int]
    values: dict[str, int]
    metrics: dict[str, Metric]


def fill(
    language: str, *, at: datetime, told: Callable[[str, int, int], None] = lambda *args: None
) -> Filled:
    """Found the company and let ninety days pass; `at` is now.

    On the same business day it is the same company, apart from passwords and keys. `told` hears
    which step is under way, how much of it is done, and of how much.
    """
    company = COMPANIES[language]
    zone = company.charter.timezone
    today = clock.business_date(at, zone)
    start = today - timedelta(days=DAYS)
    year = period_of(PeriodKind.YEAR, today, company.charter.almanac)
    books = min(year.start, start)
    began = instant(books, 8 * 60, zone)
    rng = Random(today.toordinal())

    found(
        company.charter,
        admin_name=ADMIN.name[language],
        admin_email=address(ADMIN, company),
        at=began,
    )
    secrets_of = hire(company, since=books, at=began, told=told)
    ids = known_ids()
    scene = plan(company, ids, today=today, start=start, books=books, at=began)
    publish_rules(scene, at=began)
    add_goals(company, scene, ids, at=began)
    screens = add_boards_and_screens(company, ids, at=began)

    names = customers(language, rng)
    write_past(facts.past(scene, names, rng), company, ids, at=instant(today, 0, zone), told=told)
    write_today(facts.present(scene, names, rng), company, ids, at=at, told=told)
    add_second_thoughts(company, ids, today=today, at=at)
    return Filled(secrets_of, screens)


# --- people --------------------------------------------------------------------------------------


def hire(
    company: Company, *, since: date, at: datetime, told: Callable[[str, int, int], None]
) -> dict[str, str]:
    """Everybody in their teams; the passwords, made here and now, of those who can sign in."""
    language = company.charter.language
    chosen = {key: secrets.token_urlsafe(9) for key in cast.SIGNING_IN}
    hashes = {}
    for count, key in enumerate(chosen, start=1):
        hashes[key] = passwords.hash_of(chosen[key])
        told("people", count, len(chosen))
    with publish(by_id=None, at=at) as publication:
        ids: dict[str, int] = {}
        for part in PEOPLE:
            name, email = part.name[language], address(part, company)
            known = db.session.scalar(select(Person.id).where(Person.email == email))
            ids[part.key] = known or add_person(name=name, email=email, role=part.role, at=at)
            person = db.session.get_one(Person, ids[part.key])
            person.password_hash = hashes.get(part.key)
            if known is None:
                publication.audit("add", "person", person.id, after={"name": name})
        for team in TEAMS:
            ids[team.key] = add_team(team.name[language], team.mark, ids[team.manager], publication)
        for part in REPS:
            team_key = cast.MOVED_FROM if part.key == cast.MOVED else part.team
            add_membership(ids[part.key], ids[team_key], publication, since=since)
        organisation = db.session.scalars(select(Organisation)).one()
        organisation.big_deal = BIG_DEAL * company.unit
        publication.audit("change", "organisation", organisation.id)
    return chosen


def address(part: cast.Part, company: Company) -> str:
    return f"{part.address[company.charter.language]}@{company.domain}"


def add_team(name: str, mark: int, manager_id: int, publication: Publication) -> int:
    team = Team(
        id=add_subject(SubjectKind.TEAM),
        name=name,
        folded=locale.fold(name),
        mark=mark,
        manager_id=manager_id,
        created_at=publication.at,
    )
    db.session.add(team)
    db.session.flush()
    publication.audit("add", "team", team.id, after={"name": name})
    return team.id


def add_membership(person_id: int, team_id: int, publication: Publication, *, since: date) -> None:
    db.session.add(Membership(person_id=person_id, team_id=team_id, since=since))
    publication.audit(
        "join", "person", person_id, after={"team": team_id, "since": since.isoformat()}
    )


def known_ids() -> Ids:
    """The numbers behind the words of the cast."""
    values = db.session.execute(
        select(Dimension.slug, DimensionValue.slug, DimensionValue.id).join(
            DimensionValue, DimensionValue.dimension_id == Dimension.id
        )
    )
    organisation = db.session.scalars(select(Organisation)).one()
    teams = {team.folded: team.id for team in db.session.scalars(select(Team))}
    people = {person.folded: person.id for person in db.session.scalars(select(Person))}
    subjects = {goals.COMPANY: organisation.id}
    for team in TEAMS:
        subjects[team.key] = teams[locale.fold(team.name[organisation.language])]
    for part in PEOPLE:
        subjects[part.key] = people[locale.fold(part.name[organisation.language])]
    return Ids(
        subjects=subjects,
        kinds={kind.slug: kind.id for kind in db.session.scalars(select(Kind))},
        values={f"{dimension}:{value}": value_id for dimension, value, value_id in values},
        metrics={metric.slug: metric for metric in db.session.scalars(select(Metric))},
    )


def plan(
    company: Company, ids: Ids, *, today: date, start: date, books: date, at: datetime
) -> Scene:
    """The scene, with a day off for all, leave for some, and one who changes the team."""
    settings = configuration.current()
    weeks = settings.weeks
    bare = Scene(today, start, books, company.charter.almanac, WorkingCalendar(weeks), {})
    holiday = bare.ago(cast.COMPANY_DAY)
    common = WorkingCalendar(weeks, frozenset({holiday}))
    scene = Scene(today, start, books, company.charter.almanac, common, {})
    leave = {key: frozenset(scene.ago(n) for n in days) for key, days in cast.AWAY.items()}
    own = {
        part.key: WorkingCalendar(weeks, frozenset({holiday}), leave.get(part.key, frozenset()))
        for part in REPS
    }
    with publish(by_id=None, at=at) as publication:
        name = cast.COMPANY_DAY_NAME[company.charter.language]
        db.session.add(Holiday(day=holiday, name=name))
        publication.audit("add", "holiday", ids.subjects[goals.COMPANY], after={"name": name})
        for key, days in leave.items():
            db.session.add_all(Leave(person_id=ids.subjects[key], day=day) for day in sorted(days))
            publication.audit("leave", "person", ids.subjects[key])
        moved = next(part for part in REPS if part.key == cast.MOVED)
        add_membership(
            ids.subjects[moved.key],
            ids.subjects[moved.team],
            publication,
            since=scene.ago(cast.MOVED_DAYS_AGO),
        )
    return Scene(today, start, books, company.charter.almanac, common, own)


# --- settings ------------------------------------------------------------------------------------


def publish_rules(scene: Scene, *, at: datetime) -> None:
    """The rules of the file since the ninety days begin; one of them paid less at first."""
    document = tomllib.loads(RULES.read_text(encoding="utf-8"))
    first = deepcopy(document)
    next(rule for rule in first["rule"] if rule["slug"] == "ten-calls")["points"] = 15
    load_rules(first, at=at, since=scene.start)
    load_rules(document, at=at, since=scene.today - timedelta(days=RAISED_DAYS_AGO))


def add_goals(company: Company, scene: Scene, ids: Ids, *, at: datetime) -> None:
    """The network of goals, each with its target."""
    admin_id = ids.subjects[ADMIN.key]
    made: dict[str, int] = {}
    with publish(by_id=admin_id, at=at) as publication:
        for wish in goals.plans():
            metric, since = ids.metrics[wish.metric], goals.since(wish, scene)
            size = company.unit if metric.unit == Unit.MONEY else 1
            name = wish.name[company.charter.language]
            goal = Goal(
                kind=wish.kind,
                name=name,
                metric_id=metric.id,
                owner_id=ids.subjects[wish.owner],
                period_kind=wish.period_kind,
                since=since,
                parent_id=made.get(wish.parent),
                impact=wish.impact,
                baseline=wish.baseline,
                created_at=at,
                created_by_id=admin_id,
            )
            db.session.add(goal)
            db.session.flush()
            made[wish.key] = goal.id
            db.session.add(
                GoalVersion(
                    goal_id=goal.id,
                    since=since,
                    target=wish.target * size,
                    stretch=wish.stretch and wish.stretch * size,
                    milestones=list(wish.milestones),
                )
            )
            publication.audit("add", "goal", goal.id, after={"name": name})


# Slug, name, metric, by, period.
BOARDS = (
    ("points-month", cast.Words("Points this month", "امتیاز این ماه"), "points", By.REP, "month"),
    ("calls-week", cast.Words("Calls this week", "تماس‌های این هفته"), "calls", By.REP, "week"),
    ("teams-week", cast.Words("Teams this week", "تیم‌ها در این هفته"), "points", By.TEAM, "week"),
    (
        "revenue-people",
        cast.Words("Revenue this month", "درآمد این ماه"),
        "revenue",
        By.REP,
        "month",
    ),
    (
        "win-rate",
        cast.Words("Win rate this quarter", "نرخ موفقیت این فصل"),
        "win-rate",
        By.REP,
        "quarter",
    ),
)
# Name, whether money is shown, and the boards with the metric of the goals beside each.
SCREENS = (
    (
        "floor",
        cast.Words("Sales floor", "سالن فروش"),
        True,
        (("points-month", "revenue"), ("revenue-month", "revenue"), ("calls-week", None)),
    ),
    (
        "reception",
        cast.Words("Reception", "پذیرش"),
        False,
        (("points-week", None), ("teams-week", None)),
    ),
)


def add_boards_and_screens(company: Company, ids: Ids, *, at: datetime) -> dict[str, str]:
    """The boards beside those of the beginning, and two screens; the screens' keys."""
    language = company.charter.language
    keys = {}
    with publish(by_id=ids.subjects[ADMIN.key], at=at) as publication:
        for place, (slug, name, metric, by, period) in enumerate(BOARDS, start=10):
            row = Leaderboard(
                slug=slug,
                name=name[language],
                metric_id=ids.metrics[metric].id,
                by=by,
                period_kind=PeriodKind(period),
                position=place,
            )
            db.session.add(row)
            db.session.flush()
            publication.audit("add", "leaderboard", row.id, after={"slug": slug})
        held = {row.slug: row.id for row in db.session.scalars(select(Leaderboard))}
        for key, name, shows_money, slides in SCREENS:
            keys[key] = secrets.token_urlsafe(24)
            screen = Screen(
                name=name[language],
                key_hash=hashlib.sha256(keys[key].encode()).hexdigest(),
                shows_money=shows_money,
                created_at=at,
                created_by_id=ids.subjects[ADMIN.key],
                slides=[
                    Slide(
                        position=place,
                        leaderboard_id=held[slug],
                        goals_metric_id=ids.metrics[goal].id if goal else None,
                    )
                    for place, (slug, goal) in enumerate(slides)
                ],
            )
            db.session.add(screen)
            db.session.flush()
            publication.audit("add", "screen", screen.id, after={"name": screen.name})
    return keys


# --- what happened -------------------------------------------------------------------------------


def write_past(
    happened: Sequence[Fact],
    company: Company,
    ids: Ids,
    *,
    at: datetime,
    told: Callable[[str, int, int], None],
) -> None:
    """Everything up to yesterday, as an import writes it: at once and in silence."""
    done = 0

    def count(portion: int) -> None:
        nonlocal done
        done += portion
        told("history", done, len(happened))

    rows = (
        Row(str(number), ids.kinds[fact.kind], activity_of(fact, company, ids))
        for number, fact in enumerate(happened)
    )
    write_batch(rows, source="demo", by_id=None, at=at, told=count)


def write_today(
    happened: Sequence[Fact],
    company: Company,
    ids: Ids,
    *,
    at: datetime,
    told: Callable[[str, int, int], None],
) -> None:
    """Today, log by log; fitted in before now, whatever the hour."""
    for number, fact in enumerate(happened):
        told("today", number, len(happened))
        moment = squeezed(fact, company, at=at)
        log_activity(
            activity_of(fact, company, ids, moment=moment),
            client_id=f"demo-{fact.day}-{number}",
            by_id=ids.subjects[fact.who],
            at=moment,
        )


def activity_of(
    fact: Fact, company: Company, ids: Ids, *, moment: datetime | None = None
) -> NewActivity:
    """A fact in the organisation's numbers and currency."""
    return NewActivity(
        subject_id=ids.subjects[fact.who],
        kind_id=ids.kinds[fact.kind],
        occurred_on=fact.day,
        occurred_at=moment or instant(fact.day, fact.minute, company.charter.timezone),
        quantity=fact.quantity,
        amount=fact.amount * company.unit,
        profit=None if fact.profit is None else fact.profit * company.unit,
        minutes=fact.minutes,
        days=fact.days,
        value_ids=frozenset(ids.values[value] for value in fact.values),
        customer=fact.customer,
        customer_key=locale.fold(fact.customer),
    )


def instant(day: date, minute: int, zone: str) -> datetime:
    """A minute of a day in this zone."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    return (midnight + timedelta(minutes=minute)).astimezone(UTC)


def squeezed(fact: Fact, company: Company, *, at: datetime) -> datetime:
    """When it happened today: as told, or earlier, so that all of it lies before now."""
    zone = company.charter.timezone
    midnight = instant(fact.day, 0, zone)
    planned = instant(fact.day, fact.minute, zone)
    latest = instant(fact.day, facts.CLOSING, zone)
    if at >= latest:
        return planned
    return midnight + (planned - midnight) * ((at - midnight) / (latest - midnight))


# --- what people do about it ---------------------------------------------------------------------


def add_second_thoughts(company: Company, ids: Ids, *, today: date, at: datetime) -> None:
    """A call undone, a deal corrected, thanks for help, and thanks that make two people equal."""
    maya, ruth = ids.subjects["maya"], ids.subjects["ruth"]
    undo_a_call(maya, company, ids, today=today, at=at)
    correct_a_deal(ids.subjects["north"], company, ids, by_id=ruth, today=today, at=at)
    words = cast.THANKS[company.charter.language]
    thank(maya, points=10, by_id=ruth, reason=words, today=today, at=at)
    level_two(company, ids, today=today, at=at)


def undo_a_call(person_id: int, company: Company, ids: Ids, *, today: date, at: datetime) -> None:
    call = NewActivity(subject_id=person_id, kind_id=ids.kinds["call"], occurred_on=today)
    twice = log_activity(call, client_id=f"demo-{today}-twice", by_id=person_id, at=at)
    reason = cast.LOGGED_TWICE[company.charter.language]
    void_activity(twice.activity.id, by_id=person_id, reason=reason, at=at)


def correct_a_deal(
    team_id: int, company: Company, ids: Ids, *, by_id: int, today: date, at: datetime
) -> None:
    """The team's last deal before today was a little smaller than first noted."""
    deal = db.session.scalars(
        select(Activity)
        .where(
            Activity.team_id == team_id,
            Activity.kind_id == ids.kinds["deal-won"],
            Activity.occurred_on < today,
        )
        .order_by(Activity.occurred_on.desc(), Activity.id.desc())
        .limit(1)
    ).one()
    correct_activity(
        deal.id,
        by_id=by_id,
        reason=cast.DISCOUNT[company.charter.language],
        at=at,
        client_id=f"demo-{today}-discount",
        is_late_allowed=True,
        amount=deal.amount - deal.amount // 20,
    )


def level_two(company: Company, ids: Ids, *, today: date, at: datetime) -> None:
    """Of the first eight by points this month, let the nearest two stand on one rank."""
    month = period_of(PeriodKind.MONTH, today, company.charter.almanac)
    rows = board(ids.metrics["points"], by=By.REP, span=month.span).rows[:8]
    gaps = [
        (int((above.value or 0) - (below.value or 0)), below) for above, below in pairwise(rows)
    ]
    apart = [(gap, below) for gap, below in gaps if gap > 0]
    if not apart:
        return
    gap, below = min(apart, key=lambda pair: pair[0])
    team = db.session.get_one(Team, configuration.current().team_on(below.subject_id, today))
    words = cast.FAIR[company.charter.language]
    thank(below.subject_id, points=gap, by_id=team.manager_id, reason=words, today=today, at=at)


def thank(
    person_id: int, *, points: int, by_id: int | None, reason: str, today: date, at: datetime
) -> None:
    badge_id = db.session.scalars(select(Badge.id).where(Badge.slug == "good-hand")).one()
    give_badge(
        person_id, badge_id=badge_id, points=points, day=today, by_id=by_id, at=at, reason=reason
    )
