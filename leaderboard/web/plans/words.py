"""What a plan says in sentences: somebody's past, the work behind a part, and how sure that is."""

from flask_babel import gettext as _
from flask_babel import ngettext

from leaderboard import locale
from leaderboard.rules.periods import DAY, Span
from leaderboard.rules.planning import MIN_CASES, MIN_DAYS, OwnPast, Sureness, WorkStage, sureness
from leaderboard.sentences import Speaker
from leaderboard.standings.planning import Known
from leaderboard.standings.plans import Work

SURE_WORDS = {
    Sureness.ROUGH: lambda: _("a rough guess"),
    Sureness.FAIR: lambda: _("fairly sure"),
    Sureness.SURE: lambda: _("sure"),
}


def past_told(past: OwnPast, known: Known, speaker: Speaker) -> str:
    """€41,000 on 62 working days."""
    days = speaker.number(past.days)
    if past.days < MIN_DAYS:
        return ngettext(
            "New here: %(days)s working day in the history, so planned like the others.",
            "New here: %(days)s working days in the history, so planned like the others.",
            past.days,
            days=days,
        )
    return ngettext(
        "Reached %(value)s on %(days)s working day.",
        "Reached %(value)s on %(days)s working days.",
        past.days,
        value=locale.value_text(past.value, known.metric.unit, speaker.writing),
        days=days,
    )


def work_told(work: Work, known: Known, speaker: Speaker) -> str:
    """€212,000 to go means 21 deals (34 decided), 34 demos and 7 calls a working day."""
    if not work.to_go:
        return ""
    to_go = locale.value_text(work.to_go, known.metric.unit, speaker.writing)
    if not work.stages:
        return _(
            "%(to_go)s to go; the work behind it is not known: fewer than %(cases)s cases.",
            to_go=to_go,
            cases=speaker.number(MIN_CASES),
        )
    told = [stage_told(work, n, speaker) for n in range(len(work.stages))]
    return _("%(to_go)s to go means %(work)s.", to_go=to_go, work=listed(told))


def stage_told(work: Work, n: int, speaker: Speaker) -> str:
    """21 deals (34 decided); the last of several stages by working day."""
    stage, kind_id = work.stages[n], work.kinds[n]
    is_last = n == len(work.stages) - 1 and n > 0
    if is_last and work.each_day is not None:
        return _("%(things)s a working day", things=speaker.counted(work.each_day, kind_id))
    things = speaker.counted(stage.needed, kind_id)
    if n == 0 and work.decided is not None:
        return _(
            "%(won)s (%(decided)s decided)", won=things, decided=speaker.number(work.decided[0])
        )
    return things


def listed(texts: list[str]) -> str:
    if len(texts) < 2:
        return "".join(texts)
    return _("%(some)s and %(last)s", some=_(", ").join(texts[:-1]), last=texts[-1])


def trust_told(work: Work, known: Known, groups: list[int], speaker: Speaker) -> str:
    """Whose past it goes by, how many cases that is, and how sure: by the weakest of its rates."""
    if not work.stages:
        return ""
    place = min(range(len(work.stages)), key=lambda n: work.stages[n].found.rate.cases)
    stage: WorkStage = work.stages[place]
    cases = speaker.counted(stage.found.rate.cases, kind_of_cases(work, place, known))
    sure = SURE_WORDS[sureness(work.stages)]()
    if stage.found.level == 0:
        return _("Measured on %(cases)s of their own: %(sure)s.", cases=cases, sure=sure)
    if groups[stage.found.level] == known.settings.organisation_id:
        return _(
            "Too few of their own; measured on %(cases)s of everybody: %(sure)s.",
            cases=cases,
            sure=sure,
        )
    return _(
        "Too few of their own; measured on %(cases)s of %(team)s: %(sure)s.",
        cases=cases,
        team=speaker.team(groups[stage.found.level]),
        sure=sure,
    )


def kind_of_cases(work: Work, place: int, known: Known) -> int:
    """The kind that a stage's rate was measured on: the result's for the first, else the stage
    before."""
    assert known.line is not None
    return work.kinds[place - 1] if place else known.line.result.kind_id


def days_told(span: Span, speaker: Speaker) -> str:
    """1 Jan to 30 Sep, or a dash for none."""
    if not span.days:
        return locale.DASH
    return _(
        "%(first)s to %(last)s",
        first=locale.date_short(span.start, speaker.writing),
        last=locale.date_short(span.end - DAY, speaker.writing),
    )
