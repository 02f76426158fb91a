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
    # A loop takes half the time of `next`, and a replay asks by the million.
    for row in reversed(rows):
        if row.since <= day:
            return row
    return None


def value_on(rows: Sequence[tuple[date, Value]], day: date) -> Value | None:
    """The same for pairs of a date and what holds from it on."""
    for since, value in reversed(rows):
        if since <= day:
            return value
    return None
