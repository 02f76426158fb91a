"""One entry's receipt: what was logged, its ledger lines, and the rules that paid nothing."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.locale import isolate
from leaderboard.models import Activity, Award
from leaderboard.scoring.standing_awards import standing_among
from leaderboard.sentences import (
    Speaker,
    award_title,
    award_why,
    entry_title,
    entry_why,
    next_words,
    reversal_title,
    reversal_why,
    void_reason,
    why_not_words,
)
from leaderboard.standings.explanations import Unpaid
from leaderboard.standings.receipts import ReceiptEntry
from leaderboard.web.page.receipts import ReceiptLine


@dataclass(frozen=True)
class WhyNothing:
    """Why a rule paid nothing, and what it would take."""

    rule: str
    why: str
    next: str


@dataclass(frozen=True)
class EntryReceipt:
    """One entry with its ledger lines and every rule that paid nothing."""

    title: str
    day: str
    why: str
    facts: tuple[tuple[str, str], ...]
    lines: tuple[ReceiptLine, ...]
    total: str
    unpaid: tuple[WhyNothing, ...]
    is_paid: bool


def entry_receipt(
    entry: ReceiptEntry, awards: list[Award], unpaid: list[Unpaid], speaker: Speaker
) -> EntryReceipt:
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
            WhyNothing(speaker.rule(u.rule_id), why_not_words(u, speaker), next_words(u, speaker))
            for u in unpaid
        ),
        is_paid=any(award.reverses_id is None for award in awards),
    )


def award_line(award: Award, by_id: dict[int, Award], speaker: Speaker) -> ReceiptLine:
    """A ledger line as it was written."""
    original = by_id.get(award.reverses_id or 0)
    if original is None:
        is_void = award not in standing_among(by_id.values())
        what, why = award_title(award, speaker), award_why(award, speaker)
    else:
        is_void = True
        what, why = reversal_title(award, original, speaker), reversal_why(award, speaker)
    return ReceiptLine(what, why, speaker.points(award.points), is_void)


def facts_of(entry: ReceiptEntry, speaker: Speaker) -> Iterator[tuple[str, str]]:
    """What was logged, field by field; empty fields are skipped."""
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
        label = _("Logged because") if is_reason(activity) else _("Note")
        yield label, isolate(activity.note)
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
            yield _("Reason"), void_reason(entry.void)


def is_reason(activity: Activity) -> bool:
    """Whether the note is why somebody else logged it: their form asks for that instead of a
    note."""
    is_others = activity.logged_by_id not in (None, activity.subject_id)
    return is_others and activity.corrects_id is None
