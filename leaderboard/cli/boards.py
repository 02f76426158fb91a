"""`flask board`: the standings by a metric, for reading or for other programs."""

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import click
from flask_babel import gettext as _
from sqlalchemy import select

from leaderboard import export, locale, standings
from leaderboard.cli.beginning import WEEKDAYS
from leaderboard.cli.terminal import Failed, on_company, printable, room
from leaderboard.extensions import db
from leaderboard.locale import Writing
from leaderboard.locale.numbers import rounded_to
from leaderboard.models import By, Metric, Unit
from leaderboard.rules.calendars import Calendar
from leaderboard.rules.period_texts import BadPeriod, parse
from leaderboard.rules.periods import Period
from leaderboard.standings import Board, Standing

HEADS = ("rank", "name", "value", "sample", "tied")


@click.command()
@click.option("--metric", "slug", required=True, help="Such as revenue, deals-won, win-rate.")
@click.option("--by", type=click.Choice([by.value for by in By]), default="rep", show_default=True)
@click.option("--period", "text", required=True, help="Such as 2017-Q2, 2017-W23, 1396/03.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
)
@click.option("--first-weekday", type=click.Choice(WEEKDAYS), help="Default: the organisation's.")
@click.option(
    "--calendar",
    type=click.Choice([calendar.value for calendar in Calendar]),
    help="The period's calendar. Default: the organisation's.",
)
@click.option(
    "--min-sample",
    type=click.IntRange(min=0),
    help="Cases needed for a rank. Default: the metric's.",
)
@on_company
def board(
    slug: str,
    by: str,
    text: str,
    form: str,
    *,
    first_weekday: str | None,
    calendar: str | None,
    min_sample: int | None,
) -> None:
    """Print the standings by a metric over a period.

    Everybody with a case has a row. Anybody with fewer cases than the minimum sample comes last,
    without a rank.
    """
    metric = known_metric(slug)
    usual = locale.current_writing()
    writing = replace(
        usual,
        calendar=Calendar(calendar) if calendar else usual.calendar,
        first_weekday=WEEKDAYS.index(first_weekday) if first_weekday else usual.first_weekday,
    )
    period = known_period(text, writing)
    found = standings.board(metric, by=By(by), span=period.span, min_sample=min_sample)
    click.echo(FORMS[form](found, writing), nl=False)


def known_metric(slug: str) -> Metric:
    metric = db.session.scalar(select(Metric).where(Metric.slug == slug))
    if metric is None:
        slugs = db.session.scalars(select(Metric.slug).order_by(Metric.position))
        raise Failed(
            _(
                "There is no metric %(slug)s. The metrics are: %(slugs)s",
                slug=slug,
                slugs=", ".join(slugs),
            )
        )
    return metric


def known_period(text: str, writing: Writing) -> Period:
    try:
        return parse(text, writing.almanac)
    except BadPeriod as error:
        raise Failed(locale.why(error, writing)) from error


def as_json(board: Board, writing: Writing) -> str:
    rows = [dict(zip(HEADS, cells(row, board, writing), strict=True)) for row in board.rows]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def as_csv(board: Board, writing: Writing) -> str:
    return export.csv_text(HEADS, [cells(row, board, writing) for row in board.rows])


def cells(row: Standing, board: Board, writing: Writing) -> tuple[export.Cell, ...]:
    """A row for other programs."""
    return (row.rank, row.name, major(row, board, writing), row.sample, row.is_tied)


def major(row: Standing, board: Board, writing: Writing) -> int | float | None:
    """The value in everyday units: whole units of the currency, a ratio, days; six decimals."""
    if row.value is None:
        return None
    scale = 10 ** locale.exponent(writing.currency) if board.metric.unit == Unit.MONEY else 1
    value = rounded_to(Fraction(row.value) / scale, 6)
    return int(value) if value == value.to_integral_value() else float(value)


def as_table(board: Board, writing: Writing) -> str:
    heads = (_("Rank"), _("Name"), board.metric.name, _("Cases"))
    rows = [heads, *(shown(row, board, writing) for row in board.rows)]
    widths = [max(room(row[column]) for row in rows) for column in range(len(heads))]
    return "".join(f"{line_of(row, widths)}\n" for row in rows)


def shown(row: Standing, board: Board, writing: Writing) -> tuple[str, str, str, str]:
    """A row for people."""
    return (
        locale.rank(row.rank, writing, tied=row.is_tied),
        printable(row.name),
        locale.value_text(row.value, board.metric.unit, writing),
        locale.number(row.sample, writing),
    )


def line_of(row: tuple[str, ...], widths: list[int]) -> str:
    """Names aligned left, numbers right."""
    filled = [" " * (width - room(text)) for width, text in zip(widths, row, strict=True)]
    rank, name, value, sample = row
    return f"{filled[0]}{rank}  {name}{filled[1]}  {filled[2]}{value}  {filled[3]}{sample}"


FORMS: dict[str, Callable[[Board, Writing], str]] = {
    "table": as_table,
    "json": as_json,
    "csv": as_csv,
}
