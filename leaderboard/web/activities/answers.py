"""The answer to a write: a toast with Undo, and a card when a badge was won."""

from dataclasses import dataclass
from functools import lru_cache

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from leaderboard import locale
from leaderboard.locale import isolate
from leaderboard.models import Activity
from leaderboard.models.types import row_id
from leaderboard.scoring.standing_awards import standing_among
from leaderboard.sentences import award_title
from leaderboard.standings import receipts
from leaderboard.standings.names import BadgeName
from leaderboard.standings.receipts import ReceiptEntry
from leaderboard.web.activities.owners import is_others, may_change
from leaderboard.web.request import htmx
from leaderboard.web.request.here import Here, here, today

LOGGED, CLOSED = "activity-logged", "sheet-done"


@dataclass(frozen=True)
class Answer:
    """What just happened to an entry."""

    words: str
    detail: str
    reward: str
    # Where the goals that it moved are told; empty once it is undone.
    moved_url: str
    undo_url: str
    won: BadgeName | None
    won_title: str
    won_text: str


def after_write(activity: Activity) -> Response:
    """Notify the regions and answer with a toast. A form on a page of its own redirects to a
    page that shows the same answer, with or without JavaScript."""
    if not htmx.is_htmx() or htmx.is_own_page():
        return htmx.go(return_url(activity))
    answer = render_template("activities/_answer.html", answer=answer_of(activity.id, here()))
    return htmx.announce(make_response(answer), LOGGED, CLOSED)


def return_url(activity: Activity) -> str:
    """Today for today's entries, otherwise the entry's receipt."""
    if is_others(activity.subject_id) or activity.occurred_on != today():
        return url_for("activities.show", activity_id=activity.id)
    return f"{today_url(request.script_root)}?answer={activity.id}"


@lru_cache(maxsize=8)
def today_url(under: str) -> str:
    """Made once for each path that the app is served under: every log leads there."""
    return url_for("today.index")


def asked_answer(now: Here) -> Answer | None:
    """The answer the address asks for, if it is about the viewer's own entry."""
    activity_id = request.args.get("answer", type=row_id)
    entry = receipts.find_entry(activity_id) if activity_id else None
    if entry is None or entry.activity.subject_id != current_user.id:
        return None
    return answer_of(entry.activity.id, now)


def answer_of(activity_id: int, now: Here) -> Answer:
    """The entry's current state: saved, with what it earned, or undone."""
    entry = receipts.find_entry(activity_id)
    assert entry is not None
    awards = [] if entry.is_void else standing_among(receipts.awards_of(activity_id))
    points = sum(award.points for award in awards)
    won = [now.speaker.names.badges[award.badge_id] for award in awards if award.badge_id]
    url = url_for("activities.void", activity_id=activity_id)
    return Answer(
        words=words_of(entry, now),
        detail=_(", ").join(award_title(a, now.speaker) for a in awards if not receipts.is_own(a)),
        reward=now.speaker.points(points) if points else "",
        moved_url="" if entry.is_void else url_for("activities.moved", activity_id=activity_id),
        undo_url=url if may_change(entry, now) and not is_others(entry.activity.subject_id) else "",
        won=max(won, key=lambda badge: badge.tier, default=None),
        won_title=won_words(list(dict.fromkeys(badge.name for badge in won))) if won else "",
        won_text=_(", ").join(award_title(a, now.speaker) for a in awards if a.badge_id),
    )


def won_words(names: list[str]) -> str:
    """For example: Dialer is yours."""
    badges = _(", ").join(isolate(name) for name in names)
    return ngettext("%(badges)s is yours", "%(badges)s are yours", len(names), badges=badges)


def words_of(entry: ReceiptEntry, now: Here) -> str:
    kind = now.speaker.kind(entry.activity.kind_id)
    if entry.is_void:
        return _("%(kind)s undone", kind=kind)
    if entry.activity.corrects_id is not None:
        return _("%(kind)s corrected", kind=kind)
    if entry.activity.occurred_on != now.today:
        day = locale.day_month(entry.activity.occurred_on, now.speaker.writing)
        return _("%(kind)s saved for %(day)s", kind=kind, day=day)
    if entry.activity.amount:
        amount = locale.money(entry.activity.amount, now.speaker.writing)
        spoken = locale.spoken_sum(entry.activity.amount, now.speaker.writing)
        return _("%(kind)s saved: %(sum)s", kind=kind, sum=spoken or amount)
    return _("%(kind)s saved", kind=kind)
