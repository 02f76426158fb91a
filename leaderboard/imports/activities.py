"""Activities from a file: each line gives the ones whose conditions hold."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from leaderboard import locale, scoring
from leaderboard.extensions import db
from leaderboard.imports.activity_map import ActivityMap, ActivityPart, Days, Negative
from leaderboard.imports.amounts import numbers_here, read_money, read_profit, read_whole
from leaderboard.imports.binding import Bound, bind
from leaderboard.imports.cells import content_key, read_key, read_name
from leaderboard.imports.conditions import holds
from leaderboard.imports.dates import date_in
from leaderboard.imports.durations import read_minutes
from leaderboard.imports.files import FileLine, Sheet, open_sheet
from leaderboard.imports.places import Cell
from leaderboard.imports.problems import BadLine, field_name
from leaderboard.imports.repeats import SaidBefore
from leaderboard.imports.words import fold
from leaderboard.models import Organisation
from leaderboard.scoring import Bad, NewActivity, Report, SourceRow

MOST_KEY = 120
MOST_CUSTOMER = 120
MOST_NOTE = 1000
NO_VALUES: frozenset[int] = frozenset()


def import_activities(
    sheet: Sheet,
    plan: ActivityMap,
    *,
    by_id: int | None,
    at: datetime,
    is_dry: bool = False,
    skips_bad: bool = False,
    told: Callable[[int], None] = lambda read: None,
    told_written: Callable[[int, int], None] = lambda rows, total: None,
) -> Report:
    """Bring the ledger in line with the file. `told` is called with the number of bytes read, then
    `told_written` with the number of rows written and the total.

    Raises BadFile, BadMap, or Refused when lines cannot be taken; then nothing is written. Raises
    Busy while another import runs.
    """
    return scoring.write_batch(
        rows_of(sheet, plan, told),
        source=plan.source,
        by_id=by_id,
        at=at,
        is_dry=is_dry,
        skips_bad=skips_bad,
        file=sheet.path.name,
        told_written=told_written,
    )


def open_activities(path: Path, plan: ActivityMap) -> Sheet:
    """The file, with the columns the map names."""
    return open_sheet(path, columns=plan.columns, form=plan.form)


def rows_of(
    sheet: Sheet, plan: ActivityMap, told: Callable[[int], None]
) -> Iterator[SourceRow | Bad]:
    """What every line says about each of its identities. Names are looked up once, at the first
    line."""
    reader = ActivityReader(plan, sheet.heads)
    for line in sheet.lines(told):
        if isinstance(line, Bad):
            yield line
            continue
        try:
            rows = reader.rows(line)
        except BadLine as error:
            yield line.bad(error)
        else:
            sheet.repeated += not rows
            yield from (Bad(line.number, note) for note in reader.notes)
            yield from rows


class ActivityReader:
    """Reads lines using a map and this installation's names."""

    def __init__(self, plan: ActivityMap, heads: Sequence[str]) -> None:
        self.plan, self.heads = plan, heads
        organisation = db.session.scalars(select(Organisation)).one()
        self.zone = organisation.timezone
        self.numbers = numbers_here(plan.numbers, organisation.currency)
        self.bound = bind(plan)
        self.kind_ids = tuple(dict.fromkeys(bound.kind_id for bound in self.bound))
        # The same line again is ignored.
        self.said = SaidBefore()
        # Problems with the current line that do not keep it from being taken.
        self.notes: list[BadLine] = []

    def rows(self, line: FileLine) -> list[SourceRow]:
        """One row for every kind in the map: the activity the line gives, or none. No row if the
        line repeats an earlier one."""
        self.notes = []
        external_id = self.key(line)
        said = hash(tuple(line.cells.values()))
        before = self.said.note(external_id, said)
        if before == said:
            return []
        if before is not None:
            raise BadLine(
                _("The id “%(id)s” appears more than once.", id=external_id), family="second time"
            )
        given: dict[int, NewActivity] = {}
        for bound in self.bound:
            if holds(bound.part.when, line.cells):
                if bound.kind_id in given:
                    raise BadLine(
                        _("The line has two entries of the kind %(kind)s.", kind=bound.part.kind)
                    )
                given[bound.kind_id] = self.activity(bound, line.cells)
        return [
            SourceRow(external_id, kind_id, given.get(kind_id), line.number)
            for kind_id in self.kind_ids
        ]

    def key(self, line: FileLine) -> str:
        """The line's id: the contents of one or more columns, or of the whole line."""
        if not self.plan.external_id:
            return content_key(self.heads, line.row)
        return read_key([line.cells[name] for name in self.plan.external_id], most=MOST_KEY)

    def activity(self, bound: Bound, cells: Mapping[str, str]) -> NewActivity:
        """What a line says for one part of the map."""
        part = bound.part
        day = date_in(part.date, cells, self.zone)
        if day is None:
            raise BadLine(_("The date in “%(column)s” is missing.", column=part.date.column))
        customer = read_text(bound.customer, cells, most=MOST_CUSTOMER)
        return NewActivity(
            subject_id=bound.owners.find(part.owner.cell.text(cells)),
            kind_id=bound.kind_id,
            occurred_on=day,
            days=self.days(part, cells),
            value_ids=values_in(bound, cells),
            customer=customer,
            customer_key=fold(customer)[:MOST_CUSTOMER],
            note=read_text(part.note, cells, most=MOST_NOTE),
            **self.values(bound, cells),
        )

    def values(self, bound: Bound, cells: Mapping[str, str]) -> dict[str, Any]:
        """The numbers on a line; an empty cell gives none, if it may be empty."""
        found: dict[str, Any] = {}
        for name, cell in bound.part.numbers.items():
            text = cell.text(cells)
            if text:
                found[name] = self.number(name, text, bound.part, found.get("amount"))
            elif name in bound.required:
                raise BadLine(_("%(field)s is missing.", field=field_name(name)))
        return found

    def number(self, name: str, text: str, part: ActivityPart, amount: int | None) -> int:
        if name == "amount":
            return read_money(text, self.numbers)
        if name == "profit":
            return read_profit(text, amount, self.numbers)
        if name == "minutes":
            return read_minutes(text, part.unit, self.numbers)
        return read_whole(text, self.numbers)

    def days(self, part: ActivityPart, cells: Mapping[str, str]) -> int | None:
        """The days from one date to another; None when either is missing."""
        if part.days is None:
            return None
        start = date_in(part.days.start, cells, self.zone)
        end = date_in(part.days.end, cells, self.zone)
        if start is None or end is None:
            return None
        if end < start:
            return self.days_below_zero(part.days, start, end)
        return (end - start).days

    def days_below_zero(self, days: Days, start: date, end: date) -> int | None:
        """The end is before the start, and the map says what to do. If refused, the problem is
        reported, and with --skip-bad only the days are left out."""
        if days.negative is Negative.ZERO:
            return 0
        if days.negative is Negative.REFUSE:
            writing = locale.current_writing()
            sentence = _(
                "%(end)s is before %(start)s, so the number of days would be negative. The map "
                "can say what to do: %(key)s",
                end=locale.date_typed(end, writing),
                start=locale.date_typed(start, writing),
                key=_(" or ").join(['negative = "zero"', 'negative = "none"']),
            )
            self.notes.append(BadLine(sentence, family="days below zero"))
        return None


def values_in(bound: Bound, cells: Mapping[str, str]) -> frozenset[int]:
    """The dimension values on a line; an empty cell gives none."""
    if not bound.values:
        return NO_VALUES
    said = ((names, cell.text(cells)) for cell, names in bound.values)
    return frozenset(names.find(text) for names, text in said if text)


def read_text(cell: Cell | None, cells: Mapping[str, str], *, most: int) -> str:
    return read_name(cell.text(cells), most=most) if cell else ""
