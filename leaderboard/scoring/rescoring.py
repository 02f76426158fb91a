"""The slow path: replay people's histories and post the difference to what stands."""

from collections.abc import Collection
from datetime import date, datetime

from leaderboard import configuration
from leaderboard.rules.model import Earned, PayingRule
from leaderboard.rules.trigger import Firsts
from leaderboard.scoring import awards, totals
from leaderboard.scoring.beginnings import Beginning
from leaderboard.scoring.crowds import crowds
from leaderboard.scoring.differences import correction
from leaderboard.scoring.lines import PastLines
from leaderboard.scoring.replaying import earned_from, goals_of, pasts_of
from leaderboard.scoring.totals import TotalChange


def rescore(
    person_ids: Collection[int],
    *,
    at: datetime,
    rules: Collection[PayingRule] | None = None,
    reason: str = awards.RESCORED,
    since: date = date.min,
    firsts: Firsts | None = None,
) -> None:
    """Bring these people's awards from a day on (for these rules, or all) to what a replay gives,
    silently. What is before that day stays. `firsts` saves reading who was first, for callers that
    go through everybody in turn."""
    settings = configuration.current()
    concerned = settings.rules if rules is None else rules
    for crowd in crowds(person_ids, since=since):
        changes: list[TotalChange] = []
        beginning = Beginning(since, crowd, goals_of(crowd, concerned, settings), settings)
        pasts = pasts_of(concerned, beginning)
        for person_id, wanted in earned_from(beginning, concerned, pasts, firsts=firsts).items():
            past = pasts[person_id]
            changes += post_difference(wanted, past, since=since, at=at, reason=reason)
        totals.add(changes, settings.almanac)


def post_difference(
    wanted: list[Earned], past: PastLines, *, since: date, at: datetime, reason: str
) -> list[TotalChange]:
    """Take back what the replay does not give, and write what it adds."""
    found = correction(wanted, past, since=since)
    changes = awards.reverse(found.stale, at=at, reason=reason)
    awards.write(found.fresh, at=at, is_silent=True)
    return changes + awards.points_of(found.fresh)
