"""Hiring, moving and leaving; teams made, led and dissolved: each inside a publication."""

from leaderboard.staff.people import (
    LONGEST_NAME,
    Newcomer,
    Refused,
    change_person,
    deactivate,
    good_address,
    good_name,
    hide,
    hire,
    move,
    reactivate,
    show,
)
from leaderboard.staff.teams import change_team, dissolve, make_team, put_under

__all__ = [
    "LONGEST_NAME",
    "Newcomer",
    "Refused",
    "change_person",
    "change_team",
    "deactivate",
    "dissolve",
    "good_address",
    "good_name",
    "hide",
    "hire",
    "make_team",
    "move",
    "put_under",
    "reactivate",
    "show",
]
