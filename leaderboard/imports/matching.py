"""Whom and what a file means: people, teams, kinds and dimension values by what it calls them."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import select

from leaderboard.extensions import db
from leaderboard.imports.problems import BadLine, BadMap
from leaderboard.imports.words import fold
from leaderboard.models import Alias, Dimension, DimensionValue, Person, Team


class Match(StrEnum):
    """By what a column names people: their address, their name (or an alias), an alias alone."""

    EMAIL = "email"
    NAME = "name"
    ALIAS = "alias"


class Names:
    """Ids by what files call them; each text is looked up once."""

    def __init__(self, ids: Mapping[str, int], nobody: Callable[[str], str]) -> None:
        self.ids, self.nobody = ids, nobody
        self.known: dict[str, int] = {}

    def find(self, text: str) -> int:
        """The id; BadLine says that there is none."""
        if text not in self.known:
            found = self.ids.get(fold(text))
            if found is None:
                raise BadLine(self.nobody(text[:80]) if text else _("The line names nobody."))
            self.known[text] = found
        return self.known[text]


def people(match: Match, other_names: Mapping[str, str]) -> Names:
    """Everybody who is or was here. `other_names` are those of a map, folded, with ours."""
    ids = IDS[match]()
    for said, meant in other_names.items():
        if fold(meant) not in ids:
            raise BadMap([f"aliases, {said}: " + nobody(meant)])
        ids[said] = ids[fold(meant)]
    return Names(ids, nobody)


def nobody(name: str) -> str:
    return _("Nobody here is called “%(name)s”.", name=name)


def address_ids() -> dict[str, int]:
    rows = db.session.execute(select(Person.email, Person.id))
    return {fold(row.email): row.id for row in rows if row.email}


def name_ids() -> dict[str, int]:
    """By names and aliases; a name goes before somebody else's alias."""
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


def teams() -> Names:
    """Every team."""
    rows = db.session.execute(select(Team.folded, Team.id))
    ids = {row.folded: row.id for row in rows}
    return Names(ids, lambda name: _("No team here is called “%(name)s”.", name=name))


def values_of(dimension: Dimension) -> Names:
    """The values of a dimension, by slug or name."""
    rows = db.session.execute(
        select(DimensionValue.slug, DimensionValue.name, DimensionValue.id).where(
            DimensionValue.dimension_id == dimension.id
        )
    )
    ids = {key: row.id for row in rows for key in (fold(row.name), fold(row.slug))}
    return Names(
        ids,
        lambda name: _(
            "“%(name)s” is no value of %(dimension)s.", name=name, dimension=dimension.name
        ),
    )
