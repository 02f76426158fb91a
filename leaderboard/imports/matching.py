"""Matches a file's words to people, teams, kinds and dimension values."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from leaderboard.extensions import db
from leaderboard.imports.problems import BadLine, BadMap
from leaderboard.imports.words import fold
from leaderboard.models import Alias, Dimension, DimensionValue, Person, Team

# How many names one sentence lists.
MOST_LISTED = 30


class Match(StrEnum):
    """How a column names people: by address, by name (or alias), or by alias only."""

    EMAIL = "email"
    NAME = "name"
    ALIAS = "alias"


class NameIndex:
    """Ids by the names files use; each text is looked up once."""

    def __init__(self, ids: Mapping[str, int], unknown: Callable[[str], BadLine]) -> None:
        self.ids, self.unknown = ids, unknown
        self.known: dict[str, int] = {}

    def find(self, text: str) -> int:
        """The id; raises BadLine if there is none."""
        if text not in self.known:
            found = self.ids.get(fold(text))
            if found is None:
                raise self.unknown(text[:80]) if text else BadLine(_("The line names nobody."))
            self.known[text] = found
        return self.known[text]


def people(match: Match, other_names: Mapping[str, str]) -> NameIndex:
    """Everybody who is or was here. `other_names` are the map's aliases, folded, with our names for
    them."""
    ids = IDS[match]()
    for said, meant in other_names.items():
        if fold(meant) not in ids:
            raise BadMap([f"aliases, {said}: {UNKNOWN[match](meant)}"])
        ids[said] = ids[fold(meant)]
    return NameIndex(ids, UNKNOWN[match])


def nobody(name: str) -> BadLine:
    return BadLine(
        _("Nobody here is called “%(name)s”.", name=name),
        family="nobody",
        word=name,
        advice=_(
            "Add new people under People or with flask import people. If the file uses "
            'another name for somebody, say so in the map: [aliases] "Lovelace, A." = "Ada '
            'Lovelace"'
        ),
    )


def no_address(address: str) -> BadLine:
    return BadLine(
        _("Nobody here has the e-mail address “%(address)s”.", address=address),
        family="no address",
        word=address,
        advice=_(
            "Add addresses under People or with flask import people, or say in the map whose it "
            'is: [aliases] "a.lovelace@old.example" = "ada@example.com"'
        ),
    )


def no_alias(name: str) -> BadLine:
    return BadLine(
        _("“%(name)s” is nobody’s alias here.", name=name),
        family="no alias",
        word=name,
        advice=_("Add aliases with flask import people, from a column that the map calls alias."),
    )


def address_ids() -> dict[str, int]:
    rows = db.session.execute(select(Person.email, Person.id))
    return {fold(row.email): row.id for row in rows if row.email}


def name_ids() -> dict[str, int]:
    """Ids by name and alias; a name takes precedence over somebody else's alias."""
    return {**alias_ids(), **person_ids()}


def person_ids() -> dict[str, int]:
    return {row.folded: row.id for row in db.session.execute(select(Person.folded, Person.id))}


def alias_ids() -> dict[str, int]:
    rows = db.session.execute(select(Alias.folded, Alias.person_id))
    return {row.folded: row.person_id for row in rows}


IDS: dict[Match, Callable[[], dict[str, int]]] = {
    Match.EMAIL: address_ids,
    Match.NAME: name_ids,
    Match.ALIAS: alias_ids,
}
UNKNOWN: dict[Match, Callable[[str], BadLine]] = {
    Match.EMAIL: no_address,
    Match.NAME: nobody,
    Match.ALIAS: no_alias,
}


def teams() -> NameIndex:
    rows = db.session.execute(select(Team.name, Team.folded, Team.id).order_by(Team.name)).all()
    ids = {row.folded: row.id for row in rows}

    def unknown(name: str) -> BadLine:
        return BadLine(
            _("No team here is called “%(name)s”.", name=name),
            family="no team",
            word=name,
            advice=_(
                "The teams are: %(names)s. Add more under Teams or with flask import people.",
                names=listed(row.name for row in rows),
            ),
        )

    return NameIndex(ids, unknown)


def values_of(dimension: Dimension) -> NameIndex:
    """A dimension's values, by slug or name."""
    rows = db.session.execute(
        select(DimensionValue.slug, DimensionValue.name, DimensionValue.id)
        .where(DimensionValue.dimension_id == dimension.id)
        .order_by(DimensionValue.position, DimensionValue.id)
    ).all()
    ids = {key: row.id for row in rows for key in (fold(row.name), fold(row.slug))}
    slug, called = dimension.slug, dimension.name

    def unknown(name: str) -> BadLine:
        return BadLine(
            _("“%(name)s” is not a value of %(dimension)s.", name=name, dimension=called),
            family=f"no value of {slug}",
            word=name,
            advice=_(
                "%(dimension)s can be: %(names)s. Add more under Kinds of activity, or say in "
                "the map what the word means: %(key)s",
                dimension=called,
                names=listed(row.slug for row in rows),
                key=f'{slug} = {{ column = "...", values = {{ "..." = "{example(rows)}" }} }}',
            ),
        )

    return NameIndex(ids, unknown)


def listed(names: Iterable[str]) -> str:
    """The first few names, and whether there are more."""
    found = list(names)
    return _(", ").join(found[:MOST_LISTED]) + (" ..." if len(found) > MOST_LISTED else "")


def example(rows: Sequence[Any]) -> str:
    return rows[0].slug if rows else "..."
