"""Why a rule paid nothing for an entry, and what comes next."""

from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.rules.periods import DAY
from leaderboard.rules.reasons import WhyNot
from leaderboard.sentences.rules import how_often
from leaderboard.sentences.speaker import Speaker
from leaderboard.sentences.steps import step_words
from leaderboard.sentences.triggers import WORDS
from leaderboard.standings.explanations import Unpaid


def why_not_words(unpaid: Unpaid, speaker: Speaker) -> str:
    """One sentence on why this rule gave nothing."""
    return SENTENCES[unpaid.why](unpaid, speaker)


def next_words(unpaid: Unpaid, speaker: Speaker) -> str:
    """What this rule can still give: 3 calls to go, +20; empty if nothing."""
    if unpaid.why is not WhyNot.NOT_YET or unpaid.step is None or unpaid.is_over:
        return ""
    words = step_words(unpaid.step, speaker)
    return _(", ").join(text for text in (words.title, words.reward, words.badge) if text)


def not_then(unpaid: Unpaid, speaker: Speaker) -> str:
    limits = unpaid.version.limits
    if limits.since and limits.until:
        return _(
            "It runs from %(since)s to %(until)s.",
            since=locale.date_short(limits.since, speaker.writing),
            until=locale.date_short(limits.until - DAY, speaker.writing),
        )
    if limits.since:
        return _("It begins on %(day)s.", day=locale.date_short(limits.since, speaker.writing))
    if limits.until:
        last = limits.until - DAY
        return _("It ended on %(day)s.", day=locale.date_short(last, speaker.writing))
    return _("It did not run that day.")


def other_team(unpaid: Unpaid, speaker: Speaker) -> str:
    teams = [speaker.team(team_id) for team_id in sorted(unpaid.version.limits.team_ids)]
    return _("It is for %(teams)s.", teams=_(", ").join(teams))


def too_small(unpaid: Unpaid, speaker: Speaker) -> str:
    condition = unpaid.version.condition
    least = condition.least_amount or condition.per_amount
    return _("It counts from %(amount)s on.", amount=locale.money(least, speaker.writing))


def too_large(unpaid: Unpaid, speaker: Speaker) -> str:
    most = unpaid.version.condition.most_amount
    return _("It counts up to %(amount)s.", amount=locale.money(most, speaker.writing))


def other_value(unpaid: Unpaid, speaker: Speaker) -> str:
    values = [speaker.names.values[v] for v in sorted(unpaid.version.condition.value_ids)]
    return _("It counts only %(values)s.", values=_(", ").join(values))


def day_off(unpaid: Unpaid, speaker: Speaker) -> str:
    return _("A day off neither lengthens nor breaks a streak.")


def used_up(unpaid: Unpaid, speaker: Speaker) -> str:
    return _("It pays %(limit)s.", limit=how_often(unpaid.version.limits, speaker))


def not_yet(unpaid: Unpaid, speaker: Speaker) -> str:
    if unpaid.step is None:
        return had_already(unpaid, speaker)
    words = WORDS[unpaid.step.trigger]
    told = words.progress if unpaid.is_over else words.so_far
    standing = told(unpaid.step, speaker)
    return _("Not there yet, %(standing)s.", standing=standing)


def not_first(unpaid: Unpaid, speaker: Speaker) -> str:
    return _("Somebody in the team was first that day.")


def no_best_yet(unpaid: Unpaid, speaker: Speaker) -> str:
    return _("There was no personal best to beat, or it had been beaten already.")


def had_already(unpaid: Unpaid, speaker: Speaker) -> str:
    return _("Another entry had already earned this.")


def taken_back(unpaid: Unpaid, speaker: Speaker) -> str:
    return _("It was paid and taken back.")


def before(unpaid: Unpaid, speaker: Speaker) -> str:
    return _("It was reached at a time when the rule did not pay for it.")


def no_milestone(unpaid: Unpaid, speaker: Speaker) -> str:
    return _("The target is not among this goal’s milestones.")


def not_counted(unpaid: Unpaid, speaker: Speaker) -> str:
    return _("Only goals that count or sum up what was logged pay points.")


SENTENCES = {
    WhyNot.NOT_THEN: not_then,
    WhyNot.OTHER_TEAM: other_team,
    WhyNot.TOO_SMALL: too_small,
    WhyNot.TOO_LARGE: too_large,
    WhyNot.OTHER_VALUE: other_value,
    WhyNot.DAY_OFF: day_off,
    WhyNot.USED_UP: used_up,
    WhyNot.NOT_YET: not_yet,
    WhyNot.NOT_FIRST: not_first,
    WhyNot.NO_BEST_YET: no_best_yet,
    WhyNot.HAD_ALREADY: had_already,
    WhyNot.TAKEN_BACK: taken_back,
    WhyNot.BEFORE: before,
    WhyNot.NO_MILESTONE: no_milestone,
    WhyNot.NOT_COUNTED: not_counted,
}
