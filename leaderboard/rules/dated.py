"""What holds from a date until the next one: versions, targets, memberships, working weeks."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol, TypeVar


class Dated(Protocol):
    """Anything that says from which day on it holds."""

    @property
    def since(self) -> date:
        """The first day on which it holds."""


Held = TypeVar("Held", bound=Dated)
Value = TypeVar("Value")


def held_on(rows: Sequence[Held], day: date) -> Held | None:
    """The last of these rows, sorted by date, that had begun by the day; None before the first."""
    return next((row for row in reversed(rows) if row.since <= day), None)


def value_on(rows: Sequence[tuple[date, Value]], day: date) -> Value | None:
    """The same for pairs of a date and what holds from it on."""
    return next((value for since, value in reversed(rows) if since <= day), None)
