"""Every change of a setting: people and teams here, goals and rules each in a package."""

from leaderboard.publishing.people import (
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
from leaderboard.publishing.teams import change_team, dissolve, make_team, put_under

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
