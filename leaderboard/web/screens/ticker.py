"""The feed in words: who did what, what it earned, how long ago."""

from collections.abc import Callable
from typing import Any, NamedTuple

from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.publishing.starter import KINDS
from leaderboard.sentences import Speaker, award_title
from leaderboard.sentences.speaker import small
from leaderboard.standings.feed import FeedItem
from leaderboard.web.request.here import Here

MINUTE = 60


class TickerLine(NamedTuple):
    name: str
    what: str
    points_text: str
    age_text: str


def line_of(item: FeedItem, here: Here, *, shows_money: bool) -> TickerLine:
    """A feed item as a line; amounts only where the screen shows money."""
    speaker, seconds = here.speaker, int((here.at - item.at).total_seconds())
    return TickerLine(
        name=here.settings.people()[item.person_id].name,
        what=what(item, speaker, shows_money=shows_money),
        points_text=speaker.points(item.points) if item.points else "",
        age_text=age(seconds, speaker),
    )


def age(seconds: int, speaker: Speaker) -> str:
    """How long ago; nothing for what is from just now."""
    return "" if seconds < MINUTE else locale.ago(seconds, speaker.writing)


def what(item: FeedItem, speaker: Speaker, *, shows_money: bool) -> str:
    """Its most interesting part: money won, a badge, something reached, or the activity itself."""
    if item.won and shows_money:
        won = locale.told_sum(item.won, speaker.writing, has_currency=False)
        return _("won %(amount)s", amount=won)
    if item.badge_ids:
        return _("earned “%(badge)s”", badge=speaker.badge(item.badge_ids[-1]))
    if item.activity is None:
        return _("was thanked")
    reached = [award for award in item.awards if not is_own(award)]
    if reached:
        return small(award_title(max(reached, key=lambda award: award.points), speaker))
    return done(item.activity, speaker)


def is_own(award: Any) -> bool:
    """Whether it pays for the entry itself rather than something the entry completed."""
    return award.cause.startswith("activity:")


def done(activity: Any, speaker: Speaker) -> str:
    """A verb for starter kinds that still have their original name; otherwise the kind's name."""
    kind = speaker.names.kinds[activity.kind_id]
    verb = VERBS.get(kind.slug)
    if verb is None or kind.name not in STARTER_NAMES[kind.slug]:
        return small(kind.name)
    return verb()


VERBS: dict[str, Callable[[], str]] = {
    "call": lambda: _("made a call"),
    "email": lambda: _("wrote an e-mail"),
    "meeting": lambda: _("held a meeting"),
    "demo": lambda: _("held a demo"),
    "proposal": lambda: _("sent a proposal"),
    "qualified-lead": lambda: _("qualified a lead"),
    "deal-won": lambda: _("won a deal"),
}
STARTER_NAMES = {kind.slug: {one for one, _many in kind.names.values()} for kind in KINDS}
