"""A rule as one sentence: when it pays, on what conditions, what it gives and how often."""

from datetime import date

from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.rules.condition import Condition, Limits
from leaderboard.rules.model import Version
from leaderboard.rules.periods import DAY
from leaderboard.sentences.measures import either, period_word
from leaderboard.sentences.speaker import Speaker
from leaderboard.sentences.triggers import WORDS


def rule_sentence(version: Version, speaker: Speaker) -> str:
    """When a rep logs 10 calls in a day, give 20 points, at most once a day."""
    when = WORDS[version.trigger.name].when(version.condition, speaker)
    parts = [
        when + condition(version.condition, speaker),
        reward(version, speaker),
        how_often(version.limits, speaker),
        for_whom(version.limits, speaker),
        until_when(version.limits, speaker),
    ]
    # Translators: the whole sentence of a rule, made of its clauses
    return _("%(clauses)s.", clauses=_(", ").join(part for part in parts if part))


def condition(condition: Condition, speaker: Speaker) -> str:
    """What an entry must be like to count; empty if every entry of the kind counts."""
    parts = []
    least, most = (
        locale.money(sum_, speaker.writing)
        for sum_ in (condition.least_amount, condition.most_amount)
    )
    if condition.least_amount and condition.most_amount:
        parts.append(_("worth %(least)s to %(most)s", least=least, most=most))
    elif condition.least_amount:
        parts.append(_("worth %(least)s or more", least=least))
    elif condition.most_amount:
        parts.append(_("worth up to %(most)s", most=most))
    if condition.value_ids:
        names = [locale.isolate(speaker.names.values[v]) for v in sorted(condition.value_ids)]
        values = [_("“%(value)s”", value=name) for name in names]
        parts.append(_("only %(values)s", values=either(values)))
    return _(" (%(conditions)s)", conditions=_(", ").join(parts)) if parts else ""


def reward(version: Version, speaker: Speaker) -> str:
    points = locale.count_of(version.points, "point", speaker.writing)
    if version.badge_id is None:
        return _("give %(points)s", points=points)
    badge = speaker.badge(version.badge_id)
    if not version.points:
        return _("give the badge “%(badge)s”", badge=badge)
    return _("give %(points)s and the badge “%(badge)s”", points=points, badge=badge)


def how_often(limits: Limits, speaker: Speaker) -> str:
    if not limits.most:
        return ""
    window = period_word(limits.per)
    if limits.most == 1:
        return _("at most once a %(window)s", window=window)
    times = speaker.number(limits.most)
    return _("at most %(times)s times a %(window)s", times=times, window=window)


def for_whom(limits: Limits, speaker: Speaker) -> str:
    teams = [speaker.team(team_id) for team_id in sorted(limits.team_ids)]
    return _("only in %(teams)s", teams=either(teams)) if teams else ""


def until_when(limits: Limits, speaker: Speaker) -> str:
    if limits.since and limits.until:
        return _(
            "from %(since)s to %(until)s",
            since=written(limits.since, speaker),
            until=written(limits.until - DAY, speaker),
        )
    if limits.since:
        return _("from %(since)s on", since=written(limits.since, speaker))
    if limits.until:
        return _("until %(until)s", until=written(limits.until - DAY, speaker))
    return ""


def written(day: date, speaker: Speaker) -> str:
    return locale.date_short(day, speaker.writing)
