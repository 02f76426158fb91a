"""The company's holidays from a file that needs no map: a first day, perhaps a last one, and a
name."""

from contextlib import suppress
from pathlib import Path
from typing import Unpack

from flask_babel import gettext as _

from leaderboard import configuration
from leaderboard.extensions import db
from leaderboard.imports.dates import date_in
from leaderboard.imports.files import FileLine, Sheet, open_sheet
from leaderboard.imports.heads import NoColumn
from leaderboard.imports.places import DateCell
from leaderboard.imports.problems import BadFile, BadLine
from leaderboard.imports.settings import How, LineTally, SettingFile, take_lines
from leaderboard.models import Holiday
from leaderboard.publishing.working_time import add_holidays, days_of
from leaderboard.scoring import Publication

COUNTED = ("added", "unchanged")
# What the columns may be called: the first day, the last one, the name.
HEADS = (
    ("from", "to", "name"),
    ("date", "", "name"),
    ("از", "تا", "نام"),
    ("از", "تا", "مناسبت"),
    ("تاریخ", "", "نام"),
    ("تاریخ", "", "مناسبت"),
)
SOURCE = "holidays"


def open_holidays(path: Path) -> Sheet:
    """The file, read with the first set of heads it has."""
    for heads in HEADS:
        with suppress(NoColumn):
            return open_sheet(path, columns=[head for head in heads if head])
    raise BadFile(_("The file needs the columns from, to and name, or date and name."))


def import_holidays(sheet: Sheet, **how: Unpack[How]) -> LineTally:
    """Add the holidays in the file; the same file again changes nothing. Days that are already
    holidays keep their names."""
    file = SettingFile(
        lambda publication: HolidayTaker(publication, sheet).take,
        COUNTED,
        noun="holidays",
        source=SOURCE,
    )
    return take_lines(sheet, file, **how)


class HolidayTaker:
    """Takes lines; the year tells which calendar a day is written in."""

    def __init__(self, publication: Publication, sheet: Sheet) -> None:
        self.publication = publication
        self.zone = configuration.current().zone
        heads = next(heads for heads in HEADS if {*heads} - {""} == {*sheet.places})
        self.first, self.last, self.name = heads

    def take(self, line: FileLine) -> str:
        """Add a line's days; returns what was done."""
        first = date_in(DateCell(self.first, key=""), line.cells, self.zone)
        if first is None:
            raise BadLine(_("The first day is missing."))
        last = date_in(DateCell(self.last, key=""), line.cells, self.zone) if self.last else None
        last = last or first
        if last < first:
            raise BadLine(_("The last day is before the first."))
        if all(db.session.get(Holiday, day) for day in days_of(first, last)):
            return "unchanged"
        add_holidays(self.publication, name=line.cells[self.name], first=first, last=last)
        return "added"
