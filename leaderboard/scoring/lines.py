"""Award lines as they stand: which slots are taken, how often each was reversed, and how much of a
limit is used."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import bindparam, func, or_, select

from leaderboard.extensions import db
from leaderboard.models import Activity
from leaderboard.models import Award as Line
from leaderboard.rules.model import NEW_TARGET, Granted, Slot, TakenBack
from leaderboard.rules.triggers.per_activity import OWN
from leaderboard.scoring.places import PLACE
from leaderboard.statements import Prepared

TAKEN_BACK = "taken_back"
# Up to this many slots are looked up one by one, faster than building one statement for all.
FEW = 3


def slots_asked(slots: Collection[Slot]) -> "PastLines":
    """What is in these slots. A new entry has no slot of its own in the past."""
    asked = {slot for slot in slots if not slot.cause.startswith(OWN)}
    if len(asked) > FEW:
        return PastLines(row for row in lines_about(asked) if slot_of(row) in asked)
    return PastLines(
        row
        for slot in asked
        for row in SLOT.all(
            subject=slot.subject_id,
            rule=slot.rule_id,
            start=slot.window_start,
            cause=slot.cause,
        )
    )


def lines_about(slots: Collection[Slot]) -> Iterable[Any]:
    """The lines of these subjects, rules and windows: more than the slots, but in one statement."""
    return db.session.connection().execute(
        STANDING.where(
            Line.subject_id.in_(sorted({slot.subject_id for slot in slots})),
            Line.rule_id.in_(sorted({slot.rule_id for slot in slots})),
            Line.window_start.in_(sorted({slot.window_start for slot in slots})),
        )
    )


def slot_of(row: Any) -> Slot:
    return Slot(row.rule_id, row.subject_id, row.window_start, row.cause)


def times_used(subject_id: int, rule_id: int, *, since: date, until: date) -> int:
    """How many times the rule has paid on these days, including what was taken back."""
    used: int = USED.scalar(subject=subject_id, rule=rule_id, since=since, until=until)
    return used


class PastLines:
    """A person's lines for some rules: which slots are taken, and how often each was reversed."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self.live: dict[Slot, Any] = {}
        self.suppressed: dict[Slot, Any] = {}
        self.turns: dict[Slot, int] = defaultdict(int)
        for row in rows:
            slot = slot_of(row)
            if row.taken is None:
                self.live[slot] = row
                continue
            self.turns[slot] += 1
            if row.taken == TAKEN_BACK:
                self.suppressed[slot] = row

    @property
    def taken_back(self) -> list[TakenBack]:
        """What managers took back, as the rules see it."""
        places = places_of({row.activity_id for row in self.suppressed.values()})
        return [
            TakenBack(slot, row.occurred_on, places.get(row.activity_id, NEW_TARGET), row.times)
            for slot, row in self.suppressed.items()
        ]

    def granted_before(self, day: date) -> list[Granted]:
        """What stands from before the day."""
        return [
            Granted(slot, row.occurred_on, row.times)
            for slot, row in self.live.items()
            if row.occurred_on < day
        ]

    def live_from(self, day: date) -> dict[Slot, Any]:
        """The awards that stand from the day on."""
        return {slot: row for slot, row in self.live.items() if row.occurred_on >= day}

    @cached_property
    def taken(self) -> frozenset[Slot]:
        return frozenset(self.live) | frozenset(self.suppressed)


def places_of(activity_ids: Collection[int | None]) -> dict[int | None, int]:
    """The places of these entries among those of their days."""
    if not activity_ids:
        return {}
    rows = db.session.execute(select(Activity.id, PLACE).where(Activity.id.in_(activity_ids)))
    return {activity_id: place for activity_id, place in rows}


REVERSAL = Line.__table__.alias("reversal")
# An award counts towards its rule's limit: what managers took back stays used.
IS_USED = or_(REVERSAL.c.id.is_(None), REVERSAL.c.reason == TAKEN_BACK)
# Not when and how a line was made: nobody asks, and a moment takes long to read.
ASKED = [column for column in Line.__table__.c if column.name not in ("made_at", "is_silent")]
GIVEN = (
    select(*ASKED, REVERSAL.c.reason.label("taken"))
    .outerjoin(REVERSAL, REVERSAL.c.reverses_id == Line.id)
    .where(Line.reverses_id.is_(None))
)
OF_RULES = GIVEN.where(
    Line.subject_id.in_(bindparam("subjects", expanding=True)),
    Line.rule_id.in_(bindparam("rules", expanding=True)),
    Line.occurred_on >= bindparam("since"),
)
# For a slot, only its current award; reading whole lines takes longer than finding them.
STANDING = GIVEN.with_only_columns(
    Line.rule_id,
    Line.subject_id,
    Line.window_start,
    Line.cause,
    REVERSAL.c.reason.label("taken"),
    maintain_column_froms=True,
)
SLOT = Prepared(
    STANDING.where(
        Line.subject_id == bindparam("subject"),
        Line.rule_id == bindparam("rule"),
        Line.window_start == bindparam("start"),
        Line.cause == bindparam("cause"),
    )
)
USED = Prepared(
    select(func.coalesce(func.sum(Line.times), 0))
    .outerjoin(REVERSAL, REVERSAL.c.reverses_id == Line.id)
    .where(
        Line.subject_id == bindparam("subject"),
        Line.rule_id == bindparam("rule"),
        Line.reverses_id.is_(None),
        Line.occurred_on >= bindparam("since"),
        Line.occurred_on <= bindparam("until"),
        IS_USED,
    )
)


def read_lines(subject_id: int, *, rule_ids: Collection[int], since: date = date.min) -> PastLines:
    """The person's awards for these rules from a day on, each with the reason it was taken back, if
    it was."""
    return read_pasts([subject_id], rule_ids=rule_ids, since=since)[subject_id]


def read_pasts(
    subject_ids: Collection[int], *, rule_ids: Collection[int], since: date = date.min
) -> dict[int, PastLines]:
    """The same for many people."""
    values = {"subjects": list(subject_ids), "rules": sorted(rule_ids), "since": since}
    rows: dict[int, list[Any]] = {subject_id: [] for subject_id in subject_ids}
    for row in db.session.connection().execute(OF_RULES, values):
        rows[row.subject_id].append(row)
    return {subject_id: PastLines(own) for subject_id, own in rows.items()}
