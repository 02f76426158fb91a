"""Activities written as text: `day owner kind [xTIMES] [field=value ...] [dimension:value ...]`."""

from datetime import UTC, date, datetime
from uuid import uuid4

from sqlalchemy import select

from leaderboard.models import Dimension, DimensionValue, Kind
from leaderboard.scoring import NewActivity, log_activity

NUMBERS = ("quantity", "amount", "profit", "minutes", "days")


AT = datetime(2026, 12, 5, 12, tzinfo=UTC)


def log(session, text, owners, *, at=AT):
    """Log every line of the text; `owners` are ids by name. Days are of 2026: 11-03."""
    kinds = {kind.slug: kind for kind in session.scalars(select(Kind))}
    kinds = {slug: (kind.id, "customer" in kind.asks) for slug, kind in kinds.items()}
    values = {
        f"{dimension}:{value}": value_id
        for dimension, value, value_id in session.execute(
            select(Dimension.slug, DimensionValue.slug, DimensionValue.id).join(
                Dimension, Dimension.id == DimensionValue.dimension_id
            )
        )
    }
    for line in text.strip().splitlines():
        day, owner, kind, *rest = line.split()
        times = next((int(word[1:]) for word in rest if word[0] == "x" and word[1:].isdigit()), 1)
        for _ in range(times):
            new = new_activity(
                rest, day=day, owner_id=owners[owner], kind=kinds[kind], values=values
            )
            log_activity(new, client_id=str(uuid4()), by_id=None, at=at, is_late_allowed=True)


def new_activity(words, *, day, owner_id, kind, values):
    month, number = day.split("-")
    occurred_on = date(2026, int(month), int(number))
    numbers = dict(word.split("=") for word in words if "=" in word)
    assert set(numbers) <= set(NUMBERS)
    return NewActivity(
        subject_id=owner_id,
        kind_id=kind[0],
        occurred_on=occurred_on,
        customer="Kestrel Foods" if kind[1] else "",
        customer_key="kestrel foods" if kind[1] else "",
        value_ids=frozenset(values[word] for word in words if ":" in word),
        **{name: int(value) for name, value in numbers.items()},
    )
