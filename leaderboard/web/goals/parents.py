"""The goals that another goal may feed, as its form offers them."""

from collections import Counter
from collections.abc import Sequence

from flask_babel import gettext as _

from leaderboard import configuration
from leaderboard.models import Goal, SubjectKind
from leaderboard.publishing.goals import is_over
from leaderboard.standings.progress import Owner, owner_of, pursued_goals
from leaderboard.web.goals.facts import dated
from leaderboard.web.request.here import today


def whose(goal: Goal) -> Owner:
    return owner_of(goal.owner_id, configuration.current())


def parents_for(owners: Sequence[Owner], *, goal: Goal | None = None) -> list[tuple[int, str]]:
    """The goals these owners' goals may feed, nearest first: one's own for a single person, then
    those of the teams above, then the company's. One that is over stays only where it is fed."""
    settings = configuration.current()
    first = owners[0]
    team_id = first.id if first.kind is SubjectKind.TEAM else 0
    if first.kind is SubjectKind.PERSON:
        team_id = settings.team_on(first.id, today())
    near = [first.id] if len(owners) == 1 else []
    above = [*near, *settings.teams_above(team_id, today()), settings.organisation_id]
    own_id, fed_id = (goal.id, goal.parent_id) if goal else (None, None)
    found = [
        row
        for row in pursued_goals(above)
        if row.id != own_id and (row.id == fed_id or not is_over(row, today(), settings))
    ]
    found.sort(key=lambda row: (above.index(row.owner_id), -row.impact, row.name))
    return [(row.id, name) for row, name in zip(found, names_of(found), strict=True)]


def names_of(found: Sequence[Goal]) -> list[str]:
    """Each goal's owner and name; with its period if another one reads the same."""
    names = [told(goal) for goal in found]
    times = Counter(names)
    return [
        name if times[name] == 1 else dated(goal, name)
        for goal, name in zip(found, names, strict=True)
    ]


def told(goal: Goal) -> str:
    """The goal's name and owner."""
    name = whose(goal).name or _("All of us")
    return _("%(owner)s: %(goal)s", owner=name, goal=goal.name)
