"""An entry's place among those of its day: its own number, unless it is a correction. That keeps
the place of the entry it corrects, so whoever was first stays first."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import and_, func, not_, select

from leaderboard.configuration import Configuration
from leaderboard.models import Activity, Origin
from leaderboard.rules.model import Entry, PayingRule, Version
from leaderboard.scoring.conditions import meets
from leaderboard.scoring.new_activity import NewActivity
from leaderboard.scoring.totals import LIVE

PLACE = func.coalesce(Activity.place_id, Activity.id)
# What a place belongs to: with another owner, kind or day it is another place.
WHOSE = ("subject_id", "kind_id", "occurred_on")


def kept_place(row: Any, new: NewActivity, settings: Configuration) -> int | None:
    """The stored entry's place, if the new one keeps it; None for another owner, kind or day, and
    if it could be the first of the day only now."""
    if any(getattr(row, name) != getattr(new, name) for name in WHOSE):
        return None
    now, was = seen_by_rules(new, new.value_ids), seen_by_rules(row, settings.values_of(row.cut_id))
    versions = versions_of_teams(settings.rules)
    if any(v.condition.counts(now) and not v.condition.counts(was) for v in versions):
        return None
    return int(row.place_id or row.id)


def place_kept_by(staged: Any, versions: Collection[Version]) -> Any:
    """The same in SQL for a file's rows: the place of the entry now behind a row."""
    return (
        select(PLACE)
        .join(Origin, Origin.activity_id == Activity.id)
        .where(
            Origin.id == staged.c.origin_id,
            *(getattr(Activity, name) == staged.c[name] for name in WHOSE),
            *(not_(counts_only_now(staged, version)) for version in versions),
            LIVE,
        )
        .scalar_subquery()
    )


def counts_only_now(staged: Any, version: Version) -> Any:
    """A file's row meets a condition that the entry behind it did not meet."""
    return and_(*meets(version.condition, staged.c), not_(and_(*meets(version.condition))))


def versions_of_teams(rules: Iterable[PayingRule]) -> list[Version]:
    """The rules' versions by which the logs of others in the team can change what a person earns:
    those for whoever is first."""
    return [v for rule in rules for v in rule.versions if v.trigger.looks_at_team]


def seen_by_rules(said: Any, value_ids: frozenset[int]) -> Entry:
    """The parts of an activity that conditions look at."""
    return Entry(0, said.occurred_on, said.kind_id, amount=said.amount, values=value_ids)
