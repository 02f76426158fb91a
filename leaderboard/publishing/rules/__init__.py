"""Rules and badges from a file: read, checked, and published where they differ.

docs/rules.md describes the file. Loading the same file twice changes nothing.
"""

from leaderboard.publishing.rules.loading import (
    Loaded,
    change_rules,
    load_rules,
    put_rules,
    read_rules,
    switch,
    switch_rule,
    write_rule,
)
from leaderboard.publishing.rules.problems import BadRulebook, Problem

__all__ = [
    "BadRulebook",
    "Loaded",
    "Problem",
    "change_rules",
    "load_rules",
    "put_rules",
    "read_rules",
    "switch",
    "switch_rule",
    "write_rule",
]
