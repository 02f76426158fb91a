"""Targets from a file: one goal for each owner, metric and period."""

from collections.abc import Mapping
from pathlib import Path
from typing import Unpack

from flask_babel import gettext as _

from leaderboard import clock, configuration, locale
from leaderboard.configuration import MetricFacts
from leaderboard.imports import matching
from leaderboard.imports.amounts import COMMA_TO_POINT
from leaderboard.imports.cells import read_name
from leaderboard.imports.files import FileLine, Sheet, open_sheet
from leaderboard.imports.goals_map import GoalsMap
from leaderboard.imports.matching import NameIndex
from leaderboard.imports.period_cells import read_period
from leaderboard.imports.places import Cell
from leaderboard.imports.problems import BadLine, figure
from leaderboard.imports.settings import How, LineTally, SettingFile, take_lines
from leaderboard.imports.words import fold
from leaderboard.locale import Writing
from leaderboard.models import GoalKind
from leaderboard.publishing import Refused
from leaderboard.publishing.goals import (
    NewGoal,
    NewTarget,
    RecordOutcome,
    kind_for_person,
    record_goal,
)
from leaderboard.publishing.goals.values import read_value
from leaderboard.rules.periods import Period, PeriodKind, period_of
from leaderboard.scoring import Publication
from leaderboard.sentences.refusals import why_refused

COUNTED = ("added", "changed", "unchanged", "for_record")
MOST_NAME = 80


def open_goals(path: Path, plan: GoalsMap) -> Sheet:
    """The file, with the columns the map names."""
    return open_sheet(path, columns=plan.columns, form=plan.form)


def import_goals(sheet: Sheet, plan: GoalsMap, **how: Unpack[How]) -> LineTally:
    """Bring the goals in line with the file; the same file again changes nothing."""
    file = SettingFile(
        lambda publication: GoalTaker(publication, plan).take,
        COUNTED,
        noun="targets",
        source=plan.source,
    )
    return take_lines(sheet, file, **how)


class GoalTaker:
    """Takes lines using a map and this installation's names."""

    def __init__(self, publication: Publication, plan: GoalsMap) -> None:
        self.publication, self.plan = publication, plan
        self.settings = configuration.current()
        self.today = clock.business_date(publication.at, self.settings.zone)
        self.people = matching.people(plan.match, plan.aliases)
        self.teams = matching.teams()
        self.metrics = metric_names(self.settings.metrics())
        # The line that gave each goal first, and what it said.
        self.seen: dict[tuple[int, int, Period], tuple[int, NewGoal]] = {}

    def take(self, line: FileLine) -> str:
        """Set or change a line's goal; returns what was done."""
        new, period = self.goal(line)
        key = (new.owner_id, new.metric_id, period)
        first, said = self.seen.get(key, (line.number, new))
        if said != new:
            raise BadLine(
                _("Line %(line)s says something else about this goal.", line=figure(first)),
                family="twice",
            )
        if first != line.number:
            return "unchanged"
        outcome = self.record(new)
        self.seen[key] = first, said
        is_over = outcome is RecordOutcome.ADDED and period.end <= self.today
        return "for_record" if is_over else outcome.value

    def record(self, new: NewGoal) -> RecordOutcome:
        try:
            return record_goal(self.publication, new)
        except Refused as error:
            if (error.field, error.reason) != ("baseline", "missing") or self.plan.baseline:
                raise
            key = _("Name its column in the map: %(key)s", key='baseline = "..."')
            raise BadLine(f"{why_refused(error.field, error.reason)} {key}") from error

    def goal(self, line: FileLine) -> tuple[NewGoal, Period]:
        """The goal on a line, and its period."""
        metric = self.settings.metrics()[self.metrics.find(self.plan.metric.text(line.cells))]
        period = read_period(self.period_text(line.cells), self.settings.almanac)
        owner_id, kind = self.owner(line.cells, period, metric)
        has_kind = period == period_of(period.kind, period.start, self.settings.almanac)
        target = self.value(self.plan.target, metric, line.cells)
        if target is None:
            raise BadLine(_("The target is missing."))
        name = read_name(self.plan.name.text(line.cells), most=MOST_NAME) if self.plan.name else ""
        new = NewGoal(
            kind=kind,
            name=name,
            metric_id=metric.id,
            owner_id=owner_id,
            target=NewTarget(target, self.value(self.plan.stretch, metric, line.cells)),
            # A period of the other calendar becomes a span of dates here.
            period_kind=period.kind if has_kind else None,
            since=period.start,
            until=period.end,
            repeats=False,
            baseline=self.value(self.plan.baseline, metric, line.cells),
        )
        return new, period

    def period_text(self, cells: Mapping[str, str]) -> str:
        year = f" {self.plan.year.text(cells)}" if self.plan.year else ""
        return self.plan.period.text(cells) + year

    def owner(
        self, cells: Mapping[str, str], period: Period, metric: MetricFacts
    ) -> tuple[int, GoalKind]:
        """The goal's owner, and the kind of goal that makes it."""
        for cell, names, kind in (
            (self.plan.person, self.people, kind_for_person(metric, self.settings)),
            (self.plan.team, self.teams, GoalKind.TEAM),
        ):
            if cell is not None and (text := cell.text(cells)):
                return names.find(text), kind
        if not self.plan.is_for_company:
            raise BadLine(_("The line names nobody."))
        is_annual = period.kind is PeriodKind.YEAR and period == period_of(
            PeriodKind.YEAR, period.start, self.settings.almanac
        )
        return self.settings.organisation_id, GoalKind.ANNUAL if is_annual else GoalKind.TEAM

    def value(self, cell: Cell | None, metric: MetricFacts, cells: Mapping[str, str]) -> int | None:
        """A value as typed, in the metric's unit; None when there is none."""
        text = cell.text(cells) if cell else ""
        if not text:
            return None
        writing = locale.current_writing()
        try:
            return pointed_value(text, metric, writing, has_comma=self.plan.has_comma)
        except locale.BadNumber as error:
            why = locale.why(error, writing)
            sentence = _("“%(text)s”: %(why)s", text=text[:40], why=why)
            key = other_mark(text, metric, writing, has_comma=self.plan.has_comma)
            if key:
                sentence += " " + _("To read it, set this in the map: %(key)s", key=key)
            raise BadLine(sentence, family=f"value: {error.reason} {key}") from error


def pointed_value(text: str, metric: MetricFacts, writing: Writing, *, has_comma: bool) -> int:
    """The value of a text with this decimal mark."""
    return read_value(text.translate(COMMA_TO_POINT) if has_comma else text, metric, writing)


def other_mark(text: str, metric: MetricFacts, writing: Writing, *, has_comma: bool) -> str:
    """The map's key for the other decimal mark, if the text can be read with it."""
    try:
        pointed_value(text, metric, writing, has_comma=not has_comma)
    except locale.BadNumber:
        return ""
    return f'decimal = "{"." if has_comma else ","}"'


def metric_names(metrics: Mapping[int, MetricFacts]) -> NameIndex:
    """The metrics to choose from, by slug or name."""
    ids = {
        fold(key): metric.id
        for metric in metrics.values()
        if not metric.is_retired
        for key in (metric.name, metric.slug)
    }
    slugs = ", ".join(sorted(metric.slug for metric in metrics.values() if not metric.is_retired))
    return NameIndex(ids, lambda name: no_metric(name, slugs))


def no_metric(name: str, slugs: str) -> BadLine:
    return BadLine(
        _("There is no metric “%(name)s”.", name=name),
        family="metric",
        word=name,
        advice=_("The metrics are: %(slugs)s", slugs=slugs),
    )
