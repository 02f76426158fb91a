"""Why something cannot be saved: a code from the write side becomes a sentence beside its field."""

from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.locale.writing import N_
from leaderboard.scoring import BadActivity
from leaderboard.sentences.speaker import Speaker

# By the field and the reason of `publishing.Refused`.
REFUSALS = {
    ("name", "missing"): N_("A name is missing."),
    ("name", "too_long"): N_("This name is too long."),
    ("name", "taken"): N_("This name is already taken. Add something to tell the two apart."),
    # people and teams
    ("name", "alias"): N_(
        "%(name)s is also known by this name. Add something to tell the two apart, or "
        "remove it from the page of %(name)s first."
    ),
    ("email", "no_address"): N_("This is not an e-mail address like ada@example.com."),
    ("email", "missing"): N_("To get a link, a person needs an e-mail address to sign in with."),
    ("email", "too_long"): N_("This address is too long."),
    ("email", "taken"): N_("Somebody already has this address."),
    ("team", "unknown"): N_("This team no longer exists. Choose another."),
    ("team", "not_empty"): N_("People are still in this team. Move them first."),
    ("role", "last_admin"): N_("This is the last admin. Make somebody else an admin first."),
    ("person", "last_admin"): N_("This is the last admin. Make somebody else an admin first."),
    ("manager", "unfit"): N_("Only an active manager or admin can lead a team."),
    ("since", "not_led"): N_(
        "On some of these days you did not lead everybody concerned. Choose a later day, "
        "or ask an admin."
    ),
    ("parent", "circle"): N_("A team cannot come under itself or a team below it."),
    ("parent", "unknown"): N_("This team no longer exists. Choose another."),
    # working time and leave
    ("days", "missing"): N_("Choose at least one working day."),
    ("first", "taken"): N_("This is already a holiday."),
    ("first", "held"): N_("This leave is already recorded."),
    ("first", "over"): N_("Only your manager can record days that are over."),
    ("last", "before_first"): N_("This is before the first day."),
    ("last", "too_long"): N_("This is too long. Is the year right?"),
    ("note", "too_long"): N_("This note is too long."),
    ("leave", "ended"): N_("This leave has been declined or withdrawn in the meantime."),
    # goals
    ("target", "zero"): N_("A target must be more than zero."),
    ("target", "absurd"): N_("This target is far out of reach. Is it in the right unit?"),
    ("target", "past_whole"): N_("This metric never goes above 100 %."),
    ("stretch", "past_whole"): N_("This metric never goes above 100 %."),
    ("baseline", "past_whole"): N_("This metric never goes above 100 %."),
    ("target", "held"): N_(
        "There is already a goal with this name for the same period. Change that one."
    ),
    ("target", "repeats"): N_(
        "A repeating goal already sets something else for this period. Change that one."
    ),
    ("stretch", "zero"): N_("A stretch target must be more than zero."),
    ("stretch", "absurd"): N_("This is far out of reach. Is it in the right unit?"),
    ("stretch", "not_beyond"): N_("A stretch target must be beyond the target."),
    ("stretch", "missing"): N_("A stretch goal needs a stretch target."),
    ("baseline", "missing"): N_("Less is better here, so say where it starts."),
    ("baseline", "wrong_side"): N_("The start cannot be past the target."),
    ("baseline", "absurd"): N_("It cannot start there. Is it in the right unit?"),
    ("until", "missing"): N_("Custom dates need a last day."),
    ("until", "before_start"): N_("This is before the goal begins."),
    ("until", "past"): N_("This period is over: nobody can reach a goal in it any more."),
    ("period_kind", "not_a_year"): N_("An annual goal must last a year."),
    ("owner", "unknown"): N_("The person or team this goal is for is no longer there."),
    ("owner", "left"): N_("The person or team this goal is for is no longer there."),
    ("owner", "wrong_kind"): N_("A goal of this kind cannot be for them."),
    ("only", "not_asked"): N_("What this metric counts is not logged with that. Choose another."),
    ("metric", "unknown"): N_("This metric can no longer be chosen."),
    ("parent", "gone"): N_("The goal it should feed no longer exists."),
    ("parent", "feeds_itself"): N_("A goal cannot feed itself, not even through other goals."),
    ("goal", "over"): N_("This goal is over and can no longer change. Set a new one."),
    # kinds
    ("is_on_dock", "full"): N_("The phone has room for five keys. Remove one first."),
}


def why_refused(field: str, reason: str, **told: str) -> str:
    """What to tell somebody whose change of a setting is refused."""
    names = {key: locale.isolate(name) for key, name in told.items()}
    return _(REFUSALS[field, reason], **names)


def refusal(error: BadActivity, speaker: Speaker) -> str:
    """What to tell whoever typed it; it says what would work."""
    late_days = speaker.settings.late_days
    late = locale.count_of(late_days, "day", speaker.writing)
    sentences = {
        "unknown": _("This can no longer be chosen."),
        "wrong_owner": _("This kind of activity is not logged for them."),
        "deactivated": _("They no longer work here, so nothing is logged for them."),
        "future": _("This day has not come yet."),
        "too_late": _("This is more than %(days)s ago. Ask your manager to log it.", days=late)
        if late_days
        else _(
            "Only today can still be logged. If it was today, open the form again; if not, ask "
            "your manager to log it."
        ),
        "not_asked": _("This is not asked for here."),
        "missing": _("This is empty."),
        "negative": _("This cannot be below zero."),
        "void": _(
            "This has been undone or corrected in the meantime, so there is nothing left to "
            "correct."
        ),
        "absurd": _("This number is too large."),
    }
    return sentences[error.reason]
