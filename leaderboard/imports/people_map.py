"""The map of a people file: where names, teams, managers and dates are."""

from collections.abc import Mapping
from dataclasses import dataclass

from leaderboard.imports.activity_map import MOST_SOURCE
from leaderboard.imports.maps import read_file_form
from leaderboard.imports.places import Cell, DateCell, FileForm, columns_of
from leaderboard.imports.sections import Section


@dataclass(frozen=True)
class PeopleMap:
    """How to read a people file; None means the file does not say."""

    source: str
    form: FileForm
    # The person meant by each name that differs from the one here.
    aliases: Mapping[str, str]
    name: Cell
    email: Cell | None
    alias: Cell | None
    role: Cell | None
    team: Cell | None
    manager: Cell | None
    parent: Cell | None
    since: DateCell | None

    @property
    def columns(self) -> list[str]:
        """Every column the file must have."""
        cells = (self.name, self.email, self.alias, self.role, self.team, self.manager, self.parent)
        return sorted({*columns_of(*cells, self.since)})


def read_people_map(section: Section) -> PeopleMap:
    """The whole map; problems are noted in the section."""
    dates = DateCell(form=section.date_form("date_format"), zone=section.zone("zone"))
    return PeopleMap(
        source=section.text("source", is_required=True, most=MOST_SOURCE),
        form=read_file_form(section),
        aliases=section.words("aliases"),
        name=section.cell("name", is_required=True) or Cell(),
        email=section.cell("email"),
        alias=section.cell("alias"),
        role=section.cell("role"),
        team=section.cell("team"),
        manager=section.cell("manager"),
        parent=section.cell("parent"),
        since=section.date_cell("since", default=dates),
    )
