"""What a log would bring, shown before it is saved by the very functions that would pay it."""

from leaderboard import configuration
from leaderboard.models import SubjectKind
from leaderboard.rules.model import Earned, Entry
from leaderboard.scoring import awards
from leaderboard.scoring.new_activity import NewActivity
from leaderboard.scoring.order import totals_before

# The number of an entry after all existing ones.
AFTER_ALL = 2**62


def preview_activity(new: NewActivity) -> list[Earned] | None:
    """The awards that logging this now would bring; None if only a replay could tell, because a
    rule counts it together with something on a later day. Nothing is written or locked."""
    settings = configuration.current()
    if settings.kinds[new.kind_id].owner != SubjectKind.PERSON:
        return []
    before = totals_before(new, settings)
    if before is None:
        return None
    earned = awards.earn(
        as_entry(new), subject_id=new.subject_id, configuration=settings, rows=before
    )
    return [award for award, _ in earned]


def as_entry(new: NewActivity) -> Entry:
    """The activity as the rules would see it, after all existing ones."""
    settings = configuration.current()
    team_id = settings.team_of(new.subject_id, new.occurred_on)
    return Entry(
        number=AFTER_ALL,
        day=new.occurred_on,
        kind_id=new.kind_id,
        teams=settings.teams_above(team_id, new.occurred_on),
        quantity=new.quantity,
        amount=new.amount,
        profit=new.profit or 0,
        minutes=new.minutes,
        days=new.days or 0,
        timed=0 if new.days is None else 1,
        costed=0 if new.profit is None else new.amount,
        values=new.value_ids,
    )
