"""What a rule for days in a row says."""

from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.rules.condition import Condition
from leaderboard.rules.steps import Step
from leaderboard.sentences.speaker import Speaker
from leaderboard.sentences.trigger import Params, RuleOpening, TriggerWords


class StreakWords(TriggerWords):
    """Everything is counted in working days."""

    def openings(self, speaker: Speaker) -> tuple[RuleOpening, ...]:
        example = _("After 5 working days in a row with demos")
        return (RuleOpening("streak", _("Days in a row"), example, "flame"),)

    def when(self, condition: Condition, speaker: Speaker) -> str:
        days = locale.count_of(condition.target, "working day", speaker.writing)
        kinds = self.counted(condition, speaker)
        if condition.is_repeated:
            return _("For every %(days)s in a row with %(kinds)s", days=days, kinds=kinds)
        return _("After %(days)s in a row with %(kinds)s", days=days, kinds=kinds)

    def award(self, params: Params, speaker: Speaker) -> str:
        days = locale.count_of(int(params["length"]), "working day", speaker.writing)
        return _("%(days)s in a row", days=days)

    def title(self, step: Step, speaker: Speaker) -> str:
        if step.is_for_later:
            days = locale.count_of(step.left, "working day", speaker.writing)
            return _("%(what)s to go", what=days)
        return _("%(what)s today", what=speaker.counted(1, step.terms[0].kind_id))

    def standing(self, step: Step, speaker: Speaker) -> str:
        days = locale.count_of(step.total, "working day", speaker.writing)
        kinds = self.counted(step.version.condition, speaker)
        return _("makes %(days)s in a row with %(kinds)s", days=days, kinds=kinds)

    def progress(self, step: Step, speaker: Speaker) -> str:
        total = locale.count_of(step.total, "working day", speaker.writing)
        return _("%(done)s of %(total)s", done=speaker.number(step.done), total=total)

    def cap(self, condition: Condition, speaker: Speaker) -> tuple[bool, str]:
        if condition.is_repeated:
            return True, _("Capped: at most once each working day.")
        return True, _("Capped: once per streak.")


WORDS = StreakWords()
