"""Settings stored as rows: changed, audited, and kept from sharing a name."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, true

from leaderboard.extensions import db
from leaderboard.locale import fold
from leaderboard.models import Audit
from leaderboard.publishing.refused import Refused
from leaderboard.scoring import Publication

EVERY_ROW = true()
# What a column for a name holds.
LONGEST_NAME = 60


class Overtaken(Exception):
    """Somebody else changed the row after the form for it was opened."""

    def __init__(self, by_id: int | None) -> None:
        super().__init__(by_id)
        self.by_id = by_id


def put(
    publication: Publication,
    noun: str,
    row: Any,
    values: Mapping[str, Any],
    *,
    action: str = "",
    among: ColumnElement[bool] = EVERY_ROW,
) -> int:
    """Bring a row, new or existing, to these values and return its id.

    If nothing changes, nothing is audited. Its name must differ from those of the rows in `among`.
    """
    is_new = row.id is None
    before = {} if is_new else {name: plain(getattr(row, name)) for name in values}
    if "name" in values:
        refuse_taken(type(row), values["name"], own_id=row.id, among=among)
    for name, value in values.items():
        setattr(row, name, value)
    db.session.add(row)
    db.session.flush()
    after = {name: plain(value) for name, value in values.items()}
    if before != after:
        action = action or ("add" if is_new else "change")
        publication.audit(action, noun, row.id, before=before, after=after)
    number: int = row.id
    return number


def put_away(publication: Publication, noun: str, row: Any, *, is_retired: bool) -> None:
    """Retire a row so that it can no longer be chosen, or bring it back; nothing is deleted."""
    if (row.retired_at is not None) == is_retired:
        return
    values = {"retired_at": publication.at if is_retired else None}
    put(publication, noun, row, values, action="retire" if is_retired else "bring_back")


def refuse_taken(
    table: Any, name: str, *, own_id: int | None, among: ColumnElement[bool] = EVERY_ROW
) -> None:
    """Refuse the name of another row, retired or not: in lists, nobody could tell the two apart.

    Rows from a file that already share a name may keep it.
    """
    rows = db.session.execute(select(table.id, table.name).where(among))
    named = {row.id for row in rows if fold(row.name) == fold(name)}
    if named and own_id not in named:
        raise Refused("name", "taken")


def last_change(noun: str, noun_id: int) -> int:
    """The number of the row's latest change, for a form opened on it."""
    statement = select(func.max(Audit.id)).where(Audit.noun_id == noun_id, Audit.noun == noun)
    return db.session.scalar(statement) or 0


def refuse_overtaken(publication: Publication, noun: str, noun_id: int, *, seen: int) -> None:
    """Raise Overtaken if somebody else changed the row after change number `seen`."""
    by_id = db.session.execute(
        select(Audit.by_id)
        .where(
            Audit.noun_id == noun_id,
            Audit.noun == noun,
            Audit.id > seen,
            Audit.by_id.is_distinct_from(publication.by_id),
        )
        .order_by(Audit.id.desc())
        .limit(1)
    ).one_or_none()
    if by_id is not None:
        raise Overtaken(by_id[0])


def plain(value: Any) -> Any:
    """As JSON stores it."""
    return value.isoformat() if isinstance(value, datetime) else value
