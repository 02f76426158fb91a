"""Every change of a setting. Goals, rules and proposals have packages of their own."""

from leaderboard.publishing.aliases import aliases_of, drop_alias
from leaderboard.publishing.badges import change_badge, make_badge, retire_badge
from leaderboard.publishing.boards import change_board, make_board, retire_board
from leaderboard.publishing.cuts import cut_of
from leaderboard.publishing.kinds import (
    add_value,
    change_kind,
    make_dimension,
    make_kind,
    rename_dimension,
    rename_value,
    retire_kind,
)
from leaderboard.publishing.metrics import change_metric, make_metric, retire_metric
from leaderboard.publishing.people import (
    LONGEST_NAME,
    Newcomer,
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
from leaderboard.publishing.refused import Refused
from leaderboard.publishing.screens import change_screen, make_screen, renew_key, revoke
from leaderboard.publishing.teams import change_team, dissolve, make_team, put_under

__all__ = [
    "LONGEST_NAME",
    "Newcomer",
    "Refused",
    "add_value",
    "aliases_of",
    "change_badge",
    "change_board",
    "change_kind",
    "change_metric",
    "change_person",
    "change_screen",
    "change_team",
    "cut_of",
    "deactivate",
    "dissolve",
    "drop_alias",
    "good_address",
    "good_name",
    "hide",
    "hire",
    "make_badge",
    "make_board",
    "make_dimension",
    "make_kind",
    "make_metric",
    "make_screen",
    "make_team",
    "move",
    "put_under",
    "reactivate",
    "rename_dimension",
    "rename_value",
    "renew_key",
    "retire_badge",
    "retire_board",
    "retire_kind",
    "retire_metric",
    "revoke",
    "show",
]
