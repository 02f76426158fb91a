"""Logging, voiding and correcting one activity; each is one transaction."""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select

from leaderboard import clock, configuration
from leaderboard.configuration import Configuration, cut_key
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import (
    Activity,
    Asked,
    Award,
    Cut,
    CutValue,
    Origin,
    SubjectKind,
    Total,
    Void,
)
from leaderboard.rules.evaluation import concerned
from leaderboard.rules.model import Rule, Trigger
from leaderboard.rules.periods import PeriodKind
from leaderboard.scoring import awards, locks, totals
from leaderboard.scoring.entries import entry_of, measures_of
from leaderboard.scoring.rescoring import rescore, rivals
from leaderboard.scoring.totals import Change

# More than any real sale or count, and far from what a 64-bit sum of many could not hold.
MOST = 10**15

# Built once, for building a statement costs more than running it.
INSERT = insert(Activity.__table__).returning(Activity.id)
KNOWN_AS = select(Activity.id).where(Activity.client_id == bindparam("client_id"))
LATER = (
    select(Total.start)
    .where(
        Total.subject_id == bindparam("subject"),
        Total.period_kind == PeriodKind.DAY.value,
        Total.start > bindparam("day"),
    )
    .limit(1)
)


class BadActivity(ValueError):
    """An activity that cannot be; `field` says where, `reason` why, as codes for the form."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason


class Conflict(ValueError):
    """The same client-made id came with another body."""


@dataclass(frozen=True)
class NewActivity:
    """What somebody did, as it is to be logged.

    Amounts are minor units; `occurred_at` None means that only the date is known. `profit` and
    `days` are None when not known. `value_ids` are dimension values.
    """

    subject_id: int
    kind_id: int
    occurred_on: date
    occurred_at: datetime | None = None
    quantity: int = 0
    amount: int = 0
    profit: int | None = None
    minutes: int = 0
    days: int | None = None
    value_ids: frozenset[int] = frozenset()
    customer: str = ""
    customer_key: str = ""
    note: str = ""

    def digest(self) -> str:
        """A fingerprint of the content: the same body gives the same digest.

        Only what is said goes in, so that a field added to this class later, or another way of
        folding names, does not make every row of an old file look changed.
        """
        said = {
            name: str(value) if isinstance(value, date) else value
            for name, default in SAID.items()
            if (value := getattr(self, name)) != default
        }
        if self.value_ids:
            said["value_ids"] = sorted(self.value_ids)
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


# What the digest is made of, with what each field is when nothing is said.
SAID = {
    item.name: item.default
    for item in fields(NewActivity)
    if item.name not in ("customer_key", "value_ids")
}


@dataclass(frozen=True)
class Logged:
    """What became of a log: the entry, the award lines it caused, whether it was known before."""

    activity: Activity
    awards: tuple[Award, ...]
    is_repeat: bool = False

    @property
    def points(self) -> int:
        return sum(award.points for award in self.awards)


def log_activity(
    new: NewActivity,
    *,
    client_id: str,
    by_id: int | None,
    at: datetime,
    is_late_allowed: bool = False,
) -> Logged:
    """Log one activity, with totals, awards and points; sent again it gives its first answer.

    Raises BadActivity for what cannot be and Conflict for a known id with another body.
    """
    with write_transaction(db.session):
        locks.share_configuration()
        settings = configuration.current()
        hold_those_concerned(new, settings)
        known = entry_known_as(client_id)
        if known is not None:
            return repeated(known, new)
        check_activity(new, settings, at=at, is_late_allowed=is_late_allowed)
        return write_entry(new, settings, client_id=client_id, by_id=by_id, at=at, corrects_id=None)


def void_activity(activity_id: int, *, by_id: int | None, reason: str, at: datetime) -> Activity:
    """Take an activity back with all that hung on it; a second time changes nothing."""
    with write_transaction(db.session):
        locks.share_configuration()
        settings = configuration.current()
        activity = db.session.get_one(Activity, activity_id)
        hold_those_concerned(activity, settings)
        if not is_void(activity_id):
            write_void(activity, settings, by_id=by_id, reason=reason, at=at)
    return db.session.get_one(Activity, activity_id)


def correct_activity(
    activity_id: int,
    *,
    by_id: int | None,
    reason: str,
    at: datetime,
    client_id: str,
    is_late_allowed: bool = False,
    **changes: Any,
) -> Logged:
    """Replace an activity by one with these changes: a void and a new entry, in one transaction.

    Raises BadActivity when it is void already (somebody was faster) or the new one cannot be.
    """
    with write_transaction(db.session):
        locks.share_configuration()
        settings = configuration.current()
        activity = db.session.get_one(Activity, activity_id)
        new = replace(content_of(activity, settings), **changes)
        hold_those_concerned(activity, settings, new)
        known = entry_known_as(client_id)
        if known is not None:
            return repeated(known, new)
        if is_void(activity_id):
            raise BadActivity("activity", "void")
        check_activity(new, settings, at=at, is_late_allowed=is_late_allowed)
        write_void(activity, settings, by_id=by_id, reason=reason, at=at)
        logged = write_entry(
            new, settings, client_id=client_id, by_id=by_id, at=at, corrects_id=activity_id
        )
        move_origin(activity_id, logged.activity.id)
    return logged


def entry_known_as(client_id: str) -> Activity | None:
    """The entry that came with this client-made id, if one did."""
    found = db.session.connection().execute(KNOWN_AS, {"client_id": client_id}).scalar()
    return None if found is None else db.session.get_one(Activity, found)


def repeated(known: Activity, new: NewActivity) -> Logged:
    """The first answer once more, or a conflict."""
    if known.digest != new.digest():
        raise Conflict
    db.session.expunge(known)
    return Logged(known, tuple(awards_of(known.id)), is_repeat=True)


def hold_those_concerned(
    one: NewActivity | Activity, settings: Configuration, other: NewActivity | None = None
) -> None:
    """Lock the teams where a rule looks at more than one person, then the people."""
    touched = [item for item in (one, other) if item is not None]
    if not locks.is_postgresql():
        return
    team_ids = {
        settings.team_on(item.subject_id, item.occurred_on)
        for item in touched
        if looks_at_teams(settings.rules, kind_id=item.kind_id)
    }
    locks.hold(locks.Space.TEAM, team_ids)
    locks.hold(locks.Space.PERSON, {item.subject_id for item in touched})


def looks_at_teams(rules: Collection[Rule], *, kind_id: int) -> bool:
    return any(
        version.trigger is Trigger.FIRST_IN_TEAM and version.settings.kind_id == kind_id
        for rule in rules
        for version in rule.versions
    )


def check_activity(
    new: NewActivity, settings: Configuration, *, at: datetime, is_late_allowed: bool
) -> None:
    """Refuse what cannot be, naming the field and the reason."""
    kind = settings.kinds.get(new.kind_id)
    if kind is None or kind.is_retired:
        raise BadActivity("kind", "unknown")
    check_owner(new, kind.owner, settings, is_late_allowed=is_late_allowed)
    check_date(new.occurred_on, settings, at=at, is_late_allowed=is_late_allowed)
    for field in ("quantity", "amount", "profit", "minutes", "days", "customer"):
        value = getattr(new, field)
        asked = kind.asked(field)
        if asked is Asked.NO and value:
            raise BadActivity(field, "not_asked")
        # No profit and no days are values too; those are not known when they are None.
        is_missing = value is None if field in ("profit", "days") else not value
        if asked is Asked.REQUIRED and is_missing:
            raise BadActivity(field, "missing")
        if isinstance(value, int) and not (-MOST if field == "profit" else 0) <= value <= MOST:
            raise BadActivity(field, "negative" if value < 0 else "absurd")
    check_values(new, settings)


def check_owner(
    new: NewActivity, owner: str, settings: Configuration, *, is_late_allowed: bool
) -> None:
    """The owner exists, is of the sort the kind belongs to, and still works here; with leave to be
    late, worked here on that day."""
    known = settings.owner(new.subject_id)
    if known is None:
        raise BadActivity("subject", "unknown")
    if (known.kind is SubjectKind.PERSON) is not (owner == SubjectKind.PERSON):
        raise BadActivity("subject", "wrong_owner")
    if not known.is_active and not (is_late_allowed and was_here(new, settings)):
        raise BadActivity("subject", "deactivated")


def was_here(new: NewActivity, settings: Configuration) -> bool:
    left_on = settings.people()[new.subject_id].left_on
    return left_on is None or new.occurred_on <= left_on


def check_date(day: date, settings: Configuration, *, at: datetime, is_late_allowed: bool) -> None:
    """Not in the future, nor before the late window (which imports and managers may ignore)."""
    today = clock.business_date(at, settings.zone)
    if day > today:
        raise BadActivity("occurred_on", "future")
    if not is_late_allowed and day < today - timedelta(days=settings.late_days):
        raise BadActivity("occurred_on", "too_late")


def check_values(new: NewActivity, settings: Configuration) -> None:
    """Each value belongs to a dimension of the kind, one value a dimension, none missing."""
    asked = settings.dimensions.get(new.kind_id, {})
    given = [settings.values.get(value_id) for value_id in new.value_ids]
    if None in given or len(set(given)) != len(given):
        raise BadActivity("values", "unknown")
    if not set(given) <= asked.keys():
        raise BadActivity("values", "not_asked")
    missing = sorted(d for d, is_required in asked.items() if is_required and d not in given)
    if missing:
        raise BadActivity(f"dimension-{missing[0]}", "missing")


def write_entry(
    new: NewActivity,
    settings: Configuration,
    *,
    client_id: str,
    by_id: int | None,
    at: datetime,
    corrects_id: int | None,
) -> Logged:
    """Write the entry, its totals and its awards."""
    is_last = is_last_in_order(new)
    activity = insert_entry(
        new, settings, client_id=client_id, by_id=by_id, at=at, corrects_id=corrects_id
    )
    changes, lines = [change_of(activity)], []
    if is_last and settings.kinds[new.kind_id].owner == SubjectKind.PERSON:
        entry = entry_of(activity, settings)
        earned = awards.earn(entry, subject_id=new.subject_id, configuration=settings)
        lines = awards.write(earned, at=at, is_silent=False)
        changes += awards.points_of(earned)
    totals.add(changes, settings.almanac)
    if not is_last:
        rescore_for(activity, settings, at=at)
        lines = awards_of(activity.id)
    return Logged(activity, tuple(lines))


def awards_of(activity_id: int) -> list[Award]:
    """The lines that an entry caused, as copies outside the session."""
    lines = db.session.scalars(
        select(Award)
        .where(Award.activity_id == activity_id, Award.reverses_id.is_(None))
        .order_by(Award.key)
    ).all()
    for line in lines:
        db.session.expunge(line)
    return list(lines)


def insert_entry(
    new: NewActivity,
    settings: Configuration,
    *,
    client_id: str,
    by_id: int | None,
    at: datetime,
    corrects_id: int | None,
) -> Activity:
    """The row itself; the object that comes back is a copy outside the session."""
    row = {
        "client_id": client_id,
        "digest": new.digest(),
        "team_id": settings.team_of(new.subject_id, new.occurred_on),
        "cut_id": cut_of(new.value_ids, settings),
        "occurred_at": new.occurred_at or at,
        "is_time_known": new.occurred_at is not None,
        "logged_at": at,
        "logged_by_id": by_id,
        "corrects_id": corrects_id,
        **{name: getattr(new, name) for name in CONTENT},
    }
    number = db.session.connection().execute(INSERT, row).scalar_one()
    return Activity(id=number, **row)


CONTENT = (
    "subject_id",
    "kind_id",
    "occurred_on",
    "quantity",
    "amount",
    "profit",
    "minutes",
    "days",
    "customer",
    "customer_key",
    "note",
)


def content_of(activity: Activity, settings: Configuration) -> NewActivity:
    """What a stored activity says, as it could be logged again."""
    return NewActivity(
        occurred_at=activity.occurred_at if activity.is_time_known else None,
        value_ids=settings.values_of(activity.cut_id),
        **{name: getattr(activity, name) for name in CONTENT},
    )


def change_of(activity: Activity) -> Change:
    """What the activity adds to the totals."""
    return Change(
        activity.occurred_on,
        activity.kind_id,
        activity.subject_id,
        activity.team_id,
        activity.cut_id,
        measures_of(activity),
    )


def cut_of(value_ids: frozenset[int], settings: Configuration) -> int:
    """The cut of exactly these values, made when it is new."""
    found = settings.cut_id(value_ids)
    if found is not None:
        return found
    # Whoever meets the new cut at the same moment waits here and then finds it.
    locks.hold(locks.Space.CUT, [0])
    found = settings.cut_id(value_ids)
    return make_cut(value_ids) if found is None else found


def make_cut(value_ids: frozenset[int]) -> int:
    cut = Cut(key=cut_key(value_ids))
    db.session.add(cut)
    db.session.flush()
    db.session.add_all(CutValue(cut_id=cut.id, value_id=value_id) for value_id in value_ids)
    db.session.flush()
    configuration.new_cuts()[cut.id] = value_ids
    return cut.id


def is_last_in_order(new: NewActivity) -> bool:
    """Whether the person has nothing on a later day; within a day the number decides."""
    values = {"subject": new.subject_id, "day": new.occurred_on}
    return db.session.connection().execute(LATER, values).scalar() is None


def is_void(activity_id: int) -> bool:
    return db.session.scalar(select(Void.id).where(Void.activity_id == activity_id)) is not None


def write_void(
    activity: Activity,
    settings: Configuration,
    *,
    by_id: int | None,
    reason: str,
    at: datetime,
) -> None:
    """The void, the totals without the entry, and the replay of those concerned."""
    db.session.add(Void(activity_id=activity.id, at=at, by_id=by_id, reason=reason))
    db.session.flush()
    totals.add([change_of(activity).negated()], settings.almanac)
    rescore_for(activity, settings, at=at)


def rescore_for(activity: Activity, settings: Configuration, *, at: datetime) -> None:
    """Replay the owner, and whoever stood or stands first beside them, by the rules concerned."""
    if settings.kinds[activity.kind_id].owner != SubjectKind.PERSON:
        return
    goals = settings.paying_goals(activity.subject_id)
    rules = concerned(settings.rules, goals, kind_id=activity.kind_id)
    if not rules:
        return
    rescore([activity.subject_id], at=at, rules=rules)
    beside = rivals(rules, [activity]) - {activity.subject_id}
    if beside:
        locks.hold(locks.Space.PERSON, beside)
        lines = [r for r in rules if any(v.trigger is Trigger.FIRST_IN_TEAM for v in r.versions)]
        rescore(beside, at=at, rules=lines)


def move_origin(old_id: int, new_id: int) -> None:
    """The row a corrected entry came from now stands behind its successor."""
    origin = db.session.scalar(select(Origin).where(Origin.activity_id == old_id))
    if origin is not None:
        origin.activity_id = new_id
