"""What happened in March, a little before and after, as drawn by property tests that log it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import hypothesis.strategies as st
from hypothesis import given, settings
from sqlalchemy import select

from leaderboard import scoring
from leaderboard.extensions import db
from leaderboard.models import Kind
from leaderboard.rules.periods import Span

MARCH = Span(date(2026, 3, 1), date(2026, 4, 1))
NOON = datetime(2026, 4, 10, 12, tzinfo=UTC)
PEOPLE = ("ada", "ben", "otto", "mona")
TEAMS = {"ada": "north", "ben": "north", "mona": "north", "otto": "south"}


@dataclass(frozen=True)
class Said:
    """One thing that happened."""

    who: str
    kind: str
    day: date
    amount: int
    profit: int
    quantity: int = 0
    is_undone: bool = False


# Some of it is before and after March, where it must not count.
DAYS = st.integers(-3, 33).map(lambda after: MARCH.start + timedelta(days=after))
HISTORIES = st.lists(
    st.builds(
        Said,
        who=st.sampled_from(PEOPLE),
        kind=st.sampled_from(["call", "deal-won", "deal-lost"]),
        day=DAYS,
        # Few values, so that ties happen.
        amount=st.sampled_from([500, 1000]),
        profit=st.sampled_from([-300, 0, 200]),
        quantity=st.integers(0, 2),
        is_undone=st.booleans(),
    ),
    max_size=14,
)


def examples(company):
    """As many as the profile allows; a tenth on PostgreSQL, where resetting takes long."""
    is_slow = "postgresql" in company.app.config["SQLALCHEMY_DATABASE_URI"]
    return settings(max_examples=settings().max_examples // (10 if is_slow else 1))


def check(company, test, **strategies):
    """Run the body on many examples, each on a fresh database."""

    def run(**drawn):
        company.restore()
        with company.app.app_context():
            test(company.cast, **drawn)
            db.session.rollback()

    examples(company)(given(**strategies)(run))()


def tell(cast, history):
    """Log the history, and undo what is undone; seconds apart, so that the order is known."""
    kinds = dict(db.session.execute(select(Kind.slug, Kind.id)).all())
    for number, said in enumerate(history):
        asked = {}
        if said.kind == "deal-won":
            asked = {"amount": said.amount, "profit": said.profit, "quantity": said.quantity}
        logged = scoring.log_activity(
            scoring.NewActivity(getattr(cast, said.who), kinds[said.kind], said.day, **asked),
            client_id=uuid4().hex,
            by_id=None,
            at=NOON + timedelta(seconds=number),
            is_late_allowed=True,
        )
        if said.is_undone:
            scoring.void_activity(logged.activity.id, by_id=None, reason="undo", at=NOON)


def counted(history, kinds, who=None):
    """The standing lines of these kinds in March."""
    return [
        said
        for said in history
        if said.kind in kinds
        and not said.is_undone
        and MARCH.start <= said.day < MARCH.end
        and who in (None, said.who)
    ]
