"""Activities from a file: each line gives those whose conditions hold."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from flask_babel import gettext as _
from sqlalchemy import select

from leaderboard import locale, scoring
from leaderboard.extensions import db
from leaderboard.imports.activity_map import SUMS, ActivityMap, Part
from leaderboard.imports.binding import Bound, bind
from leaderboard.imports.cells import date_in, read_key, read_money, read_name, read_whole
from leaderboard.imports.files import Line, Sheet, open_sheet
from leaderboard.imports.places import Cell
from leaderboard.imports.problems import BadLine, field_name
from leaderboard.imports.words import fold
from leaderboard.models import Organisation
from leaderboard.scoring import Bad, NewActivity, Report, Row

MOST_KEY = 120
MOST_CUSTOMER = 120
MOST_NOTE = 1000


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
    """Bring the ledger to what the file says; `told` hears how many bytes were read, and then
    `told_written` how many rows were written, of how many.

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
    """The file, with the columns that the map names."""
    return open_sheet(path, columns=plan.columns, form=plan.form)


def rows_of(sheet: Sheet, plan: ActivityMap, told: Callable[[int], None]) -> Iterator[Row | Bad]:
    """What every line says of each of its identities. Names are looked up once, at the first."""
    reader = Reader(plan)
    for line in sheet.lines(told):
        if isinstance(line, Bad):
            yield line
            continue
        try:
            rows = reader.rows(line)
        except BadLine as error:
            yield Bad(line.number, error)
        else:
            yield from rows


class Reader:
    """Reads lines by a map, with the names of this installation."""

    def __init__(self, plan: ActivityMap) -> None:
        self.plan = plan
        organisation = db.session.scalars(select(Organisation)).one()
        self.zone, self.currency = organisation.timezone, organisation.currency
        self.bound = bind(plan)
        self.kind_ids = tuple(dict.fromkeys(bound.kind_id for bound in self.bound))
        self.seen: set[str] = set()

    def rows(self, line: Line) -> list[Row]:
        """One row for every kind of the map: the activity that the line gives, or none."""
        external_id = read_key(line.cells[self.plan.external_id], most=MOST_KEY)
        if external_id in self.seen:
            raise BadLine(_("The id “%(id)s” is there a second time.", id=external_id))
        self.seen.add(external_id)
        given: dict[int, NewActivity] = {}
        for bound in self.bound:
            if all(condition.holds(line.cells) for condition in bound.part.when):
                if bound.kind_id in given:
                    raise BadLine(
                        _("The line gives two of the kind %(kind)s.", kind=bound.part.kind)
                    )
                given[bound.kind_id] = self.activity(bound, line.cells)
        return [
            Row(external_id, kind_id, given.get(kind_id), line.number) for kind_id in self.kind_ids
        ]

    def activity(self, bound: Bound, cells: Mapping[str, str]) -> NewActivity:
        """What a line says by one part of the map."""
        part = bound.part
        day = date_in(part.date, cells, self.zone)
        if day is None:
            raise BadLine(_("The date in %(column)s is missing.", column=part.date.column))
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
            **{  # type: ignore[arg-type]
                name: number
                for name, cell in part.numbers.items()
                if (number := self.number(name, cell.text(cells), bound)) is not None
            },
        )

    def number(self, name: str, text: str, bound: Bound) -> int | None:
        """A sum in the smallest unit or a whole number; None when the cell is empty and may be."""
        if not text:
            if name in bound.required:
                raise BadLine(_("%(field)s is missing.", field=field_name(name)))
            return None
        if name in SUMS:
            return read_money(text, self.currency, has_comma=self.plan.has_comma)
        return read_whole(text, has_comma=self.plan.has_comma)

    def days(self, part: Part, cells: Mapping[str, str]) -> int | None:
        """The days from one date to another; None when one of them is not given."""
        if part.days is None:
            return None
        start = date_in(part.days.start, cells, self.zone)
        end = date_in(part.days.end, cells, self.zone)
        if start is None or end is None:
            return None
        if end < start:
            writing = locale.current_writing()
            raise BadLine(
                _(
                    "%(end)s is before %(start)s, so there are no days between.",
                    end=locale.date_typed(end, writing),
                    start=locale.date_typed(start, writing),
                )
            )
        return (end - start).days


def values_in(bound: Bound, cells: Mapping[str, str]) -> frozenset[int]:
    """The dimension values that a line gives; an empty cell gives none."""
    said = ((names, cell.text(cells)) for cell, names in bound.values)
    return frozenset(names.find(text) for names, text in said if text)


def read_text(cell: Cell | None, cells: Mapping[str, str], *, most: int) -> str:
    return read_name(cell.text(cells), most=most) if cell else ""
