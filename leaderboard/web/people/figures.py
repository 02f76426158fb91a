"""The three large figures on a person's page."""

from flask_babel import gettext as _
from flask_login import current_user

from leaderboard import locale
from leaderboard.locale import Writing
from leaderboard.rules.periods import PeriodKind
from leaderboard.standings.around import around
from leaderboard.standings.days import change_on_last
from leaderboard.web.activities.owners import is_others
from leaderboard.web.request.here import Here


def figures_of(person_id: int, now: Here) -> list[tuple[str, str]]:
    """This month's points, the rank if the viewer may see it, and the change on the person's own
    last month; all from the main board."""
    found = around(
        person_id,
        kind=PeriodKind.MONTH,
        today=now.today,
        settings=now.settings,
        is_manager=current_user.is_manager,
    )
    if found is None and is_others(person_id) and not current_user.is_manager:
        return []
    change = change_on_last(
        person_id, kind=PeriodKind.MONTH, today=now.today, settings=now.settings
    )
    writing = now.speaker.writing
    figures = [(now.speaker.number(change.points), _("points this month"))]
    if found is not None and found.own is not None and found.own.rank is not None:
        rank = locale.rank(found.own.rank, writing, tied=found.own.is_tied)
        figures.append((rank, moved(found.own.movement, writing)))
    if change.ratio is not None:
        month = locale.period_name(change.previous, writing, year=False)
        on_last = (
            _("on their %(month)s by now", month=month)
            if is_others(person_id)
            else _("on your %(month)s by now", month=month)
        )
        figures.append((locale.percent(change.ratio, writing, sign=True), on_last))
    return figures


def moved(movement: int | None, writing: Writing) -> str:
    """The text below the rank: how far it moved since last month."""
    if not movement:
        return _("rank")
    ranks = locale.number(abs(movement), writing)
    if movement > 0:
        return _("rank, up %(ranks)s", ranks=ranks)
    return _("rank, down %(ranks)s", ranks=ranks)
