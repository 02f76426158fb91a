"""Who others moved into or out of a manager's teams."""

from datetime import timedelta

from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.permissions import SignedIn, managed_team_ids
from leaderboard.standings.moves import Move, moves_of
from leaderboard.web.request.here import Here

SHOWN_FOR = timedelta(days=14)
MOST = 5


def moved_by_others(viewer: SignedIn, now: Here) -> list[tuple[str, str]]:
    """What was done, and by whom and when; newest first."""
    moves = moves_of(
        managed_team_ids(viewer, day=now.today),
        after=now.at - SHOWN_FOR,
        not_by=viewer.id,
        most=MOST,
    )
    return [(told(move, now), by_whom(move, now)) for move in moves]


def told(move: Move, now: Here) -> str:
    return _(
        "%(name)s: from %(old)s to %(new)s, since %(day)s",
        name=now.speaker.person(move.person_id),
        old=now.speaker.subject(move.old_id) if move.old_id else _("outside the teams"),
        new=now.speaker.subject(move.new_id) if move.new_id else _("outside the teams"),
        day=locale.isolate(locale.date_short(move.since, now.speaker.writing)),
    )


def by_whom(move: Move, now: Here) -> str:
    return _(", ").join(
        (now.speaker.author(move.by_id), locale.moment(move.at, now.speaker.writing))
    )
