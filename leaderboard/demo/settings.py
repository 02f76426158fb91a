"""What the demo's managers have set: rules, goals, boards and screens."""

import tomllib
from copy import deepcopy
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from leaderboard.access import screens
from leaderboard.demo import cast, goals
from leaderboard.demo.cast import ADMIN, Company
from leaderboard.demo.scene import Scene
from leaderboard.extensions import db
from leaderboard.models import (
    By,
    Goal,
    GoalVersion,
    Leaderboard,
    Metric,
    Screen,
    Slide,
    Unit,
)
from leaderboard.publishing.rules import load_rules
from leaderboard.rules.periods import PeriodKind
from leaderboard.scoring import Publication, publish

RULES = Path(__file__).parent / "rules.toml"
# This many days ago, the reward for ten calls in a day was raised.
RAISED_DAYS_AGO = 30


def publish_rules(scene: Scene, *, at: datetime) -> None:
    """Publish the rules of the file from the start of the ninety days; one of them paid less at
    first."""
    document = tomllib.loads(RULES.read_text(encoding="utf-8"))
    first = deepcopy(document)
    next(rule for rule in first["rule"] if rule["slug"] == "ten-calls")["points"] = 15
    load_rules(first, at=at, since=scene.start)
    load_rules(document, at=at, since=scene.today - timedelta(days=RAISED_DAYS_AGO))


def add_goals(company: Company, scene: Scene, ids: dict[str, int], *, at: datetime) -> None:
    """Set all goals with their targets."""
    admin_id, metrics = ids[ADMIN.key], metrics_by_slug()
    made: dict[str, int] = {}
    with publish(by_id=admin_id, at=at) as publication:
        for wish in goals.plans():
            metric, since = metrics[wish.metric], goals.since(wish, scene)
            size = company.unit if metric.unit == Unit.MONEY else 1
            name = wish.name[company.charter.language]
            goal = Goal(
                kind=wish.kind,
                name=name,
                metric_id=metric.id,
                owner_id=ids[wish.owner],
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
            publication.audit("set", "goal", goal.id, after={"name": name})


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
        cast.Words("Win rate this quarter", "نرخ برد این فصل"),
        "win-rate",
        By.REP,
        "quarter",
    ),
)
# Name, whether money is shown, and the boards, each with the metric of the goals beside it.
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


def add_boards_and_screens(
    company: Company, ids: dict[str, int], *, at: datetime
) -> dict[str, str]:
    """Add boards to the starter's, and two screens; returns the screens' keys."""
    language = company.charter.language
    with publish(by_id=ids[ADMIN.key], at=at) as publication:
        add_boards(publication, language)
        return add_screens(publication, language)


def add_boards(publication: Publication, language: str) -> None:
    metrics = metrics_by_slug()
    for place, (slug, name, metric, by, period) in enumerate(BOARDS, start=10):
        row = Leaderboard(
            slug=slug,
            name=name[language],
            metric_id=metrics[metric].id,
            by=by,
            period_kind=PeriodKind(period),
            position=place,
        )
        db.session.add(row)
        db.session.flush()
        publication.audit("add", "leaderboard", row.id, after={"slug": slug})


def add_screens(publication: Publication, language: str) -> dict[str, str]:
    metrics, keys = metrics_by_slug(), {}
    boards = {row.slug: row.id for row in db.session.scalars(select(Leaderboard))}
    for key, name, shows_money, slides in SCREENS:
        keys[key] = screens.make_key()
        screen = Screen(
            name=name[language],
            key_hash=screens.key_hash(keys[key]),
            shows_money=shows_money,
            created_at=publication.at,
            created_by_id=publication.by_id,
            slides=[
                Slide(
                    position=place,
                    leaderboard_id=boards[slug],
                    goals_metric_id=metrics[goal].id if goal else None,
                )
                for place, (slug, goal) in enumerate(slides)
            ],
        )
        db.session.add(screen)
        db.session.flush()
        publication.audit("add", "screen", screen.id, after={"name": screen.name})
    return keys


def metrics_by_slug() -> dict[str, Metric]:
    return {metric.slug: metric for metric in db.session.scalars(select(Metric))}
