"""What a proposed change is about, in a few words, and what it does to points."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from leaderboard.scoring.team_sums import TeamMoved
from leaderboard.sentences.speaker import Speaker

Said = Mapping[str, Any]

TITLES: Mapping[str, Callable[[Said, Speaker], str]] = {
    "organisation": lambda said, speaker: _("Change the organisation’s settings"),
    "week": lambda said, speaker: _("Change the working week"),
    "holidays": lambda said, speaker: _("Add the holiday “%(name)s”", name=said["name"]),
    "named holidays": lambda said, speaker: _("Add official holidays"),
    "no holidays": lambda said, speaker: _("Remove a holiday"),
    "leave": lambda said, speaker: _(
        "Record leave for %(who)s", who=speaker.person(said["person_id"])
    ),
    "accept leave": lambda said, speaker: _("Accept leave"),
    "end leave": lambda said, speaker: _("Withdraw leave"),
    "own week": lambda said, speaker: _(
        "Change the working days of %(who)s", who=speaker.person(said["person_id"])
    ),
    "move": lambda said, speaker: _(
        "Move %(who)s to another team", who=speaker.person(said["person_id"])
    ),
    "team": lambda said, speaker: _("Change the team %(team)s", team=speaker.team(said["team_id"])),
    "rule": lambda said, speaker: _(
        "Publish the rule “%(rule)s”", rule=said["document"]["rule"][0]["name"]
    ),
    "rules": lambda said, speaker: _("Load rules from a file"),
    "switch": lambda said, speaker: (
        _("Switch the rule “%(rule)s” on", rule=speaker.rule(said["rule_id"]))
        if said["is_on"]
        else _("Switch the rule “%(rule)s” off", rule=speaker.rule(said["rule_id"]))
    ),
    "goals": lambda said, speaker: new_goals(said["wishes"], speaker),
    "copy goals": lambda said, speaker: _("Copy last period’s goals"),
    "target": lambda said, speaker: _(
        "Change the goal “%(goal)s”", goal=speaker.goal(said["goal_id"])
    ),
    "drop goal": lambda said, speaker: _(
        "Drop the goal “%(goal)s”", goal=speaker.goal(said["goal_id"])
    ),
}


def new_goals(wishes: Sequence[Said], speaker: Speaker) -> str:
    """Set a goal for Ada, or for several people."""
    if len(wishes) == 1:
        return _("Set a goal for %(who)s", who=speaker.subject(wishes[0]["owner_id"]))
    return ngettext(
        "Set goals for %(count)s person",
        "Set goals for %(count)s people",
        len(wishes),
        count=speaker.number(len(wishes)),
    )


def proposal_title(use_case: str, said: Said, speaker: Speaker) -> str:
    """Move Ada to another team."""
    return TITLES[use_case](said, speaker)


def points_moved(*, people: int, up: int, down: int, speaker: Speaker) -> str:
    """12 people: +40 points, −130 points."""
    parts = [
        ngettext("%(points)s point", "%(points)s points", abs(total), points=speaker.points(total))
        for total in (up, down)
        if total
    ]
    moved = _(", ").join(parts) or _("the same points")
    return ngettext(
        "%(count)s person: %(moved)s",
        "%(count)s people: %(moved)s",
        people,
        count=speaker.number(people),
        moved=moved,
    )


def team_moved(team: str, moved: TeamMoved, speaker: Speaker) -> str:
    """North: −120 points, −3 activities."""
    points = ngettext(
        "%(points)s point",
        "%(points)s points",
        abs(moved.points),
        points=speaker.points(moved.points),
    )
    activities = ngettext(
        "%(count)s activity",
        "%(count)s activities",
        abs(moved.activities),
        count=speaker.points(moved.activities),
    )
    parts = [part for part, number in zip((points, activities), moved, strict=True) if number]
    # Translators: what a team has more or less: North: +120 points, +3 activities
    return _("%(team)s: %(moved)s", team=team, moved=_(", ").join(parts))


def badges_moved(*, up: int, down: int, speaker: Speaker) -> str:
    """Badges: 2 more, 1 fewer; empty if the number stays the same."""
    parts = []
    if up:
        parts.append(_("%(count)s more", count=speaker.number(up)))
    if down:
        parts.append(_("%(count)s fewer", count=speaker.number(-down)))
    return _("Badges: %(moved)s", moved=_(", ").join(parts)) if parts else ""
