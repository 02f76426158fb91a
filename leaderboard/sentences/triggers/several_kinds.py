"""What a rule for several kinds together says."""

from collections.abc import Iterable

from flask_babel import gettext as _

from leaderboard.rules.condition import Condition
from leaderboard.rules.periods import PeriodKind
from leaderboard.rules.steps import Step
from leaderboard.sentences.measures import period_word
from leaderboard.sentences.speaker import Speaker
from leaderboard.sentences.trigger import Params, RuleOpening, TriggerWords


class SeveralKindsWords(TriggerWords):
    """Each kind with its number, joined by "and"."""

    def openings(self, speaker: Speaker) -> tuple[RuleOpening, ...]:
        example = _("When a rep logs 5 calls and 1 demo in a day")
        return (RuleOpening("several", _("Several kinds together"), example, "list-ordered"),)

    def when(self, condition: Condition, speaker: Speaker) -> str:
        what = counts_of(condition.together, speaker)
        window = period_word(condition.window)
        return _("When a rep logs %(count)s in a %(window)s", count=what, window=window)

    def award(self, params: Params, speaker: Speaker) -> str:
        what = counts_of(params["together"], speaker)
        return {
            PeriodKind.DAY: _("%(what)s in a day", what=what),
            PeriodKind.WEEK: _("%(what)s in a week", what=what),
            PeriodKind.MONTH: _("%(what)s in a month", what=what),
        }[PeriodKind(params["window"])]

    def title(self, step: Step, speaker: Speaker) -> str:
        pairs = zip(step.version.condition.together, step.facts.counts, strict=True)
        left = [(kind_id, count - held) for (kind_id, count), held in pairs if held < count]
        return _("%(what)s to go", what=counts_of(left, speaker))

    def standing(self, step: Step, speaker: Speaker) -> str:
        what = self.progress(step, speaker)
        return {
            PeriodKind.DAY: _("%(what)s today", what=what),
            PeriodKind.WEEK: _("%(what)s this week", what=what),
            PeriodKind.MONTH: _("%(what)s this month", what=what),
        }[step.window.kind]

    def progress(self, step: Step, speaker: Speaker) -> str:
        """5 of 5 calls and 0 of 1 demo."""
        pairs = zip(step.version.condition.together, step.facts.counts, strict=True)
        return joined(
            _(
                "%(done)s of %(total)s",
                done=speaker.number(min(held, count)),
                total=speaker.counted(count, kind_id),
            )
            for (kind_id, count), held in pairs
        )

    def so_far(self, step: Step, speaker: Speaker) -> str:
        return self.standing(step, speaker)

    def counted(self, condition: Condition, speaker: Speaker) -> str:
        return joined(speaker.many(kind_id) for kind_id, _count in condition.together)

    def cap(self, condition: Condition, speaker: Speaker) -> tuple[bool, str]:
        return True, _("Capped: once a %(window)s.", window=period_word(condition.window))


def counts_of(pairs: Iterable[tuple[int, int]], speaker: Speaker) -> str:
    """5 calls and 1 demo."""
    return joined(speaker.counted(count, kind_id) for kind_id, count in pairs)


def joined(texts: Iterable[str]) -> str:
    """Calls, meetings and demos."""
    *some, last = texts
    return _("%(some)s and %(last)s", some=_(", ").join(some), last=last) if some else last


WORDS = SeveralKindsWords()
