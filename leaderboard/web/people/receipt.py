"""Today's receipt: what moved points, and one sentence about what did not."""

from collections import Counter
from dataclasses import dataclass

from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.sentences import why_not_words
from leaderboard.standings import receipts
from leaderboard.standings.explanations import unpaid_rules
from leaderboard.standings.receipts import Receipt, ReceiptEntry
from leaderboard.web.activities.owners import is_others, may_change
from leaderboard.web.page.receipts import ReceiptLine, lines_of
from leaderboard.web.request.here import Here


@dataclass(frozen=True)
class ReceiptView:
    lines: tuple[ReceiptLine, ...]
    date_text: str
    total_text: str
    note: str


def receipt_view(person_id: int, now: Here) -> ReceiptView:
    """The lines that moved points today, and one sentence about unpaid entries."""
    found = receipts.receipt(person_id, day=now.today)
    paying = Receipt(found.day, tuple(x for x in found.lines if pays(x)), found.points)
    lines = lines_of(
        paying,
        now.speaker,
        may_undo=lambda entry: not is_others(person_id) and may_change(entry, now),
    )
    return ReceiptView(
        tuple(lines),
        locale.date_long(now.today, now.speaker.writing, year=False),
        now.speaker.points(found.points),
        unpaid_words(found.unpaid, now) or ("" if lines else _("Nothing earned yet today")),
    )


def pays(line: receipts.AwardLine) -> bool:
    return line.points != 0 or line.award is not None


def unpaid_words(unpaid: tuple[ReceiptEntry, ...], now: Here) -> str:
    """For example: 5 e-mails paid nothing. “Early bird”: It pays at most once a day."""
    if not unpaid:
        return ""
    counts = Counter(entry.activity.kind_id for entry in unpaid)
    what = _(", ").join(now.speaker.counted(n, kind_id) for kind_id, n in counts.most_common())
    said = _("%(what)s paid nothing.", what=what)
    common = counts.most_common(1)[0][0]
    latest = next(entry for entry in unpaid if entry.activity.kind_id == common)
    reasons = unpaid_rules(latest.activity, [], now.settings, today=now.today)
    if not reasons:
        return said
    rule = now.speaker.rule(reasons[0].rule_id)
    why = why_not_words(reasons[0], now.speaker)
    return _("%(said)s “%(rule)s”: %(why)s", said=said, rule=rule, why=why)
