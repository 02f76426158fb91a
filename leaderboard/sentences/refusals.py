"""Why an activity cannot be saved: a code of the write path becomes a sentence beside its field."""

from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.scoring import BadActivity
from leaderboard.sentences.speaker import Speaker


def refusal(error: BadActivity, speaker: Speaker) -> str:
    """What to tell whoever typed it; it says what would do."""
    late = locale.count_of(speaker.settings.late_days, "day", speaker.writing)
    sentences = {
        "unknown": _("This can no longer be chosen."),
        "wrong_owner": _("This is not logged for them."),
        "deactivated": _("They no longer work here, so nothing is logged for them."),
        "future": _("This day has not come yet."),
        "too_late": _("This is more than %(days)s ago. Ask your manager to log it.", days=late),
        "not_asked": _("This is not asked here."),
        "missing": _("Something is missing here."),
        "negative": _("This cannot be less than nothing."),
        "void": _("This was undone or corrected meanwhile, so nothing is left to correct."),
        "absurd": _("This number is too large."),
    }
    return sentences[error.reason]
