"""Receipts as templates/parts/receipt.html draws them: what, why, points, and one action a line."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.models import Award
from leaderboard.sentences import (
    Speaker,
    award_title,
    award_why,
    entry_title,
    entry_why,
    reversal_title,
    reversal_why,
)
from leaderboard.standings.entries import Paid
from leaderboard.standings.receipts import AwardLine, Receipt, ReceiptEntry


@dataclass(frozen=True)
class ReceiptLine:
    """One line of a receipt in words."""

    what: str
    why: str
    points_text: str
    is_void: bool = False
    is_unpaid: bool = False
    action_text: str = ""
    action_url: str = ""
    action_icon: str = ""
    is_post: bool = False


def lines_of(
    receipt: Receipt, speaker: Speaker, *, may_undo: Callable[[ReceiptEntry], bool]
) -> list[ReceiptLine]:
    """A day's lines; `may_undo` says whether the reader may undo an entry."""
    awards = {line.award.id: line.award for line in receipt.lines if line.award}
    return [line_of(line, awards, speaker, may_undo=may_undo) for line in receipt.lines]


def line_of(
    line: AwardLine,
    awards: dict[int, Award],
    speaker: Speaker,
    *,
    may_undo: Callable[[ReceiptEntry], bool],
) -> ReceiptLine:
    points = speaker.points(line.points)
    if line.entry is not None:
        return entry_line(line, line.entry, points, speaker, may_undo=may_undo)
    assert line.award is not None
    original = awards.get(line.award.reverses_id or 0)
    if original is not None:
        what, why = reversal_title(line.award, original, speaker), reversal_why(line.award, speaker)
    else:
        what, why = award_title(line.award, speaker), award_why(line.award, speaker)
    return ReceiptLine(what, why, points, line.is_void, **explained(line.award.activity_id))


def entry_line(
    line: AwardLine,
    entry: ReceiptEntry,
    points: str,
    speaker: Speaker,
    *,
    may_undo: Callable[[ReceiptEntry], bool],
) -> ReceiptLine:
    what = entry_title(entry, speaker, is_undoing=line.is_reversal)
    why = entry_why(entry, speaker, is_undoing=line.is_reversal)
    if entry.is_void or not may_undo(entry):
        action = explained(entry.activity.id)
    else:
        url = url_for("activities.void", activity_id=entry.activity.id)
        action = {
            "action_text": _("Undo"),
            "action_url": url,
            "action_icon": "undo-2",
            "is_post": True,
        }
    return ReceiptLine(what, why, points, line.is_void, is_unpaid=line.points == 0, **action)


def explained(activity_id: int | None, *, text: str = "") -> dict[str, Any]:
    """A link to the receipt of the entry behind a line; awards given by hand have none."""
    if activity_id is None:
        return {}
    url = url_for("activities.show", activity_id=activity_id)
    return {"action_text": text or _("Why?"), "action_url": url}


@dataclass(frozen=True)
class HistoryDay:
    name: str
    lines: tuple[ReceiptLine, ...]


def history_days(rows: Iterable[Paid], speaker: Speaker) -> list[HistoryDay]:
    """A page of entries grouped by day, each with a link to its receipt."""
    return [
        HistoryDay(
            locale.date_long(day, speaker.writing),
            tuple(history_line(paid, speaker) for paid in group),
        )
        for day, group in groupby(rows, key=lambda paid: paid.entry.activity.occurred_on)
    ]


def history_line(paid: Paid, speaker: Speaker) -> ReceiptLine:
    return ReceiptLine(
        entry_title(paid.entry, speaker),
        entry_why(paid.entry, speaker),
        speaker.points(paid.points),
        paid.entry.is_void,
        is_unpaid=paid.points == 0,
        **explained(paid.entry.activity.id, text=_("Open")),
    )
