"""What a proposed change is about, in a few words, and what it does to points."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from leaderboard import locale
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


def later_team(said: Said, day: str, team_id: int, speaker: Speaker) -> str:
    """From 5 December on Ada is in South."""
    who = speaker.person(said["person_id"])
    if not team_id:
        return _(
            "From %(day)s on, %(who)s is in no team: that move is already recorded and stays.",
            day=day,
            who=who,
        )
    return _(
        "From %(day)s on, %(who)s is in %(team)s: that move is already recorded and stays.",
        day=day,
        who=who,
        team=speaker.team(team_id),
    )


def later_parent(said: Said, day: str, parent_id: int, speaker: Speaker) -> str:
    """From 5 December on Berlin is part of North."""
    team = speaker.team(said["team_id"])
    if not parent_id:
        return _(
            "From %(day)s on, %(team)s is part of no other team: that is already recorded and"
            " stays.",
            day=day,
            team=team,
        )
    return _(
        "From %(day)s on, %(team)s is part of %(parent)s: that is already recorded and stays.",
        day=day,
        team=team,
        parent=speaker.team(parent_id),
    )


def later_days(said: Said, day: str, weekdays: object, speaker: Speaker) -> str:
    return _("From %(day)s on, other working days are already recorded and stay.", day=day)


LATER: Mapping[str, Callable[[Said, str, Any, Speaker], str]] = {
    "move": later_team,
    "team": later_parent,
    "week": later_days,
    "own week": later_days,
}


def ended_by(use_case: str, said: Said, day: date, value: Any, speaker: Speaker) -> str:
    """What is recorded for a later day and ends the change then."""
    return LATER[use_case](said, locale.date_short(day, speaker.writing), value, speaker)


def new_goals(wishes: Sequence[Said], speaker: Speaker) -> str:
    """Set a goal for Ada, or for several people; several for the same ones are counted."""
    if len(wishes) == 1:
        return _("Set a goal for %(who)s", who=speaker.subject(wishes[0]["owner_id"]))
    owners = {wish["owner_id"] for wish in wishes}
    if len(owners) < len(wishes) or owners & speaker.settings.teams().keys():
        return _("Set %(count)s goals", count=speaker.number(len(wishes)))
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
