"""Which awards stand: one condition for every page."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from leaderboard.models import Award


def stands() -> Any:
    """That an award is no reversal and was not taken back by one."""
    reversal = aliased(Award)
    return Award.reverses_id.is_(None) & ~(
        select(reversal.id).where(reversal.reverses_id == Award.id).exists()
    )
