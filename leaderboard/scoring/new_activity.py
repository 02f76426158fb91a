"""What somebody did, to be logged or as it was logged."""

import hashlib
from datetime import date, datetime
from operator import attrgetter
from typing import NamedTuple

from leaderboard.configuration import Configuration
from leaderboard.models import (
    Activity,
)


class NewActivity(NamedTuple):
    """What somebody did, to be logged.

    Amounts are minor units; `occurred_at` None means that only the date is known. `profit` and
    `days` are None if unknown. `value_ids` are dimension values.
    """

    subject_id: int
    kind_id: int
    occurred_on: date
    occurred_at: datetime | None = None
    quantity: int = 0
    amount: int = 0
    profit: int | None = None
    minutes: int = 0
    days: int | None = None
    value_ids: frozenset[int] = frozenset()
    customer: str = ""
    customer_key: str = ""
    note: str = ""

    def digest(self) -> str:
        """A fingerprint of the content: the same body gives the same digest.

        Only fields that are set go in, so that a field added to this class later, or another way of
        folding names, does not make every row of an old file look changed.
        """
        said = [
            f"{name}={value!a}"
            for name, value, default in zip(SAID, said_of(self), UNSAID, strict=True)
            if value != default
        ]
        if self.value_ids:
            said.append(f"value_ids={sorted(self.value_ids)}")
        return hashlib.sha256(",".join(said).encode()).hexdigest()


# The fields in the digest, and the value each has when nothing is given.
SAID = tuple(name for name in NewActivity._fields if name not in ("customer_key", "value_ids"))
UNSAID = tuple(NewActivity._field_defaults.get(name) for name in SAID)
said_of = attrgetter(*SAID)

CONTENT = (
    "subject_id",
    "kind_id",
    "occurred_on",
    "quantity",
    "amount",
    "profit",
    "minutes",
    "days",
    "customer",
    "customer_key",
    "note",
)


def content_of(activity: Activity, settings: Configuration) -> NewActivity:
    """What a stored activity says, so that it could be logged again."""
    return NewActivity(
        occurred_at=activity.occurred_at if activity.is_time_known else None,
        value_ids=settings.values_of(activity.cut_id),
        **{name: getattr(activity, name) for name in CONTENT},
    )
