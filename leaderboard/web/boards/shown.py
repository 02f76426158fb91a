"""A page of standings as shown: rows, the viewer's own place, and a line below."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from leaderboard import configuration, locale
from leaderboard.configuration import Configuration
from leaderboard.locale import Writing, current_writing
from leaderboard.models import By
from leaderboard.permissions import managed_team_ids
from leaderboard.sentences.metrics import left_out
from leaderboard.sentences.speaker import speaker
from leaderboard.standings import Board, Standing
from leaderboard.standings.leaderboards import board_of, not_yet_begun
from leaderboard.standings.pages import count_pages, page_with, span_of
from leaderboard.standings.sums import families_on
from leaderboard.web.boards.asked import AskedBoard
from leaderboard.web.boards.notes import movement_told, near_win, nothing_yet, tie_rule
from leaderboard.web.page.paging import SIZE, pages_told
from leaderboard.web.page.rows import BoardRow, person_urls, rows_of, value_name


@dataclass(frozen=True)
class ShownBoard:
    """The standings region, all texts ready."""

    url: str
    tag: str
    is_running: bool
    title: str
    subtitle: str
    caption: str
    value_head: str
    rows: list[BoardRow]
    own_rows: list[BoardRow]
    own_url: str
    note: str
    is_near_win: bool
    empty: str
    page_text: str
    previous_url: str
    next_url: str


def shown_board(asked: AskedBoard, *, tag: str) -> ShownBoard:
    settings, writing = configuration.current(), current_writing()
    full = compared(asked, settings)
    own_id = own_subject(asked, settings)
    rows = full.rows or everybody(asked, settings)
    pages = count_pages(len(rows), size=SIZE)
    page = min(asked.page, pages)
    span = span_of(page, len(rows), size=SIZE)
    place = full.place_of(own_id)
    own_page = page_with(place, len(rows), size=SIZE) if place is not None else page
    shown = rows[span]
    near = near_win(full, own_id, writing) if asked.is_running else ""
    period_name = locale.period_name(asked.period, writing)
    return ShownBoard(
        url=asked.url(region=True, page=page),
        tag=tag,
        is_running=asked.is_running,
        title=asked.setting.name,
        subtitle=subtitle(asked, writing),
        caption=_(", ").join((asked.setting.name, period_name)),
        value_head=value_name(asked.metric, writing),
        rows=with_details(full, shown, own_id, writing),
        own_rows=with_details(full, full.rows[place : place + 1], own_id, writing)
        if place is not None and own_page != page
        else [],
        own_url=asked.url(page=own_page) if place is not None else "",
        note=near
        or " ".join((tie_rule(full, writing), *left_out(full.metric.terms, speaker(settings)))),
        is_near_win=bool(near),
        empty="" if full.rows else nothing_yet(asked),
        page_text=pages_told(span.start, len(shown), len(rows), writing) if pages > 1 else "",
        previous_url=asked.url(page=page - 1) if page > 1 else "",
        next_url=asked.url(page=page + 1) if page < pages else "",
    )


def subtitle(asked: AskedBoard, writing: Writing) -> str:
    """What movement compares with, after the currency the sums leave out."""
    name = value_name(asked.metric, writing)
    told = ["" if name == asked.metric.name else name, movement_told(asked, writing)]
    return _(", ").join(text for text in told if text)


def compared(asked: AskedBoard, settings: Configuration) -> Board:
    """The whole board with movement, limited to rows the viewer may see."""
    setting = replace(asked.setting, by=asked.by)
    full = board_of(setting, period=asked.period, today=asked.today, shows_hidden=True)
    return replace(full, rows=tuple(row for row in full.rows if may_see(row, asked, settings)))


def may_see(row: Standing, asked: AskedBoard, settings: Configuration) -> bool:
    """Hidden people see themselves, and their managers see them, without a rank."""
    if not row.is_hidden or row.subject_id == asked.viewer.id or asked.viewer.is_admin:
        return True
    team_id = settings.team_on(row.subject_id, asked.today)
    return team_id in managed_team_ids(asked.viewer, day=asked.today)


def own_subject(asked: AskedBoard, settings: Configuration) -> int:
    """The viewer's own row: the viewer, or their team at the end of the period."""
    if asked.by is By.REP:
        return asked.viewer.id
    day = min(asked.today, asked.period.last)
    team_id = settings.team_on(asked.viewer.id, day)
    if asked.by is By.TEAM:
        return team_id
    return next(iter(families_on(day, settings).get(team_id, ())), 0)


def everybody(asked: AskedBoard, settings: Configuration) -> tuple[Standing, ...]:
    """While a period runs and nobody has logged: everybody who could, shown with a dash."""
    if not asked.is_running:
        return ()
    span, team_id = asked.period.span, asked.setting.team_id
    return not_yet_begun(asked.by, span=span, today=asked.today, team_id=team_id, settings=settings)


def with_details(
    full: Board, standings: Iterable[Standing], own_id: int, writing: Writing
) -> list[BoardRow]:
    """The rows; those without a rank say why below their value."""
    standings = list(standings)
    url_of = person_urls() if full.by is By.REP else None
    rows = rows_of(full, standings, own_id=own_id, url_of=url_of)
    return [
        replace(row, detail=detail_of(standing, writing)) if standing.rank is None else row
        for row, standing in zip(rows, standings, strict=True)
    ]


def detail_of(standing: Standing, writing: Writing) -> str:
    if standing.is_hidden:
        return _("hidden on boards")
    return locale.count_of(standing.sample, "case", writing) if standing.value is not None else ""
