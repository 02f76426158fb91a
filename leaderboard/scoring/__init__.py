"""The write side: the only writer of activities, awards and totals.

One use case is one function and one transaction.
"""

from leaderboard.scoring.activities import correct_activity, log_activity, void_activity
from leaderboard.scoring.activity_rows import Conflict
from leaderboard.scoring.batches import UnknownRow, finish_import, void_rows, write_batch
from leaderboard.scoring.checks import (
    BadActivity,
    check_activity,
    earliest_day,
    is_of_last_night,
)
from leaderboard.scoring.hand import AlreadyTakenBack, give_badge, take_back
from leaderboard.scoring.new_activity import NewActivity
from leaderboard.scoring.origins import SourceRow
from leaderboard.scoring.preview import as_entry, preview_activity
from leaderboard.scoring.reports import Bad, BadGroup, BadLines, DryRun, RefusedLines, Report
from leaderboard.scoring.rescoring import rescore
from leaderboard.scoring.settings import Publication, publish
from leaderboard.scoring.turns import OthersWriting, only_import
from leaderboard.scoring.verification import WHOLE, Difference, rebuild, unheard, verify
from leaderboard.scoring.writing import Logged

__all__ = [
    "WHOLE",
    "AlreadyTakenBack",
    "Bad",
    "BadActivity",
    "BadGroup",
    "BadLines",
    "Conflict",
    "Difference",
    "DryRun",
    "Logged",
    "NewActivity",
    "OthersWriting",
    "Publication",
    "RefusedLines",
    "Report",
    "SourceRow",
    "UnknownRow",
    "as_entry",
    "check_activity",
    "correct_activity",
    "earliest_day",
    "finish_import",
    "give_badge",
    "is_of_last_night",
    "log_activity",
    "only_import",
    "preview_activity",
    "publish",
    "rebuild",
    "rescore",
    "take_back",
    "unheard",
    "verify",
    "void_activity",
    "void_rows",
    "write_batch",
]
