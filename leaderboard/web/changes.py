"""Settings that are rows: put to what a form says, with an audit of what differs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from leaderboard.extensions import db
from leaderboard.scoring.settings import Publication


def put(
    publication: Publication, noun: str, row: Any, values: Mapping[str, Any], *, action: str = ""
) -> int:
    """Bring a row, new or old, to these values; what changes nothing is not audited. Its number
    comes back."""
    is_new = row.id is None
    before = {} if is_new else {name: plain(getattr(row, name)) for name in values}
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
    """Retire a row, so that it can no longer be chosen, or bring it back; nothing is deleted."""
    if (row.retired_at is not None) == is_retired:
        return
    values = {"retired_at": publication.at if is_retired else None}
    put(publication, noun, row, values, action="retire" if is_retired else "bring_back")


def plain(value: Any) -> Any:
    """As JSON keeps it."""
    return value.isoformat() if isinstance(value, datetime) else value
