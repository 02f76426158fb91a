"""Few goals: who has more of them at a time than the organisation's limit, and what could go. It is
pointed out and never forbidden."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _

from leaderboard import configuration, locale
from leaderboard.configuration import Configuration
from leaderboard.locale import current_writing
from leaderboard.models import Goal
from leaderboard.permissions import SignedIn
from leaderboard.permissions.goals import ids_to_set
from leaderboard.publishing.goals import is_over
from leaderboard.standings.progress import pursued_goals


def active_goals(
    person_ids: Collection[int], *, day: date, settings: Configuration
) -> dict[int, list[Goal]]:
    """The goals that each person has, running or still to begin, what matters least last."""
    found: dict[int, list[Goal]] = {person_id: [] for person_id in person_ids}
    for row in sorted(pursued_goals(found), key=lambda row: (-row.impact, row.id)):
        if not is_over(row, day, settings):
            found[row.owner_id].append(row)
    return found


def too_many_told(goals: Collection[Goal], more: int, settings: Configuration) -> str:
    """Beside a form: with what is being set, the person has more goals than help; "" if not."""
    count, writing = len(goals) + more, current_writing()
    if count <= settings.most_goals or not goals:
        return ""
    return _(
        "With this, %(count)s at a time; more than %(most)s confuse. “%(goal)s” could go.",
        count=locale.count_of(count, "goal", writing),
        most=locale.number(settings.most_goals, writing),
        goal=locale.isolate(list(goals)[-1].name),
    )


@dataclass(frozen=True)
class Crowded:
    """Somebody with more goals than the limit, and the one that matters least."""

    name: str
    text: str
    url: str


def crowded(viewer: SignedIn, *, day: date) -> list[Crowded]:
    """Those of the viewer's people who have too many goals, most first."""
    settings, writing = configuration.current(), current_writing()
    people: Mapping[int, list[Goal]] = active_goals(
        ids_to_set(viewer, day=day) & settings.people().keys(), day=day, settings=settings
    )
    found = [(len(goals), whose, goals[-1]) for whose, goals in people.items() if goals]
    return [
        Crowded(
            settings.people()[whose].name,
            _(
                "%(count)s; “%(goal)s” could go.",
                count=locale.count_of(count, "goal", writing),
                goal=locale.isolate(least.name),
            ),
            url_for("goals.show", goal_id=least.id),
        )
        for count, whose, least in sorted(found, key=lambda one: (-one[0], one[1]))
        if count > settings.most_goals
    ][:MOST]


# More names than this do not fit into the card.
MOST = 5
