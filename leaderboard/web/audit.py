"""Who changed which setting, when, from what to what; for admins."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from leaderboard import configuration
from leaderboard.extensions import db
from leaderboard.models import Audit
from leaderboard.permissions import admin, allow

blueprint = Blueprint("audit", __name__, url_prefix="/audit")

PAGE = 50


@dataclass(frozen=True)
class Row:
    """One change; `before` and `after` only what differs."""

    at: datetime
    by: str
    what: str
    before: str
    after: str
    is_off: bool = False


@blueprint.get("")
@allow(admin)
def index() -> str:
    """The newest first; `before` in the address is the number to go on from."""
    start = request.args.get("before", type=int)
    statement = db.select(Audit).order_by(Audit.id.desc()).limit(PAGE + 1)
    if start is not None:
        statement = statement.where(Audit.id < start)
    found = db.session.scalars(statement).all()
    rows = [row_of(audit) for audit in found[:PAGE]]
    more = url_for("audit.index", before=found[PAGE - 1].id) if len(found) > PAGE else ""
    return render_template("audit/index.html", rows=rows, more=more, is_first=start is None)


def row_of(audit: Audit) -> Row:
    people = configuration.current().people()
    by = people.get(audit.by_id) if audit.by_id else None
    differing = {
        name
        for name in (*audit.before, *audit.after)
        if audit.before.get(name) != audit.after.get(name)
    }
    return Row(
        at=audit.at,
        by=by.name if by else _("the command line"),
        what=f"{audit.action} {audit.noun} {audit.noun_id}",
        before=told(audit.before, differing),
        after=told(audit.after, differing),
    )


def told(values: dict, names: set[str]) -> str:
    """The values as one line of text."""
    return ", ".join(f"{name}: {values[name]}" for name in values if name in names)
