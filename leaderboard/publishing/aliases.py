"""Other names under which people are known: those they had before, and those that files have.

A name leads to one person's history. So whoever is renamed keeps the old one, and nobody else gets
it without being asked about.
"""

from collections.abc import Sequence

from sqlalchemy import select

from leaderboard.extensions import db
from leaderboard.locale import fold
from leaderboard.models import Alias, Person
from leaderboard.publishing.refused import Refused
from leaderboard.scoring import Publication


def aliases_of(person_id: int) -> Sequence[Alias]:
    """The person's other names, in their order."""
    return db.session.scalars(
        select(Alias).where(Alias.person_id == person_id).order_by(Alias.folded)
    ).all()


def refuse_others_alias(name: str, *, own_id: int | None = None) -> None:
    """What somebody else is known by leads to their history: it has to be given up first."""
    alias = db.session.get(Alias, fold(name))
    if alias is not None and alias.person_id != own_id:
        bearer = db.session.get_one(Person, alias.person_id)
        raise Refused("name", "alias", name=bearer.name)


def keep_old_name(person: Person, name: str) -> str | None:
    """The name that the person has before this new one becomes another of theirs; it comes back,
    None where both are the same to whoever looks for it."""
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
    """The person is no longer known by this name."""
    alias = db.session.get(Alias, fold(name))
    if alias is not None and alias.person_id == person_id:
        db.session.delete(alias)
        publication.audit("unname", "person", person_id, before={"alias": alias.name})
