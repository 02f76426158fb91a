"""A person's badge case: badges earned, and progress towards the others."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.sentences.steps import progress_words
from leaderboard.standings.badges import HeldBadge, case_of
from leaderboard.standings.steps import Outlook, outlook
from leaderboard.web.request.here import Here

# Earned badges and the nearest locked ones; the rest is behind "See all".
LOCKED_SHOWN, EARNED_SHOWN = 3, 12


@dataclass(frozen=True)
class BadgeView:
    """A badge in the case: earned, or with its progress."""

    tier: int
    icon: str
    name: str
    detail: str
    progress: float | None
    url: str = ""


@dataclass(frozen=True)
class CaseView:
    """The badges shown, and a link to the rest."""

    badges: tuple[BadgeView, ...]
    aside: str
    more_url: str
    more_text: str


def case_view(person_id: int, ahead: Outlook | None, now: Here) -> CaseView:
    """Earned badges and the nearest locked ones; colleagues see only earned ones."""
    held = case_of(person_id, steps=ahead.steps if ahead else (), names=now.speaker.names)
    earned = [item for item in held if item.is_earned]
    near = [item for item in held if not item.is_earned and item.progress > 0]
    locked = [item for item in held if not item.is_earned] if ahead else []
    shown = earned[:EARNED_SHOWN] + locked[:LOCKED_SHOWN]
    is_all = len(shown) == len(earned) + len(locked)
    values = {"earned": now.speaker.number(len(earned)), "near": now.speaker.number(len(near))}
    return CaseView(
        tuple(badge_view(item, now) for item in shown),
        _("%(earned)s earned, %(near)s within reach", **values)
        if near
        else _("%(earned)s earned", **values),
        more_url="" if is_all else url_for("me.badges", person_id=person_id),
        more_text=_("See all %(number)s", number=now.speaker.number(len(earned) + len(locked))),
    )


def all_badges(person_id: int, now: Here, *, is_open: bool) -> list[BadgeView]:
    """Every badge; locked ones show their progress only to viewers who may see it."""
    ahead = outlook(person_id, day=now.today, settings=now.settings) if is_open else None
    held = case_of(person_id, steps=ahead.steps if ahead else (), names=now.speaker.names)
    return [badge_view(item, now) for item in held if item.is_earned or is_open]


def badge_view(item: HeldBadge, now: Here) -> BadgeView:
    return BadgeView(
        tier=item.badge.tier,
        icon=item.badge.icon,
        name=item.badge.name,
        detail=badge_detail(item, now),
        progress=None if item.is_earned else item.progress,
    )


def badge_detail(item: HeldBadge, now: Here) -> str:
    """Times or day earned, progress ("18 of 20"), or what the badge is for."""
    if item.times > 1:
        return _("%(number)s times", number=now.speaker.number(item.times))
    if item.last is not None:
        return locale.date_short(item.last, now.speaker.writing)
    if item.step is not None and item.progress > 0:
        return progress_words(item.step, now.speaker)
    return item.badge.description
