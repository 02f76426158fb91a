"""The row of an activity: inserted once, whichever way and however often it comes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select

from leaderboard.configuration import Configuration
from leaderboard.extensions import db
from leaderboard.inserts import Rows
from leaderboard.models import Activity, Void
from leaderboard.scoring.cuts import cut_of
from leaderboard.scoring.entries import Written, measures_of
from leaderboard.scoring.new_activity import CONTENT, NewActivity
from leaderboard.scoring.totals import TotalChange
from leaderboard.statements import Prepared
from leaderboard.statements.compiled import NUMBERED

# Built once, because building a statement costs more than running it.
INSERT = Rows(insert(Activity.__table__).execution_options(**NUMBERED))
# The number of the next entry. It is drawn before the entry is written, so that the entry can be
# written together with the awards that point to it. SQLite has one writer and deletes no entry.
NEXT = {
    "sqlite": select((func.coalesce(func.max(Activity.id), 0) + 1).label("next")),
    "postgresql": select(func.nextval("activity_id_seq").label("next")),
}
DRAW = Prepared(NEXT)
KNOWN_AS = Prepared(select(Activity.__table__).where(Activity.client_id == bindparam("client_id")))


class Conflict(ValueError):
    """The same client-made id came with another body; `first_at` is when it first came."""

    def __init__(self, first_at: datetime) -> None:
        super().__init__(first_at)
        self.first_at = first_at


@dataclass(frozen=True)
class Provenance:
    """Where an entry comes from: its client-made id, who logs it and when, the entry it corrects,
    and the one whose place among the day's entries it takes."""

    client_id: str
    by_id: int | None
    at: datetime
    corrects_id: int | None = None
    place_id: int | None = None


def is_taken(error: BaseException) -> bool:
    """Whether another entry took the client-made id while this one was being written, behind locks
    that are not ours to wait for. PostgreSQL only: SQLite has one writer."""
    constraint = getattr(getattr(error, "diag", None), "constraint_name", None)
    return constraint == "uq_activity_client_id"


def row_of(new: NewActivity, settings: Configuration, provenance: Provenance) -> dict[str, Any]:
    """The entry as a row, without the number that it will have."""
    return {
        "client_id": provenance.client_id,
        "digest": new.digest(),
        "team_id": settings.team_of(new.subject_id, new.occurred_on),
        "cut_id": cut_of(new.value_ids, settings),
        "occurred_at": new.occurred_at or provenance.at,
        "is_time_known": new.occurred_at is not None,
        "logged_at": provenance.at,
        "logged_by_id": provenance.by_id,
        "corrects_id": provenance.corrects_id,
        "place_id": provenance.place_id,
        **{name: getattr(new, name) for name in CONTENT},
    }


def numbered(
    new: NewActivity, settings: Configuration, provenance: Provenance, *, number: int
) -> Any:
    """The entry as it will stand in the ledger."""
    return Written(id=number, **row_of(new, settings, provenance))


def entry_known_as(client_id: str) -> Any | None:
    """The entry that came with this client-made id, if any."""
    found = KNOWN_AS.all(client_id=client_id)
    return found[0] if found else None


def change_of(activity: Any) -> TotalChange:
    """What the activity adds to the totals."""
    return TotalChange(
        activity.occurred_on,
        activity.kind_id,
        activity.subject_id,
        activity.team_id,
        activity.cut_id,
        measures_of(activity),
    )


def is_void(activity_id: int) -> bool:
    return db.session.scalar(select(Void.id).where(Void.activity_id == activity_id)) is not None
