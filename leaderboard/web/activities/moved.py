"""What an entry moved, in one line up the tree: Calls: 8 of 10 · North +2 % · all of us +0.1 %."""

from dataclasses import dataclass
from fractions import Fraction
from math import floor

from flask import url_for
from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.locale import Writing
from leaderboard.models import SubjectKind
from leaderboard.scoring.entries import entry_of
from leaderboard.standings.moved import MovedBy, moved_by
from leaderboard.standings.receipts import ReceiptEntry
from leaderboard.web.page.bars import bar_of
from leaderboard.web.request.here import Here

# Shares smaller than a thousandth of a percent are not written out.
LEAST = Fraction(1, 10**5)


@dataclass(frozen=True)
class MovedGoal:
    """One goal of the line, and the address of its page."""

    text: str
    url: str


def moved_goals(logged: ReceiptEntry, now: Here) -> list[MovedGoal]:
    """The goals that the entry moved; none if it was taken back, or is not a person's."""
    activity = logged.activity
    if logged.is_void or activity.subject_id not in now.settings.people():
        return []
    entry = entry_of(activity, now.settings)
    found = moved_by(entry, activity.subject_id, day=now.today, settings=now.settings)
    writing = now.speaker.writing
    return [
        MovedGoal(
            moved_told(moved, writing, is_first=n == 0),
            url_for("goals.show", goal_id=moved.progress.goal_id),
        )
        for n, moved in enumerate(found)
    ]


def moved_told(moved: MovedBy, writing: Writing, *, is_first: bool) -> str:
    """A person's first goal as its page shows it; others by how much this was of them."""
    progress = moved.progress
    is_own = progress.owner.kind is SubjectKind.PERSON
    if moved.share is None or (is_own and is_first):
        bar = bar_of(progress)
        name = locale.isolate(progress.name)
        # Translators: a goal, its value and its target: Calls: 8 of 10
        return _(
            "%(goal)s: %(value)s %(target)s",
            goal=name,
            value=bar.value_text,
            target=bar.target_text,
        )
    whose = _("all of us")
    if progress.owner.kind is not SubjectKind.ORGANISATION:
        whose = locale.isolate(progress.name if is_own else progress.owner.name)
    # Translators: a team or a goal, and how much closer it came: North +2 %
    return _("%(whose)s %(share)s", whose=whose, share=share_told(moved.share, writing))


def share_told(share: Fraction, writing: Writing) -> str:
    """+2.5 %, +0.1 %: rounded down to two digits that say something."""
    if 0 < share < LEAST:
        return _("by less than %(share)s", share=locale.percent(LEAST, writing, places=3))
    places = next((n for n in range(4) if share * 100 * 10**n >= 10), 4)
    step = Fraction(1, 100 * 10**places)
    told = floor(share / step) * step
    return locale.percent(told, writing, places=None, at_most=places, sign=True)
