"""Other names people are known by: former names, and names that appear in files.

A name leads to one person's history. So a renamed person keeps the old name, and nobody else gets
it without being asked about it.
"""

from collections.abc import Sequence

from sqlalchemy import select

from leaderboard.extensions import db
from leaderboard.locale import fold
from leaderboard.models import Alias, Person
from leaderboard.publishing.refused import Refused
from leaderboard.scoring import Publication


def aliases_of(person_id: int) -> Sequence[Alias]:
    """A person's other names, in alphabetical order."""
    return db.session.scalars(
        select(Alias).where(Alias.person_id == person_id).order_by(Alias.folded)
    ).all()


def refuse_others_alias(name: str, *, own_id: int | None = None) -> None:
    """Refuse a name that somebody else is known by: it leads to their history, so they have to give
    it up first."""
    alias = db.session.get(Alias, fold(name))
    if alias is not None and alias.person_id != own_id:
        bearer = db.session.get_one(Person, alias.person_id)
        raise Refused("name", "alias", name=bearer.name)


def keep_old_name(person: Person, name: str) -> str | None:
    """Keep the person's current name as an alias before `name` replaces it. Returns the name kept,
    or None if a search cannot tell the two apart."""
    new = fold(name)
    if person.folded == new:
        return None
    own = db.session.get(Alias, new)
    if own is not None:
        db.session.delete(own)
    if db.session.get(Alias, person.folded) is not None:
        return None
    db.session.add(Alias(folded=person.folded, person_id=person.id, name=person.name))
    return person.name


def drop_alias(publication: Publication, person_id: int, name: str) -> None:
    alias = db.session.get(Alias, fold(name))
    if alias is not None and alias.person_id == person_id:
        db.session.delete(alias)
        publication.audit("unname", "person", person_id, before={"alias": alias.name})
