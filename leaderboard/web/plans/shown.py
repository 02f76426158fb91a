"""A plan as its page shows it: a card for each team with its people, what is known of each, and
whether the numbers add up."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from flask import url_for
from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.models import Goal, Unit
from leaderboard.publishing.goals import target_of
from leaderboard.rules.parts import Balance
from leaderboard.rules.periods import PeriodKind
from leaderboard.rules.planning import Way
from leaderboard.sentences import Speaker
from leaderboard.standings.planning import Known
from leaderboard.standings.plans import Parts, parts_of, work_behind
from leaderboard.standings.progress import pursued_goals, running
from leaderboard.web.goals.few import active_goals, too_many_told
from leaderboard.web.plans.form import PartField, PlanForm, plan_form
from leaderboard.web.plans.words import days_told, past_told, trust_told, work_told

# More people than this do not fit on one page: then only teams are planned.
MOST_PEOPLE = 300


@dataclass(frozen=True)
class PlanCell:
    """One number of a plan: a field to fill in, or a goal that is set already."""

    field: PartField | None
    label: str = ""
    held_text: str = ""
    held_url: str = ""


@dataclass(frozen=True)
class PlanRow:
    """One person: their part, their weekly work, and what both go by."""

    name: str
    past: str
    work: str
    trust: str
    crowding: str
    cells: tuple[PlanCell, ...]


@dataclass(frozen=True)
class PlanGroup:
    """One team with its people, or those in no team; `sum_text` says what its people add up to."""

    name: str
    mark: int | None
    cell: PlanCell | None
    rows: tuple[PlanRow, ...]
    sum_text: str = ""


@dataclass(frozen=True)
class PlanPage:
    facts: list[tuple[str, str]]
    groups: tuple[PlanGroup, ...]
    sum_text: str
    # Why people are not on the page.
    note: str


@dataclass(frozen=True)
class GoalPlan:
    """A plan being made: what is known, what is proposed, and the form with its numbers."""

    known: Known
    parts: Parts
    speaker: Speaker
    # What each person has already.
    active: Mapping[int, list[Goal]]
    # The weekly goals that people have on the steps already, by person and kind.
    weekly: Mapping[tuple[int, int], Goal]
    form: PlanForm = field(repr=False)

    @classmethod
    def of(cls, known: Known, way: Way, speaker: Speaker, *, may: Collection[int]) -> "GoalPlan":
        """The plan with its proposal filled in, unless a form was sent."""
        unit = int(10 ** locale.exponent(speaker.writing.currency)) if is_money(known) else 1
        parts, weekly = parts_of(known, way, unit), weekly_goals(known)
        is_person = known.shares.people == [known.item.row.owner_id]
        people = known.shares.people if fits(known) else []
        owners = [] if is_person else [*known.shares.teams, *people]
        targets = {
            owner: known.metric for owner in owners if owner not in parts.held and owner in may
        }
        work = {
            (person_id, kind_id): metric
            for person_id in people
            if person_id in may
            for kind_id, metric in known.steps
            if metric is not None and (person_id, kind_id) not in weekly
        }
        labels = {
            kind_id: step_label(kind_id, PeriodKind.WEEK, speaker) for _person_id, kind_id in work
        }
        active = active_goals(people, day=known.item.day, settings=known.settings)
        plan = cls(known, parts, speaker, active, weekly, plan_form(targets, work, labels))
        if not plan.form.is_submitted():
            plan.propose()
        return plan

    def propose(self) -> None:
        for owner_id, target in self.parts.proposed.items():
            part = self.form.target(owner_id)
            if part is not None:
                part.propose(target)
        for person_id in self.planned:
            self.propose_work(person_id, self.part_of(person_id))

    def propose_work(self, person_id: int, target: int) -> None:
        for kind_id, wanted in work_behind(person_id, target, self.known).weekly.items():
            cell = self.form.work(person_id, kind_id)
            if cell is not None:
                cell.propose(wanted)

    def part_of(self, owner_id: int) -> int:
        """The owner's part in each period: as typed, as proposed, or as it is set already."""
        if self.is_for_person:
            return self.known.target
        part = self.form.target(owner_id)
        if part is None:
            held = self.parts.held.get(owner_id)
            return held.asked if held else 0
        return part.value or 0

    @property
    def planned(self) -> list[int]:
        """The people whose numbers are on the page."""
        return self.known.shares.people if fits(self.known) else []

    @property
    def is_for_person(self) -> bool:
        return self.known.shares.people == [self.known.item.row.owner_id]

    def work_out(self) -> None:
        """Work out the weekly numbers again from the parts as typed. A number that somebody typed
        over its proposal stays."""
        for person_id in self.planned:
            proposed = work_behind(person_id, self.parts.of(person_id), self.known).weekly
            wanted = work_behind(person_id, self.part_of(person_id), self.known).weekly
            for kind_id in proposed.keys() | wanted.keys():
                cell = self.form.work(person_id, kind_id)
                if cell is not None and cell.value in (None, proposed.get(kind_id)):
                    cell.propose(wanted.get(kind_id))

    def page(self) -> PlanPage:
        people_of = self.known.shares.people_of
        groups = tuple(self.group(team_id, people_of[team_id]) for team_id in people_of)
        own = [*self.known.shares.teams, *people_of.get(0, ())]
        total = sum(self.part_of(owner_id) for owner_id in own)
        text = "" if self.is_for_person else self.summed(total, self.parts.asked)
        return PlanPage(
            self.facts(), groups, text, "" if fits(self.known) else people_left_out_told()
        )

    def group(self, team_id: int, people: Sequence[int]) -> PlanGroup:
        team = self.known.settings.teams().get(team_id)
        people = people if fits(self.known) else []
        rows = tuple(self.row(person_id) for person_id in people)
        if team is None:
            return PlanGroup(self.name_of_rest(), None, None, rows)
        asked, total = self.part_of(team_id), sum(self.part_of(p) for p in people)
        cell = self.cell(team_id)
        text = self.summed(total, asked) if people else ""
        return PlanGroup(team.name, team.mark, cell, rows, text)

    def name_of_rest(self) -> str:
        """What those in no team below are called: the team's own people, or those without one."""
        if self.is_for_person:
            return ""
        team = self.known.settings.teams().get(self.known.item.row.owner_id)
        return team.name if team else _("In no team")

    def row(self, person_id: int) -> PlanRow:
        known, speaker = self.known, self.speaker
        work = work_behind(person_id, self.part_of(person_id), known)
        cells = [] if self.is_for_person else [self.cell(person_id)]
        cells += [self.work_cell(person_id, k) for k, m in known.steps if m is not None]
        return PlanRow(
            known.settings.people()[person_id].name,
            past_told(known.past(person_id), known, speaker),
            work_told(work, known, speaker),
            trust_told(work, known, known.groups_of(person_id), speaker),
            self.crowding(person_id),
            tuple(cells),
        )

    def crowding(self, person_id: int) -> str:
        """Whether all of it is more than the person should have at a time."""
        fields = [self.form.work(person_id, kind_id) for kind_id, _metric in self.known.steps]
        more = sum(bool(f and f.value) for f in (*fields, self.form.target(person_id)))
        goals = self.active.get(person_id, ())
        return too_many_told(goals, more, self.known.settings) if more else ""

    def cell(self, owner_id: int) -> PlanCell:
        held = self.parts.held.get(owner_id)
        if held is None:
            return PlanCell(self.form.target(owner_id))
        url = url_for("goals.show", goal_id=held.goals[0].id)
        return PlanCell(None, _("Target"), self.value(held.asked), url)

    def work_cell(self, person_id: int, kind_id: int) -> PlanCell:
        goal = self.weekly.get((person_id, kind_id))
        if goal is None:
            return PlanCell(self.form.work(person_id, kind_id))
        target = target_of(goal, self.known.item.day).target
        text = self.speaker.number(target)
        url = url_for("goals.show", goal_id=goal.id)
        return PlanCell(None, step_label(kind_id, goal.period_kind, self.speaker), text, url)

    def summed(self, parts: int, whole: int) -> str:
        """What the numbers add up to, and what is missing or over."""
        found = Balance(parts, whole)
        told = {"parts": self.value(parts), "whole": self.value(whole)}
        if found.surplus < 0:
            gap = self.value(-found.surplus)
            return _("Adds up to %(parts)s of %(whole)s: %(gap)s short.", gap=gap, **told)
        if found.surplus > 0:
            over = self.value(found.surplus)
            return _("Adds up to %(parts)s: %(over)s more than %(whole)s.", over=over, **told)
        return _("Adds up to %(whole)s.", **told)

    def value(self, value: int) -> str:
        return locale.value_text(value, self.known.metric.unit, self.speaker.writing)

    def facts(self) -> list[tuple[str, str]]:
        known = self.known
        count = len(known.ahead.parts)
        found = [
            (_("Target"), self.value(known.target)),
            (_("Came in already"), self.value(known.came_in) if known.came_in else ""),
            (
                _("In each of %(count)s periods", count=self.speaker.number(count)),
                self.value(self.parts.asked) if count > 1 else "",
            ),
            (_("History"), days_told(known.history, self.speaker)),
            (
                _("Working days left"),
                self.speaker.number(known.days_left(known.item.row.owner_id)),
            ),
        ]
        return [(word, text) for word, text in found if text]


def fits(known: Known) -> bool:
    """Whether everybody with a share fits on one page."""
    return not known.shares.teams or len(known.shares.people) <= MOST_PEOPLE


def people_left_out_told() -> str:
    return _("Too many people for one page: share it among the teams here, then plan each team.")


def is_money(known: Known) -> bool:
    return known.metric.unit == Unit.MONEY


def step_label(kind_id: int, period_kind: str | None, speaker: Speaker) -> str:
    """Calls a week; for another period, or dates of its own, only what is counted."""
    many = speaker.many(kind_id)
    things = many[:1].upper() + many[1:]
    if period_kind != PeriodKind.WEEK:
        return things
    return _("%(things)s a week", things=things)


def weekly_goals(known: Known) -> dict[tuple[int, int], Goal]:
    """The running goals of these people on the steps, by person and kind."""
    kind_of = {metric.id: kind_id for kind_id, metric in known.steps if metric is not None}
    if not kind_of:
        return {}
    found = running(pursued_goals(known.shares.people), day=known.item.day)
    return {
        (item.row.owner_id, kind_of[item.row.metric_id]): item.row
        for item in found
        if item.row.metric_id in kind_of
    }
