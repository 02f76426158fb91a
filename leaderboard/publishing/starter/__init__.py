"""What a new installation starts with: kinds, dimensions, metrics, rules, badges and boards.

Names are in both languages: the ones chosen become the organisation's own words when it is founded.
"""

import tomllib
from pathlib import Path
from typing import Any

from leaderboard.publishing.starter.kinds import DIMENSIONS, KINDS
from leaderboard.publishing.starter.metrics import BOARDS, METRICS

__all__ = ["BOARDS", "DIMENSIONS", "KINDS", "METRICS", "WORKING_DAYS", "rules"]

WORKING_DAYS = {"en": "01234", "fa_IR": "01256"}


def rules() -> dict[str, Any]:
    """The rules and badges, in the form that `flask rules load` reads."""
    return tomllib.loads((Path(__file__).parent / "rules.toml").read_text(encoding="utf-8"))
