"""The map of a targets file: where owner, metric, period and target are."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from leaderboard.imports.activity_map import MOST_SOURCE, Decimals
from leaderboard.imports.maps import read_file_form
from leaderboard.imports.matching import Match
from leaderboard.imports.places import Cell, FileForm, columns_of
from leaderboard.imports.sections import Section


@dataclass(frozen=True)
class GoalsMap:
    """How to read a targets file. A line is for the person it names, else for the team, else, if
    the map says so, for the company."""

    source: str
    form: FileForm
    has_comma: bool
    aliases: Mapping[str, str]
    person: Cell | None
    match: Match
    team: Cell | None
    is_for_company: bool
    metric: Cell
    period: Cell
    # The year, if it has a column apart from the month.
    year: Cell | None
    target: Cell
    stretch: Cell | None
    baseline: Cell | None
    name: Cell | None

    @property
    def columns(self) -> list[str]:
        """Every column the file must have."""
        owners = (self.person, self.team)
        when = (self.metric, self.period, self.year)
        return sorted(
            {*columns_of(*owners, *when, self.target, self.stretch, self.baseline, self.name)}
        )


def read_goals_map(section: Section) -> GoalsMap:
    """The whole map; problems are noted in the section."""
    person, match = read_person(section)
    team, is_for_company = section.cell("team"), section.is_on("company")
    if not (person or team or is_for_company):
        section.wrong("person", _("is missing; team or company would also do"))
    return GoalsMap(
        source=section.text("source", is_required=True, most=MOST_SOURCE),
        form=read_file_form(section),
        has_comma=section.choice("decimal", Decimals, Decimals.POINT) is Decimals.COMMA,
        aliases=section.words("aliases"),
        person=person,
        match=match,
        team=team,
        is_for_company=is_for_company,
        metric=section.cell("metric", is_required=True) or Cell(),
        period=section.cell("period", is_required=True) or Cell(),
        year=section.cell("year"),
        target=section.cell("target", is_required=True) or Cell(),
        stretch=section.cell("stretch"),
        baseline=section.cell("baseline"),
        name=section.cell("name"),
    )


def read_person(section: Section) -> tuple[Cell | None, Match]:
    """The person's column, or { column, by }, and how it names people."""
    value = section.get("person")
    if value is None or isinstance(value, str):
        return (Cell(column=section.text("person")) if value else None), Match.NAME
    inner = section.sub("person")
    cell = Cell(inner.text("column"), inner.text("always"))
    match = inner.choice("by", Match, Match.NAME)
    inner.check_place()
    inner.finish()
    return cell, match
