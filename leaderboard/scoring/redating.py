"""Entries for a day that has not come yet, after the organisation's zone changed.

A day is fixed when an entry is logged and stays as it was. But something logged "today" in a zone
too far east may lie in tomorrow, where the current week counts it and the month does not.
"""

import time
from dataclasses import replace
from datetime import date, datetime
from uuid import uuid4

from sqlalchemy import select

from leaderboard.configuration import Configuration
from leaderboard.extensions import db
from leaderboard.models import Activity, SubjectKind
from leaderboard.scoring import totals
from leaderboard.scoring.activities import change_of, insert_entry, move_origin
from leaderboard.scoring.new_activity import content_of
from leaderboard.scoring.origins import write_voids
from leaderboard.scoring.totals import LIVE, TotalChange

REASON = "zone"
# Entries to correct before others have a turn.
AT_ONCE = 20


def bring_back(
    today: date, settings: Configuration, *, by_id: int | None, at: datetime
) -> set[int]:
    """Correct every entry of a future day to today; returns the people whose awards may change."""
    rows = db.session.scalars(
        select(Activity).where(Activity.occurred_on > today, LIVE).order_by(Activity.id)
    ).all()
    write_voids([(row.id, REASON) for row in rows], by_id=by_id, at=at)
    changes: list[TotalChange] = []
    for number, row in enumerate(rows):
        if number % AT_ONCE == 0:
            time.sleep(0)
        changes += [change_of(row).negated(), correction_of(row, today, settings, by_id, at)]
    totals.add(changes, settings.almanac)
    return {row.subject_id for row in rows if is_of_person(row, settings)}


def correction_of(
    row: Activity, today: date, settings: Configuration, by_id: int | None, at: datetime
) -> TotalChange:
    """The same entry today, replacing the one that is void."""
    new = replace(content_of(row, settings), occurred_on=today)
    written = insert_entry(
        new, settings, client_id=uuid4().hex, by_id=by_id, at=at, corrects_id=row.id
    )
    move_origin(row.id, written.id)
    return change_of(written)


def is_of_person(row: Activity, settings: Configuration) -> bool:
    owner = settings.owner(row.subject_id)
    return owner is not None and owner.kind is SubjectKind.PERSON
