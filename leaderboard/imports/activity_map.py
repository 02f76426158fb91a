"""The map of an activities file: which activities a line gives, and from which columns."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from flask_babel import gettext as _

from leaderboard.imports.amounts import Numbers
from leaderboard.imports.conditions import CellTest, read_condition
from leaderboard.imports.durations import TimeUnit
from leaderboard.imports.maps import read_file_form
from leaderboard.imports.matching import Match
from leaderboard.imports.places import Cell, DateCell, FileForm, columns_of
from leaderboard.imports.sections import Section
from leaderboard.imports.words import fold

# What a part may say about an activity besides its date, owner and dimensions.
SUMS = ("amount", "profit")
COUNTS = ("quantity", "minutes")
# In reading order: a profit may be a percentage of the amount.
NUMBERS = (*SUMS, *COUNTS)
MOST_SOURCE = 60
# The keys for a single activity, and for the whole file: in TOML, what comes after [[activity]] is
# all its own.
OF_ONE = ("kind", "when", "date", "minutes_in", "days", "note", "dimensions", *NUMBERS)
OF_ALL = ("source", "external_id", "date_format", "zone", "decimal", "round", "factor", "currency")
# The id of a line without one.
ROW_CONTENT = "row content"
CURRENCY = re.compile("[A-Z]{3}")


class Decimals(StrEnum):
    """The decimal mark."""

    POINT = "."
    COMMA = ","


class Negative(StrEnum):
    """What to do with days below zero; the deal itself is kept either way."""

    REFUSE = "refuse"
    ZERO = "zero"
    NONE = "none"


@dataclass(frozen=True)
class OwnerColumn:
    """The column with the person and how it names them, or, without `match`, the team."""

    cell: Cell
    match: Match | None


@dataclass(frozen=True)
class Days:
    """The two dates to count the days between."""

    start: DateCell
    end: DateCell
    negative: Negative


@dataclass(frozen=True)
class ActivityPart:
    """One activity that a line may give."""

    place: str
    kind: str
    when: tuple[CellTest, ...]
    date: DateCell
    owner: OwnerColumn
    numbers: Mapping[str, Cell]
    # The unit of the minutes.
    unit: TimeUnit
    days: Days | None
    customer: Cell | None
    note: Cell | None
    dimensions: Mapping[str, Cell]

    @property
    def columns(self) -> set[str]:
        """Every column this part looks at."""
        dates = (self.date, *((self.days.start, self.days.end) if self.days else ()))
        texts = (self.owner.cell, self.customer, self.note)
        found = columns_of(*dates, *texts, *self.numbers.values(), *self.dimensions.values())
        return {*found, *(test.column for test in self.when)}

    @property
    def fields(self) -> set[str]:
        """The fields of the kind's form this part fills."""
        named = {"customer": self.customer, "days": self.days}
        return {*self.numbers, *(name for name, place in named.items() if place is not None)}


@dataclass(frozen=True)
class ActivityMap:
    """How to read an activities file."""

    source: str
    # The columns that make up a line's id; none when the whole line does.
    external_id: tuple[str, ...]
    form: FileForm
    numbers: Numbers
    aliases: Mapping[str, str]
    # For kinds that ask for a customer, unless their part says otherwise.
    customer: Cell | None
    parts: tuple[ActivityPart, ...]

    @property
    def columns(self) -> list[str]:
        """Every column the file must have."""
        own = {*self.external_id, *columns_of(self.customer)}
        return sorted(own.union(*(part.columns for part in self.parts)))


def read_activity_map(section: Section) -> ActivityMap:
    """The whole map; problems are noted in the section."""
    dates = DateCell(form=section.date_form("date_format"), zone=section.zone("zone"))
    defaults = Defaults(dates, read_owner(section))
    parts = [read_part(inner, defaults) for inner in section.subs("activity")]
    if not parts:
        section.wrong("activity", _("there must be at least one [[activity]]"))
    section.refuse(OF_ONE, _("belongs under [[activity]]"))
    return ActivityMap(
        source=section.text("source", is_required=True, most=MOST_SOURCE),
        external_id=read_id(section),
        form=read_file_form(section),
        numbers=read_numbers(section),
        aliases=section.words("aliases"),
        customer=section.cell("customer"),
        parts=tuple(part for part in parts if part is not None),
    )


