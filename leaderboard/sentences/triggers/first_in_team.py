"""What a rule for the first of the day says."""

from flask_babel import gettext as _

from leaderboard.rules.condition import Condition
from leaderboard.rules.steps import Step
from leaderboard.sentences.speaker import Speaker
from leaderboard.sentences.trigger import Params, RuleOpening, TriggerWords


class FirstInTeamWords(TriggerWords):
    """One a day in each team."""

    def openings(self, speaker: Speaker) -> tuple[RuleOpening, ...]:
        example = _("For the team’s first demo of the day")
        return (RuleOpening("first", _("First in the team"), example, "sun"),)

    def when(self, condition: Condition, speaker: Speaker) -> str:
        return _("For the team’s first %(kind)s of the day", kind=speaker.one(condition.kind_id))

    def award(self, params: Params, speaker: Speaker) -> str:
        return _(
            "First %(kind)s of the day in %(team)s",
            kind=speaker.one(int(params["kind"])),
            team=speaker.team(int(params["team"])),
        )

    def title(self, step: Step, speaker: Speaker) -> str:
        return _("Be first with a %(kind)s", kind=speaker.one(step.terms[0].kind_id))

    def standing(self, step: Step, speaker: Speaker) -> str:
        team_id = int(step.slot.cause.removeprefix("team:"))
        return _("nobody in %(team)s has one today", team=speaker.team(team_id))

    def cap(self, condition: Condition, speaker: Speaker) -> tuple[bool, str]:
        return True, _("Capped: once a day in each team.")


WORDS = FirstInTeamWords()
