"""Settings that are rows: put to what a form says, with an audit of what differs, no two of one
name, and nobody's change put out of place by a form that was opened before it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from flask import g
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import ColumnElement, func, select, true

from leaderboard import scoring
from leaderboard.extensions import db
from leaderboard.locale import fold
from leaderboard.models import Audit
from leaderboard.scoring.settings import Publication
from leaderboard.web.page.fields import PageForm, SeenField, fresh_client_id
from leaderboard.web.request.here import here

EVERY_ROW = true()


class RowForm(PageForm):
    """A form about a row that somebody else may change while it is open."""

    seen = SeenField()

    def open_after(self, noun: str, noun_id: int) -> None:
        """Keep which change of the row was the last when the form was opened."""
        if not self.is_submitted():
            self.seen.data = last_change(noun, noun_id)


class Overtaken(Exception):
    """Somebody else changed the thing since the form about it was opened."""

    def __init__(self, by_id: int | None) -> None:
        super().__init__(by_id)
        self.by_id = by_id


def last_change(noun: str, noun_id: int) -> int:
    """The number of the last change of a thing, for the form that is opened about it."""
    statement = select(func.max(Audit.id)).where(Audit.noun_id == noun_id, Audit.noun == noun)
    return db.session.scalar(statement) or 0


def refuse_overtaken(publication: Publication, noun: str, noun_id: int, *, seen: int) -> None:
    """Raise Overtaken if there is a change that the form has not seen; one's own count as seen."""
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


def tell_overtaken(form: PageForm, overtaken: Overtaken, noun: str, noun_id: int) -> None:
    """Say who was faster; sent once more, the form has seen it and holds."""
    form.status = 409
    form.seen.data = last_change(noun, noun_id)
    form.form_errors.append(
        _(
            "%(name)s changed this meanwhile. What you typed is still here, but it is not saved. "
            "Look at the change; saving again puts yours in its place.",
            name=here().speaker.author(overtaken.by_id),
        )
    )


def tell_saved(form: PageForm) -> None:
    """Say that this very form was saved before, with something else in it; under a fresh id it can
    be saved once more."""
    form.status = 409
    form.client_id.data = fresh_client_id()
    form.form_errors.append(
        _(
            "This form was saved already, with something else in it. What you typed is still here; "
            "saving once more adds it to what was saved."
        )
    )


class Taken(Exception):
    """Another one has this name, and in sentences and lists nobody could tell the two apart."""


@contextmanager
def saving(form: PageForm, noun: str = "", noun_id: int = 0) -> Iterator[Publication]:
    """The viewer's publication of what the form says, about a row if it names one. A name that is
    taken is said beside its field, who was faster above the form; then nothing is saved."""
    try:
        with scoring.publish(by_id=current_user.id, at=g.at) as publication:
            yield publication
            # One's own changes count as seen, so this may come last.
            if noun_id:
                refuse_overtaken(publication, noun, noun_id, seen=form.seen.data)
    except Taken:
        form.name.errors = [*form.name.errors, _("There is one of this name already.")]
    except Overtaken as overtaken:
        tell_overtaken(form, overtaken, noun, noun_id)


def refuse_taken(
    table: Any, name: str, *, own_id: int | None, among: ColumnElement[bool] = EVERY_ROW
) -> None:
    """Raise Taken if another row has the name, retired or not. A form sent twice ends here too.
    What files have named alike may keep its name."""
    rows = db.session.execute(select(table.id, table.name).where(among))
    named = {row.id for row in rows if fold(row.name) == fold(name)}
    if named and own_id not in named:
        raise Taken


def put(
    publication: Publication,
    noun: str,
    row: Any,
    values: Mapping[str, Any],
    *,
    action: str = "",
    among: ColumnElement[bool] = EVERY_ROW,
) -> int:
    """Bring a row, new or old, to these values; what changes nothing is not audited. Its number
    comes back. `among` are the rows from which its name must differ."""
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
    """Retire a row, so that it can no longer be chosen, or bring it back; nothing is deleted."""
    if (row.retired_at is not None) == is_retired:
        return
    values = {"retired_at": publication.at if is_retired else None}
    put(publication, noun, row, values, action="retire" if is_retired else "bring_back")


def plain(value: Any) -> Any:
    """As JSON keeps it."""
    return value.isoformat() if isinstance(value, datetime) else value
