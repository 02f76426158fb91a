"""A screen for tests to watch, and things that happen while somebody watches."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import select

from leaderboard import clock, configuration, scoring
from leaderboard.access import screens
from leaderboard.extensions import db
from leaderboard.models import (
    Activity,
    By,
    Dimension,
    DimensionValue,
    Goal,
    GoalKind,
    GoalVersion,
    Kind,
    Leaderboard,
    Metric,
    Organisation,
    Screen,
    Slide,
)
from leaderboard.publishing.rules import load_rules
from leaderboard.rules.periods import PeriodKind
from leaderboard.scoring import NewActivity

# A call pays 10, and the third of a day a badge; a deal pays 100, a large one a badge as well.
RULES = {
    "badge": [
        {"slug": "dialer", "name": "Dialer", "icon": "phone", "tier": 1},
        {"slug": "big-fish", "name": "Big fish", "icon": "gem", "tier": 3},
    ],
    "rule": [
        {"slug": "call", "name": "Calls", "trigger": "per_activity", "kind": "call", "points": 10},
        {
            "slug": "deal",
            "name": "Deals",
            "trigger": "per_activity",
            "kind": "deal-won",
            "points": 100,
        },
        {
            "slug": "three",
            "name": "Three calls",
            "trigger": "reach",
            "kind": "call",
            "target": 3,
            "window": "day",
            "points": 20,
            "badge": "dialer",
        },
    ],
}
BIG_DEAL = 1_000_000


def publish_rules(*, at: datetime) -> None:
    load_rules(RULES, at=at)
    with scoring.publish(by_id=None, at=at) as publication:
        organisation = db.session.scalars(select(Organisation)).one()
        organisation.big_deal = BIG_DEAL
        publication.audit("change", "organisation", organisation.id)


def add_board(metric: str, *, at: datetime, **settings) -> str:
    """Add a board of people by a metric, this week and for everyone by default; returns
    its slug."""
    with scoring.publish(by_id=None, at=at) as publication:
        slug = f"{metric}-{uuid4().hex[:6]}"
        row = Leaderboard(
            **{
                "slug": slug,
                "name": f"Board of {metric}",
                "metric_id": metric_id(metric),
                "by": By.REP,
                "period_kind": PeriodKind.WEEK,
                **settings,
            }
        )
        db.session.add(row)
        db.session.flush()
        publication.audit("add", "leaderboard", row.id)
    return slug


def add_screen(*slides: tuple[str, str | None], at: datetime, **settings) -> str:
    """Add a screen with these boards, and beside each the goals on a metric; returns its key."""
    key = screens.make_key()
    boards = {row.slug: row.id for row in db.session.scalars(select(Leaderboard))}
    with scoring.publish(by_id=None, at=at) as publication:
        screen = Screen(
            **{"name": "Floor", "key_hash": screens.key_hash(key), "created_at": at, **settings},
            slides=[
                Slide(
                    position=place,
                    leaderboard_id=boards[slug],
                    goals_metric_id=metric_id(metric) if metric else None,
                )
                for place, (slug, metric) in enumerate(slides)
            ],
        )
        db.session.add(screen)
        db.session.flush()
        publication.audit("add", "screen", screen.id)
    return key


def revoke(key: str, *, at: datetime) -> None:
    with scoring.publish(by_id=None, at=at) as publication:
        screen = screen_of(key)
        screen.revoked_at = at
        publication.audit("revoke", "screen", screen.id)


def screen_of(key: str) -> Screen:
    hashed = screens.key_hash(key)
    return db.session.scalars(select(Screen).where(Screen.key_hash == hashed)).one()


def add_goal(owner_id: int, metric: str, target: int, *, at: datetime) -> None:
    """A goal of each week."""
    today = clock.business_date(at, configuration.current().zone)
    with scoring.publish(by_id=None, at=at) as publication:
        goal = Goal(
            kind=GoalKind.TEAM,
            name=f"{metric} of the week",
            metric_id=metric_id(metric),
            owner_id=owner_id,
            period_kind=PeriodKind.WEEK,
            since=today.replace(month=1, day=1),
            created_at=at,
            versions=[
                GoalVersion(since=today.replace(month=1, day=1), target=target, milestones=[500])
            ],
        )
        db.session.add(goal)
        db.session.flush()
        publication.audit("add", "goal", goal.id)


def do(person_id: int, kind: str, *, at: datetime, amount: int = 0, customer: str = "") -> Activity:
    """Log something as it happens."""
    day = clock.business_date(at, configuration.current().zone)
    new = content(person_id, kind, day=day, at=at, amount=amount, customer=customer)
    return scoring.log_activity(new, client_id=uuid4().hex, by_id=person_id, at=at).activity


def content(person_id, kind, *, day, at=None, amount=0, customer="") -> NewActivity:
    """A deal is a new one, as its form requires."""
    new_deal = select(DimensionValue.id).join(Dimension).where(DimensionValue.slug == "new")
    values = db.session.scalars(new_deal.where(Dimension.slug == "deal-type"))
    return NewActivity(
        person_id,
        db.session.scalars(select(Kind.id).where(Kind.slug == kind)).one(),
        day,
        at,
        amount=amount,
        customer=customer,
        value_ids=frozenset(values if kind == "deal-won" else ()),
    )


def metric_id(slug: str) -> int:
    return db.session.scalars(select(Metric.id).where(Metric.slug == slug)).one()