@dataclass(frozen=True)
class Defaults:
    """What applies to every activity in the map that does not say otherwise."""

    dates: DateCell
    owner: OwnerColumn | None


def read_id(section: Section) -> tuple[str, ...]:
    """One column, several together, or "row content": then no column is the id."""
    if section.get("external_id", is_required=True) is None:
        return ()
    columns = section.some_texts("external_id")
    if not columns:
        section.wrong("external_id", _("must name at least one column"))
    return () if [fold(column) for column in columns] == [ROW_CONTENT] else columns


def read_numbers(section: Section) -> Numbers:
    """How numbers are written. A foreign currency needs its rate, except between rial and toman."""
    told_in = section.text("currency", most=3)
    if told_in and not CURRENCY.fullmatch(told_in):
        section.wrong("currency", _("must be a code of three letters, like USD"))
    mark = section.choice("decimal", Decimals, Decimals.POINT)
    return Numbers(
        has_comma=mark is Decimals.COMMA,
        has_point=mark is Decimals.POINT and section.get("decimal") is not None,
        is_rounded=section.is_on("round"),
        factor=section.factor("factor"),
        told_in=told_in,
    )


def read_part(section: Section, defaults: Defaults) -> ActivityPart | None:
    """One [[activity]]; None when it cannot be read."""
    kind = section.text("kind", is_required=True)
    date = section.date_cell("date", default=defaults.dates, is_required=True)
    owner = read_owner(section) or defaults.owner
    part = ActivityPart(
        place=section.place,
        kind=kind,
        when=tuple(read_condition(inner) for inner in section.subs("when")),
        date=date or DateCell(),
        owner=owner or OwnerColumn(Cell(), None),
        numbers={name: cell for name in NUMBERS if (cell := section.cell(name))},
        unit=section.choice("minutes_in", TimeUnit, TimeUnit.MINUTES),
        days=read_days(section, defaults),
        customer=section.cell("customer"),
        note=section.cell("note"),
        dimensions=read_dimensions(section.sub("dimensions")),
    )
    section.refuse(OF_ALL, _("belongs above the first [[activity]]"))
    section.finish()
    if owner is None:
        section.wrong("person", _("is missing"))
    return part if kind and date and owner else None


def read_owner(section: Section) -> OwnerColumn | None:
    """The person's column, or { column, by }; or the team's. None when neither is named."""
    team = section.cell("team")
    value = section.get("person")
    if value is None:
        return OwnerColumn(team, None) if team else None
    if team:
        section.wrong("team", _("cannot be combined with person"))
    if isinstance(value, str):
        return OwnerColumn(Cell(column=section.text("person")), Match.NAME)
    inner = section.sub("person")
    owner = OwnerColumn(
        Cell(inner.text("column"), inner.text("always")), inner.choice("by", Match, Match.NAME)
    )
    inner.check_place()
    inner.finish()
    return owner


def read_days(section: Section, defaults: Defaults) -> Days | None:
    """{ from, to }: the columns of the two dates."""
    if section.get("days") is None:
        return None
    inner = section.sub("days")
    form = inner.date_form("format")
    dates = replace(defaults.dates, form=form, key="format") if form else defaults.dates
    start = inner.date_cell("from", default=dates, is_required=True)
    end = inner.date_cell("to", default=dates, is_required=True)
    negative = inner.choice("negative", Negative, Negative.REFUSE)
    inner.finish()
    return Days(start, end, negative) if start and end else None


def read_dimensions(section: Section) -> dict[str, Cell]:
    """A place for each dimension, by its slug."""
    return {slug: cell for slug in section.values if (cell := section.cell(slug))}
