"""The map of a leave file: where the person and the first and last day are."""

from collections.abc import Mapping
from dataclasses import dataclass

from leaderboard.imports.activity_map import MOST_SOURCE
from leaderboard.imports.goals_map import read_person
from leaderboard.imports.maps import read_file_form
from leaderboard.imports.matching import Match
from leaderboard.imports.places import Cell, DateCell, FileForm, columns_of
from leaderboard.imports.sections import Section


@dataclass(frozen=True)
class LeaveMap:
    """How to read a leave file; without a last day, leave is one day long."""

    source: str
    form: FileForm
    aliases: Mapping[str, str]
    person: Cell
    match: Match
    first: DateCell
    last: DateCell | None
    note: Cell | None

    @property
    def columns(self) -> list[str]:
        """Every column the file must have."""
        return sorted({*columns_of(self.person, self.first, self.last, self.note)})


def read_leave_map(section: Section) -> LeaveMap:
    """The whole map; problems are noted in the section."""
    dates = DateCell(form=section.date_form("date_format"), zone=section.zone("zone"))
    section.get("person", is_required=True)
    person, match = read_person(section)
    return LeaveMap(
        source=section.text("source", is_required=True, most=MOST_SOURCE),
        form=read_file_form(section),
        aliases=section.words("aliases"),
        person=person or Cell(),
        match=match,
        first=section.date_cell("from", default=dates, is_required=True) or DateCell(),
        last=section.date_cell("to", default=dates),
        note=section.cell("note"),
    )
