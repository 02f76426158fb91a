"""Which awards stand: one condition for the database, one for lines already read."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from leaderboard.models import Award


def stands() -> Any:
    """The award is not a reversal and has not been reversed."""
    reversal = aliased(Award)
    return Award.reverses_id.is_(None) & ~(
        select(reversal.id).where(reversal.reverses_id == Award.id).exists()
    )


def standing_among(lines: Iterable[Award]) -> list[Award]:
    """Those of these lines that are not reversals and that no other of them reverses."""
    lines = list(lines)
    taken = {line.reverses_id for line in lines}
    return [line for line in lines if line.reverses_id is None and line.id not in taken]
