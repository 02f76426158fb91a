"""A person's page in words: figures, badge case, streak weeks, today's receipt."""

from dataclasses import dataclass

from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.configuration import people
from leaderboard.rules.periods import PeriodKind, period_of
from leaderboard.standings.steps import outlook
from leaderboard.web.activities.owners import is_others
from leaderboard.web.page.menu import initials
from leaderboard.web.people.case import CaseView, all_badges, case_view
from leaderboard.web.people.figures import figures_of
from leaderboard.web.people.receipt import ReceiptView, receipt_view
from leaderboard.web.people.streak import StreakView, streak_view
from leaderboard.web.request.here import Here

__all__ = ["Profile", "all_badges", "profile_of"]


@dataclass(frozen=True)
class Profile:
    """A person's page. `streak` and `receipt` are None for colleagues."""

    id: int
    name: str
    initials: str
    mark: int | None
    team: str
    subtitle: str
    is_own: bool
    is_open: bool
    figures: tuple[tuple[str, str], ...]
    case: CaseView
    streak: StreakView | None
    receipt: ReceiptView | None


def profile_of(person_id: int, now: Here, *, is_open: bool = True) -> Profile:
    """The page; without `is_open`, private parts are not even read."""
    person = now.settings.people()[person_id]
    team = now.settings.teams().get(now.settings.team_on(person_id, now.today))
    ahead = outlook(person_id, day=now.today, settings=now.settings) if is_open else None
    return Profile(
        id=person_id,
        name=person.name,
        initials=initials(person.name),
        mark=team.mark if team else None,
        team=team.name if team else "",
        subtitle=since_words(person_id, team.name if team else "", now),
        is_own=not is_others(person_id),
        is_open=is_open,
        figures=tuple(figures_of(person_id, now)),
        case=case_view(person_id, ahead, now),
        streak=streak_view(person_id, ahead, now) if ahead else None,
        receipt=receipt_view(person_id, now) if is_open else None,
    )


def since_words(person_id: int, team: str, now: Here) -> str:
    """For example "North, since March 2025"; no date if it has always been so."""
    since = people.member_since(person_id, now.today)
    if not team:
        return _("In no team")
    if since is None or since.year < 2000:
        return locale.isolate(team)
    month = period_of(PeriodKind.MONTH, since, now.settings.almanac)
    return _(
        "%(team)s, since %(month)s",
        team=locale.isolate(team),
        month=locale.period_name(month, now.speaker.writing),
    )
