"""Notes around a board: what movement compares with, how near the next rank is, how ties are
broken."""

from dataclasses import replace

from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.locale import Writing
from leaderboard.models import Unit
from leaderboard.rules.metrics import Direction, Part, Value
from leaderboard.rules.ranking import Ties
from leaderboard.standings import Board, Standing
from leaderboard.web.boards.asked import AskedBoard


def movement_told(asked: AskedBoard, writing: Writing) -> str:
    """What movement is compared with; "" for a future period."""
    if asked.earlier is None:
        return ""
    if asked.earlier.end == asked.today:
        return _("Movement since yesterday")
    before = replace(asked.period, start=asked.earlier.start, end=asked.earlier.end)
    return _("Movement since %(period)s", period=locale.period_name(before, writing))


# Near means within a tenth of the value ahead.
NEAR = 10


def near_win(full: Board, own_id: int, writing: Writing) -> str:
    """How much is missing to the next rank; only for growing sums, and only when it is near."""
    place = full.place_of(own_id)
    above = None if place is None else next_above(full, full.rows[place])
    if place is None or above is None or not is_growing_sum(full):
        return ""
    # Equal values share the rank, unless the first to reach it goes first.
    missing = (above.value or 0) - (full.rows[place].value or 0) + (full.ties is Ties.FIRST)
    if missing * NEAR > (above.value or 0):
        return ""
    rank = locale.rank(above.rank, writing)
    return _("%(left)s to rank %(rank)s", left=counted(missing, full, writing), rank=rank)


def next_above(full: Board, own: Standing) -> Standing | None:
    """The last row above this rank."""
    if own.rank is None:
        return None
    return next((r for r in reversed(full.rows) if r.rank is not None and r.rank < own.rank), None)


def is_growing_sum(full: Board) -> bool:
    is_ratio = any(term.part == Part.DENOMINATOR for term in full.metric.terms)
    return full.metric.direction == Direction.HIGHER and not is_ratio


def counted(value: Value, full: Board, writing: Writing) -> str:
    """A difference in the board's metric."""
    if full.metric.unit == Unit.POINTS:
        return locale.count_of(value, "point", writing)
    return locale.value_text(value, full.metric.unit, writing)


def tie_rule(full: Board, writing: Writing) -> str:
    """How ties are ranked, and how many cases a rank needs."""
    sentences = [ties_told(full, writing)]
    if full.metric.min_sample > 1:
        cases = locale.count_of(full.metric.min_sample, "case", writing)
        sentences.append(_("A rank needs at least %(cases)s.", cases=cases))
    return " ".join(sentences)


def ties_told(full: Board, writing: Writing) -> str:
    if full.ties is Ties.FIRST:
        return _("At equal values, whoever got there first ranks higher.")
    last_tied = next((row for row in full.rows if row.is_tied), None)
    after = next(
        (r for r in full.rows if last_tied and (r.rank or 0) > (last_tied.rank or 0)), None
    )
    if after is None:
        return _("Equal values share a rank.")
    rank = locale.rank(after.rank, writing)
    return _("Equal values share a rank; the next is %(rank)s.", rank=rank)


def nothing_yet(asked: AskedBoard) -> str:
    return _("The first log opens the board") if asked.is_running else _("Nothing was logged then")
