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
    ("name", "taken"): N_("This name is taken already. Add what tells the two apart."),
    # people and teams
    ("name", "alias"): N_(
        "%(name)s is known by this name as well. Add what tells the two apart, or take it off the "
        "page of %(name)s first."
    ),
    ("email", "no_address"): N_("This is no e-mail address, for example ada@example.com."),
    ("email", "missing"): N_("To get a link, a person needs an e-mail address to sign in with."),
    ("email", "too_long"): N_("This address is too long."),
    ("email", "taken"): N_("Somebody has this address already."),
    ("team", "unknown"): N_("This team is no longer there. Choose another."),
    ("team", "not_empty"): N_("People are still in this team. Move them first."),
    ("role", "last_admin"): N_("This is the last admin. Make somebody else one first."),
    ("person", "last_admin"): N_("This is the last admin. Make somebody else one first."),
    ("manager", "unfit"): N_("Only an active manager or admin can lead a team."),
    ("since", "not_led"): N_(
        "This reaches back to days on which you did not lead everybody it is about. Choose a later "
        "day, or ask an admin."
    ),
    ("parent", "circle"): N_("A team cannot come under itself or a team below it."),
    ("parent", "unknown"): N_("This team is no longer there. Choose another."),
    # working time and leave
    ("days", "missing"): N_("At least one day of the week is worked."),
    ("first", "taken"): N_("This is a holiday already."),
    ("first", "held"): N_("This leave is recorded already."),
    ("first", "over"): N_("Days that are over are for your manager to record."),
    ("last", "before_first"): N_("This is before the first day."),
    ("last", "too_long"): N_("This is too long. Is the year right?"),
    ("note", "too_long"): N_("This note is too long."),
    ("leave", "ended"): N_("This leave was declined or taken back meanwhile."),
    # goals
    ("target", "zero"): N_("A target is more than zero."),
    ("target", "absurd"): N_("This target is out of all reach. Is it in the right unit?"),
    ("target", "held"): N_("There is a goal of this name for the same time. Change that one."),
    ("target", "repeats"): N_(
        "A goal that repeats asks for something else in this period. Change that one."
    ),
    ("stretch", "zero"): N_("A stretch target is more than zero."),
    ("stretch", "absurd"): N_("This is out of all reach. Is it in the right unit?"),
    ("stretch", "not_beyond"): N_("A stretch target lies beyond the target."),
    ("stretch", "missing"): N_("A stretch goal needs a stretch target."),
    ("baseline", "missing"): N_("Less is better here: say from where it is to come down."),
    ("baseline", "wrong_side"): N_(
        "The way leads from here to the target: it cannot start past it."
    ),
    ("baseline", "absurd"): N_("Nothing starts from there. Is it in the right unit?"),
    ("until", "missing"): N_("Own dates need a last day."),
    ("until", "before_start"): N_("This is before the goal begins."),
    ("until", "past"): N_("This period is over: nobody can reach a goal in it any more."),
    ("period_kind", "not_a_year"): N_("The annual goal lasts a year."),
    ("owner", "unknown"): N_("Whoever this goal is for is no longer there."),
    ("owner", "left"): N_("Whoever this goal is for is no longer there."),
    ("owner", "wrong_kind"): N_("A goal of this kind belongs to somebody else."),
    ("metric", "unknown"): N_("This metric can no longer be chosen."),
    ("parent", "gone"): N_("The goal it is to feed is no longer there."),
    ("parent", "feeds_itself"): N_("A goal cannot feed itself, not even by way of others."),
    ("goal", "over"): N_("This goal is over; what it was stays as it is. Set a new one."),
    # kinds
    ("is_on_dock", "full"): N_("The phone has room for five keys. Take one away first."),
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
        "wrong_owner": _("This is not logged for them."),
        "deactivated": _("They no longer work here, so nothing is logged for them."),
        "future": _("This day has not come yet."),
        "too_late": _("This is more than %(days)s ago. Ask your manager to log it.", days=late)
        if late_days
        else _(
            "Only today can still be logged. If it was today, open the form anew; if not, ask your "
            "manager to log it."
        ),
        "not_asked": _("This is not asked here."),
        "missing": _("Something is missing here."),
        "negative": _("This cannot be less than nothing."),
        "void": _("This was undone or corrected meanwhile, so nothing is left to correct."),
        "absurd": _("This number is too large."),
    }
    return sentences[error.reason]
