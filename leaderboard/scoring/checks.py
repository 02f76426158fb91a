"""What is refused before anything is written, each with its field and its reason."""

from datetime import date, datetime, timedelta
from operator import attrgetter

from leaderboard import clock
from leaderboard.configuration import Configuration
from leaderboard.models import (
    Asked,
    SubjectKind,
)
from leaderboard.scoring.new_activity import NewActivity

# More than any real sale or count, yet small enough that a 64-bit sum of many holds it; for one
# entry's minutes a month, for one sale's days a century.
MOST = 10**15
MOST_OF = {"minutes": 31 * 24 * 60, "days": 36_600}
# How long after midnight the late window stays open.
GRACE = timedelta(hours=1)
# How long after midnight a form opened the day before may still be sent for that day: until noon,
# so that an evening's last entry, on a phone without signal too, is saved in the morning.
FORM_GRACE = timedelta(hours=12)
FIELDS = ("quantity", "amount", "profit", "minutes", "days", "customer")
fields_of = attrgetter(*FIELDS)


class BadActivity(ValueError):
    """An activity that is refused; `field` says where, `reason` why, as codes for the form."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason


def check_activity(
    new: NewActivity,
    settings: Configuration,
    *,
    at: datetime,
    is_late_allowed: bool,
    was: NewActivity | None = None,
) -> None:
    """Refuse an invalid activity, naming the field and the reason.

    `was` is what a correction replaces: what it leaves unchanged was right when it was logged,
    whatever the kind asks for since.
    """
    kind = settings.kinds.get(new.kind_id)
    if kind is None or (kind.is_retired and was is None):
        raise BadActivity("kind", "unknown")
    check_owner(new, kind.owner, settings, is_late_allowed=is_late_allowed)
    check_date(new.occurred_on, settings, at=at, is_late_allowed=is_late_allowed)
    required = kind.required
    for field, value in zip(FIELDS, fields_of(new), strict=True):
        is_said = value or field in required
        if is_said and (was is None or getattr(was, field) != value):
            check_field(field, value, kind.asked(field))
    if was is None or was.value_ids != new.value_ids:
        check_values(new, settings, kept=was.value_ids if was else frozenset())


def check_field(field: str, value: int | str | None, asked: Asked) -> None:
    """What the kind's form asks for is present and within bounds, and nothing else is."""
    if asked is Asked.NO:
        if value:
            raise BadActivity(field, "not_asked")
        return
    # Zero is a number too: whether a sum was given at all, the form and the file know.
    if asked is Asked.REQUIRED and value in (None, ""):
        raise BadActivity(field, "missing")
    most = MOST_OF.get(field, MOST)
    if isinstance(value, int) and not (-most if field == "profit" else 0) <= value <= most:
        raise BadActivity(field, "negative" if value < 0 else "absurd")


def check_owner(
    new: NewActivity, owner: str, settings: Configuration, *, is_late_allowed: bool
) -> None:
    """The owner exists, is of the type the kind belongs to, and still works here; if late entries
    are allowed, worked here on that day."""
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
    """Not in the future, and not before the late window (which imports and managers may ignore)."""
    if day > clock.business_date(at, settings.zone):
        raise BadActivity("occurred_on", "future")
    if not is_late_allowed and day < earliest_day(settings, at=at):
        raise BadActivity("occurred_on", "too_late")


def earliest_day(settings: Configuration, *, at: datetime) -> date:
    """The first day for which people may still log and undo by themselves. It moves a while after
    midnight: a form that was open then still means the day it showed."""
    return clock.business_date(at - GRACE, settings.zone) - timedelta(days=settings.late_days)


def is_of_last_night(day: date, shown_on: date, settings: Configuration, *, at: datetime) -> bool:
    """Whether an activity is of the day on which its form was opened, and the form was sent the
    next morning at the latest. An earlier day has only the late window."""
    return day == shown_on >= clock.business_date(at - FORM_GRACE, settings.zone)


def check_values(new: NewActivity, settings: Configuration, *, kept: frozenset[int]) -> None:
    """Each value belongs to a dimension of the kind, one value per dimension, none missing; values
    that are kept may belong to a dimension that the kind used to have."""
    asked = settings.dimensions.get(new.kind_id, {})
    if not new.value_ids and not any(asked.values()):
        return
    given = [settings.values.get(value_id) for value_id in new.value_ids]
    if None in given or len(set(given)) != len(given):
        raise BadActivity("values", "unknown")
    if not {settings.values[value_id] for value_id in new.value_ids - kept} <= asked.keys():
        raise BadActivity("values", "not_asked")
    missing = sorted(d for d, is_required in asked.items() if is_required and d not in given)
    if missing:
        raise BadActivity(f"dimension-{missing[0]}", "missing")
