"""One of everything an address can name, all of it Ada's, her team's or the company's."""

from datetime import timedelta

from sqlalchemy import func, select

from leaderboard import clock, scoring
from leaderboard.access import sessions
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import (
    Absence,
    Alias,
    Badge,
    DimensionValue,
    Goal,
    Holiday,
    Kind,
    Leaderboard,
    Metric,
    Proposal,
    ProposalState,
    Rule,
    Screen,
)
from tests.cast import Cast
from tests.screens import add_board, add_goal, add_screen, do, publish_rules

# What belongs to Ada or to North; the rest is the company's, for any manager to set.
OWNED = {
    "person_id",
    "team_id",
    "activity_id",
    "award_id",
    "goal_id",
    "session_id",
    "proposal_id",
    "absence_id",
}


def furnish(cast: Cast) -> dict[str, int | str]:
    """Make it; returns a value for every argument that a route has, by name."""
    at = clock.now()
    publish_rules(at=at - timedelta(days=30))
    # A kind and a board with the same slug: an address with a slug may name either.
    add_board("calls", at=at, slug="call")
    add_goal(cast.ada, "calls", 4, at=at)
    call = do(cast.ada, "call", at=at, customer="Kestrel Foods")
    with write_transaction(db.session):
        sessions.start(cast.ada, device="her phone", at=at)
        session_id = db.session.scalar(select(func.max(sessions.Session.id)))
        db.session.add(Holiday(day=at.date(), name="Founders’ day"))
        db.session.add(Alias(folded="adele", person_id=cast.ada, name="Adele"))
        db.session.add(Absence(person_id=cast.ada, first=at.date(), last=at.date(), asked_at=at))
        christmas = {"date": f"{at.year}-12-25"}
        db.session.add(
            Proposal(
                use_case="leave",
                arguments={"said": {"person_id": cast.ada, "first": christmas, "last": christmas}},
                by_id=cast.ada,
                asked_at=at,
                back="/today",
                state=ProposalState.READY,
            )
        )
    values = db.session.execute(select(DimensionValue.id, DimensionValue.dimension_id)).first()
    badge_id = newest(Badge)
    award = scoring.give_badge(
        cast.ada,
        badge_id=badge_id,
        points=5,
        day=at.date(),
        client_id="for-the-fair",
        by_id=cast.mona,
        at=at,
        reason="For the fair",
    )
    return {
        "absence_id": newest(Absence),
        "person_id": cast.ada,
        "team_id": cast.north,
        "activity_id": call.id,
        "award_id": award.id,
        "badge_id": badge_id,
        "board_id": newest(Leaderboard),
        "day": at.date().isoformat(),
        "dimension_id": values.dimension_id,
        "goal_id": newest(Goal),
        "key": add_screen(("call", "calls"), at=at),
        "kind_id": db.session.scalar(select(Kind.id).where(Kind.slug == "call")),
        "metric_id": db.session.scalar(select(Metric.id).where(Metric.slug == "calls")),
        "proposal_id": newest(Proposal),
        "rule_id": newest(Rule),
        "screen_id": newest(Screen),
        "session_id": session_id,
        "slug": "call",
        "value_id": values.id,
    }


def newest(table) -> int:
    return db.session.scalar(select(func.max(table.id)))
