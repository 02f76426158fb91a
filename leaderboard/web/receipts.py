"""Receipts as templates/parts/receipt.html draws them: what, why, points, and one action a line."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.locale import isolate
from leaderboard.models import Award
from leaderboard.standings.entries import Paid
from leaderboard.standings.explanations import Unpaid
from leaderboard.standings.receipts import Entry, Line, Receipt
from leaderboard.web.sentences import (
    Speaker,
    award_title,
    award_why,
    entry_title,
    entry_why,
    next_words,
    reversal_title,
    reversal_why,
    why_not_words,
)


@dataclass(frozen=True)
class ReceiptLine:
    """One line of a receipt in words."""

    what: str
    why: str
    points_text: str
    is_void: bool = False
    action_text: str = ""
    action_url: str = ""
    action_icon: str = ""
    is_post: bool = False


def lines_of(
    receipt: Receipt, speaker: Speaker, *, may_undo: Callable[[Entry], bool]
) -> list[ReceiptLine]:
    """The lines of a day; `may_undo` says whether the reader may take an entry back."""
    awards = {line.award.id: line.award for line in receipt.lines if line.award}
    return [line_of(line, awards, speaker, may_undo=may_undo) for line in receipt.lines]


def line_of(
    line: Line,
    awards: dict[int, Award],
    speaker: Speaker,
    *,
    may_undo: Callable[[Entry], bool],
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
    line: Line,
    entry: Entry,
    points: str,
    speaker: Speaker,
    *,
    may_undo: Callable[[Entry], bool],
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
    return ReceiptLine(what, why, points, line.is_void, **action)


def explained(activity_id: int | None, *, text: str = "") -> dict[str, Any]:
    """The way to the receipt of the entry behind a line; by hand there is none."""
    if activity_id is None:
        return {}
    url = url_for("activities.show", activity_id=activity_id)
    return {"action_text": text or _("Why?"), "action_url": url}


@dataclass(frozen=True)
class HistoryDay:
    """One day of a history."""

    name: str
    lines: tuple[ReceiptLine, ...]


def history_days(rows: Iterable[Paid], speaker: Speaker) -> list[HistoryDay]:
    """A page of entries by day, each leading to its receipt."""
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
        **explained(paid.entry.activity.id, text=_("Open")),
    )


@dataclass(frozen=True)
class Reason:
    """Why a rule gave nothing, and what it would take."""

    rule: str
    why: str
    next: str


@dataclass(frozen=True)
class EntryReceipt:
    """One entry with every line that hangs on it and every rule that gave nothing."""

    title: str
    day: str
    why: str
    facts: tuple[tuple[str, str], ...]
    lines: tuple[ReceiptLine, ...]
    total: str
    unpaid: tuple[Reason, ...]
    is_paid: bool


def entry_receipt(
    entry: Entry, awards: list[Award], unpaid: list[Unpaid], speaker: Speaker
) -> EntryReceipt:
    """All there is to say about one entry."""
    by_id = {award.id: award for award in awards}
    total = sum(award.points for award in awards)
    return EntryReceipt(
        title=entry_title(entry, speaker),
        day=locale.date_long(entry.activity.occurred_on, speaker.writing),
        why=entry_why(entry, speaker),
        facts=tuple(facts_of(entry, speaker)),
        lines=tuple(award_line(award, by_id, speaker) for award in awards),
        total=speaker.points(total),
        unpaid=tuple(
            Reason(speaker.rule(u.rule_id), why_not_words(u, speaker), next_words(u, speaker))
            for u in unpaid
        ),
        is_paid=any(award.reverses_id is None for award in awards),
    )


def award_line(award: Award, by_id: dict[int, Award], speaker: Speaker) -> ReceiptLine:
    """A line of the ledger just as it stands there."""
    original = by_id.get(award.reverses_id or 0)
    if original is None:
        is_void = any(other.reverses_id == award.id for other in by_id.values())
        what, why = award_title(award, speaker), award_why(award, speaker)
    else:
        is_void = True
        what, why = reversal_title(award, original, speaker), reversal_why(award, speaker)
    return ReceiptLine(what, why, speaker.points(award.points), is_void)


def facts_of(entry: Entry, speaker: Speaker) -> Iterator[tuple[str, str]]:
    """What the entry says, field by field; what it leaves out is left out."""
    activity, writing = entry.activity, speaker.writing
    if activity.amount:
        yield _("Amount"), locale.money(activity.amount, writing)
    if activity.quantity:
        yield _("Quantity"), speaker.number(activity.quantity)
    if activity.profit is not None:
        yield _("Profit"), locale.money(activity.profit, writing)
    if activity.minutes:
        yield _("Time"), locale.minutes(activity.minutes, writing)
    if activity.days is not None:
        yield _("From first contact"), locale.days(activity.days, writing)
    if activity.customer:
        yield _("Customer"), isolate(activity.customer)
    for value_id in sorted(speaker.settings.values_of(activity.cut_id)):
        yield speaker.names.dimension_of(value_id), isolate(speaker.names.values[value_id])
    if activity.note:
        yield _("Note"), isolate(activity.note)
    yield (
        _("Logged"),
        _(
            "%(moment)s by %(name)s",
            moment=locale.moment(activity.logged_at, writing),
            name=speaker.person(activity.logged_by_id),
        ),
    )
    if entry.void is not None:
        yield (
            _("Corrected") if entry.successor_id else _("Undone"),
            _(
                "%(moment)s by %(name)s",
                moment=locale.moment(entry.void.at, writing),
                name=speaker.person(entry.void.by_id),
            ),
        )
        if entry.void.reason:
            yield _("Reason"), isolate(entry.void.reason)
