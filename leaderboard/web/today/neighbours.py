"""The board rows around me, and one line on how near the next rank is."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from flask import url_for
from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.rules.steps import Step
from leaderboard.standings.around import Around
from leaderboard.standings.steps import Outlook
from leaderboard.web.page.rows import BoardRow, person_urls, rows_of
from leaderboard.web.request.here import Here

# More of one kind than this is no longer a small step.
FEW = 5


@dataclass(frozen=True)
class Neighbours:
    rows: tuple[BoardRow, ...]
    note: str
    board_url: str


def neighbours_of(found: Around, ahead: Outlook, own_id: int, now: Here) -> Neighbours:
    rows = rows_of(found.board, found.rows, own_id=own_id, url_of=person_urls())
    return Neighbours(tuple(rows), note_of(found, ahead.steps, now), board_url(found))


def board_url(found: Around) -> str:
    """The board for the same period; the default period is left out."""
    setting = found.setting
    kind = None if setting.period_kind is found.kind else found.kind.value
    return url_for("boards.show", slug=setting.slug, kind=kind)


def note_of(found: Around, steps: Iterable[Step], now: Here) -> str:
    """For example: 50 points to rank 5. 2 demos would do it."""
    if found.own is None:
        return _("Your first points put you on the board.")
    if found.ahead is None:
        return _("Nobody is ahead of you.") if found.own.rank == 1 else ""
    near = {
        "points": locale.count_of(found.gap, "point", now.speaker.writing),
        "rank": now.speaker.number(found.ahead.rank or 0),
    }
    if few := shortest(found.gap, steps, now):
        return _("%(points)s to rank %(rank)s. %(what)s would do it.", what=few, **near)
    return _("%(points)s to rank %(rank)s.", **near)


def shortest(gap: int, steps: Iterable[Step], now: Here) -> str:
    """The fewest activities that would close the gap, counting only kinds that surely pay the
    same."""
    ways = [
        (ceil(gap / step.version.points), step.version.points, step.terms[0].kind_id)
        for step in steps
        if pays_surely(step)
    ]
    few = [way for way in ways if way[0] <= FEW]
    if not few:
        return ""
    # Prefer the kind that pays least, because it is the easiest to do.
    count, _points, kind_id = min(few, key=lambda way: way[1:])
    return now.speaker.counted(count, kind_id)


def pays_surely(step: Step) -> bool:
    """Whether every such activity pays its points: no limit, no condition, no rate on an amount."""
    condition = step.version.condition
    return (
        step.version.trigger.pays_each
        and step.version.points > 0
        and step.version.limits.most == 0
        and not condition.per_amount
        and not condition.is_narrow
    )
