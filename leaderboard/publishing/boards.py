"""Leaderboards: which metric, for whom, over which period, and who may see them."""

from collections.abc import Mapping
from typing import Any

from leaderboard.extensions import db
from leaderboard.models import Leaderboard
from leaderboard.publishing.rows import put, put_away
from leaderboard.publishing.slugs import fresh_slug
from leaderboard.scoring import Publication


def make_board(publication: Publication, values: Mapping[str, Any]) -> int:
    slug = fresh_slug(values["name"], Leaderboard.slug, noun="board")
    return put(publication, "leaderboard", Leaderboard(), {"slug": slug, **values})


def change_board(publication: Publication, board_id: int, values: Mapping[str, Any]) -> None:
    """Change a leaderboard's columns; its address stays."""
    put(publication, "leaderboard", db.session.get_one(Leaderboard, board_id), values)


def retire_board(publication: Publication, board_id: int, *, is_retired: bool) -> None:
    """Take a leaderboard off the list, or put it back."""
    board = db.session.get_one(Leaderboard, board_id)
    put_away(publication, "leaderboard", board, is_retired=is_retired)
