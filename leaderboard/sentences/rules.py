"""A rule as one sentence: when it pays, on what conditions, what it gives and how often."""

from collections.abc import Callable
from datetime import date

from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.rules.metrics import Measure
from leaderboard.rules.model import Limits, Settings, Trigger, Version
from leaderboard.rules.periods import DAY, PeriodKind
from leaderboard.sentences.speaker import Speaker


def rule_sentence(version: Version, speaker: Speaker) -> str:
    """When a rep logs 10 calls in a day, give 20 points, at most once a day."""
    when = WHENS[version.trigger](version.settings, speaker)
    parts = [
        when + condition(version.settings, speaker),
        reward(version, speaker),
        how_often(version.limits, speaker),
        for_whom(version.limits, speaker),
        until_when(version.limits, speaker),
    ]
    # Translators: the whole sentence of a rule, made of its clauses
    return _("%(clauses)s.", clauses=_(", ").join(part for part in parts if part))


def per_activity(settings: Settings, speaker: Speaker) -> str:
    one = speaker.one(settings.kind_id)
    if settings.per_amount:
        part = locale.money(settings.per_amount, speaker.writing)
        return _("For every %(amount)s of a %(kind)s", amount=part, kind=one)
    return _("For each %(kind)s", kind=one)


def reach(settings: Settings, speaker: Speaker) -> str:
    target = speaker.measured(settings.target, settings.measure, settings.kind_id)
    kinds = speaker.names.kinds[settings.kind_id].plural
    window = period_word(settings.window)
    if settings.measure is Measure.ENTRIES:
        if settings.is_repeated:
            return _("For every %(count)s in a %(window)s", count=target, window=window)
        return _("When a rep logs %(count)s in a %(window)s", count=target, window=window)
    values = {
        "measure": measure_word(settings.measure),
        "kinds": kinds,
        "target": target,
        "window": window,
    }
    if settings.is_repeated:
        return _(
            "For every %(target)s that the %(measure)s of %(kinds)s reaches in a %(window)s",
            **values,
        )
    return _(
        "When the %(measure)s of a rep’s %(kinds)s reaches %(target)s in a %(window)s", **values
    )


def goal_milestone(settings: Settings, speaker: Speaker) -> str:
    shares = [locale.percent(mark / 1000, speaker.writing) for mark in settings.milestones]
    if settings.pays_stretch:
        shares.append(_("the stretch target"))
    return _("When a rep reaches %(steps)s of an own goal", steps=either(shares))


def streak(settings: Settings, speaker: Speaker) -> str:
    days = locale.count_of(settings.target, "working day", speaker.writing)
    kinds = speaker.names.kinds[settings.kind_id].plural
    if settings.is_repeated:
        return _("For every %(days)s in a row with %(kinds)s", days=days, kinds=kinds)
    return _("After %(days)s in a row with %(kinds)s", days=days, kinds=kinds)


def first_in_team(settings: Settings, speaker: Speaker) -> str:
    return _("For the team’s first %(kind)s of the day", kind=speaker.one(settings.kind_id))


def personal_best(settings: Settings, speaker: Speaker) -> str:
    values = {
        "window": period_word(settings.window),
        "kinds": speaker.names.kinds[settings.kind_id].plural,
        "measure": measure_word(settings.measure),
    }
    if settings.measure is Measure.ENTRIES:
        text = _("When a rep passes their own best %(window)s in %(kinds)s", **values)
    else:
        text = _(
            "When a rep passes their own best %(window)s in %(measure)s of %(kinds)s", **values
        )
    if settings.target > 1:
        least = speaker.measured(settings.target, settings.measure, settings.kind_id)
        text += _(", from %(least)s on", least=least)
    return text


WHENS: dict[Trigger, Callable[[Settings, Speaker], str]] = {
    Trigger.PER_ACTIVITY: per_activity,
    Trigger.REACH: reach,
    Trigger.GOAL_MILESTONE: goal_milestone,
    Trigger.STREAK: streak,
    Trigger.FIRST_IN_TEAM: first_in_team,
    Trigger.PERSONAL_BEST: personal_best,
}


def condition(settings: Settings, speaker: Speaker) -> str:
    """What an entry must be like to count; nothing when every one of the kind counts."""
    parts = []
    least, most = (
        locale.money(sum_, speaker.writing)
        for sum_ in (settings.least_amount, settings.most_amount)
    )
    if settings.least_amount and settings.most_amount:
        parts.append(_("worth %(least)s to %(most)s", least=least, most=most))
    elif settings.least_amount:
        parts.append(_("worth %(least)s or more", least=least))
    elif settings.most_amount:
        parts.append(_("worth up to %(most)s", most=most))
    if settings.value_ids:
        values = [locale.isolate(speaker.names.values[v]) for v in sorted(settings.value_ids)]
        parts.append(_("with %(values)s", values=either(values)))
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


def either(texts: list[str]) -> str:
    """25 %, 50 % or 100 %."""
    if len(texts) < 2:
        return "".join(texts)
    return _("%(some)s or %(last)s", some=_(", ").join(texts[:-1]), last=texts[-1])


def period_word(kind: PeriodKind) -> str:
    return {
        PeriodKind.DAY: _("day"),
        PeriodKind.WEEK: _("week"),
        PeriodKind.MONTH: _("month"),
        PeriodKind.QUARTER: _("quarter"),
        PeriodKind.YEAR: _("year"),
    }[kind]


def measure_word(measure: Measure) -> str:
    """What is summed, within a sentence: the amount of a rep's deals."""
    return {
        Measure.ENTRIES: _("number"),
        Measure.QUANTITY: _("quantity"),
        Measure.AMOUNT: _("amount"),
        Measure.PROFIT: _("profit"),
        Measure.MINUTES: _("minutes"),
        Measure.DAYS: _("days"),
        Measure.TIMED: _("number with known days"),
        Measure.COSTED: _("amount with known profit"),
    }[measure]
