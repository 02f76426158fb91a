"""Standings as templates/parts/standing.html draws them: texts, marks and lanes."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from leaderboard import configuration, locale
from leaderboard.locale import Writing, current_writing
from leaderboard.models import Unit
from leaderboard.rules.metrics import Direction, Value
from leaderboard.standings import Board, Standing
from leaderboard.web.page.menu import initials


@dataclass(frozen=True)
class BoardRow:
    rank_text: str
    name: str
    initials: str
    value_text: str
    move: str
    move_text: str
    move_spoken: str
    mark: int | None
    team: str
    share: float | None
    is_own: bool = False
    is_new: bool = False
    url: str = ""
    detail: str = ""


def rows_of(
    board: Board,
    standings: Collection[Standing],
    *,
    own_id: int,
    url_of: Callable[[int], str] | None = None,
) -> list[BoardRow]:
    """The given standings for the reader; the row of `own_id` is highlighted.

    `url_of` gives the address behind a name.
    """
    writing = current_writing()
    teams = configuration.current().teams()
    unit = Unit(board.metric.unit)
    leader = leader_of(board)
    places = locale.places_of((row.value for row in standings), unit.value)
    # Many rows move alike, and every sentence is a catalogue lookup.
    moves = {row.movement for row in standings}
    heard = {movement: spoken(movement, writing) for movement in moves}
    return [
        BoardRow(
            rank_text=locale.rank(row.rank, writing, tied=row.is_tied),
            name=row.name,
            initials=initials(row.name),
            value_text=value_text(row.value, unit, writing, places=places),
            move=move_of(row.movement),
            move_text=locale.number(abs(row.movement), writing) if row.movement else "",
            move_spoken=heard[row.movement],
            mark=teams[row.team_id].mark if row.team_id in teams else None,
            team=teams[row.team_id].name if row.team_id in teams else "",
            share=share_of(row, leader),
            is_own=row.subject_id == own_id,
            url=url_of(row.subject_id) if url_of else "",
        )
        for row in standings
    ]


def value_text(value: Value | None, unit: Unit, writing: Writing, *, places: int | None) -> str:
    """A value in its row; a currency with a name is left to `value_name`."""
    if unit is Unit.MONEY and value is not None:
        return locale.bare_sum(value, writing, short=False)
    return locale.value_text(value, unit.value, writing, places=places)


def value_name(metric: Any, writing: Writing) -> str:
    """The metric's name, with the currency if the rows leave it out."""
    if metric.unit != Unit.MONEY or locale.has_sign(writing):
        return str(metric.name)
    currency = locale.currency_name(writing)
    # Translators: a metric of money and its currency: Revenue in toman
    return _("%(metric)s in %(currency)s", metric=metric.name, currency=currency)


def person_urls() -> Callable[[int], str]:
    """The pages behind the names on a board of people; the route is built only once."""
    start = url_for("me.show", person_id=0).removesuffix("0")
    return lambda person_id: f"{start}{person_id}"


def move_of(movement: int | None) -> str:
    """The sign of a movement; "" if there is nothing to compare with."""
    if movement is None:
        return ""
    return "up" if movement > 0 else "down" if movement < 0 else "same"


def spoken(movement: int | None, writing: Writing) -> str:
    """The movement in words, for screen readers."""
    if movement is None:
        return ""
    if movement == 0:
        return _("same rank")
    number = locale.number(abs(movement), writing)
    if movement > 0:
        return ngettext("up %(ranks)s rank", "up %(ranks)s ranks", movement, ranks=number)
    return ngettext("down %(ranks)s rank", "down %(ranks)s ranks", -movement, ranks=number)


def leader_of(board: Board) -> float:
    """The value that fills a lane; 0 where lower is better, or nobody has a rank."""
    if Direction(board.metric.direction) is Direction.LOWER:
        return 0.0
    return float(max((row.value or 0 for row in board.rows if row.rank is not None), default=0))


def share_of(row: Standing, leader: float) -> float | None:
    """The length of the lane as a share of the leader's value; None without a rank."""
    if row.value is None or row.rank is None or leader <= 0:
        return None
    return max(0.0, float(row.value) / leader)
