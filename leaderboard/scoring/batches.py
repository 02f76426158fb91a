"""Many activities at once, from a file: all of them or none, and nobody else waits for it."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import func, select

from leaderboard import configuration
from leaderboard.configuration import Configuration
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import Activity, Person
from leaderboard.rules.model import PayingRule
from leaderboard.scoring import locks, totals
from leaderboard.scoring.applying import carry_through
from leaderboard.scoring.checks import BadActivity, check_activity
from leaderboard.scoring.garbage import collected_rarely
from leaderboard.scoring.origins import RowChange, SourceRow, change_of, read_origins, write_voids
from leaderboard.scoring.reports import Bad, RefusedLines, Report
from leaderboard.scoring.rescoring import rescore
from leaderboard.scoring.stage import Stage, decide, open_run, throw_away, unfinished
from leaderboard.scoring.turns import only_import

# How many identities to handle at a time: this bounds memory, and sets how often to report
# progress.
PORTION = 2000
# More subjects than this are recounted all together, not named one by one.
MANY = 5000


def write_batch(
    rows: Iterable[SourceRow | Bad],
    *,
    source: str,
    by_id: int | None,
    at: datetime,
    told: Callable[[int], None] = lambda count: None,
    is_dry: bool = False,
    skips_bad: bool = False,
    file: str = "",
    told_written: Callable[[int, int], None] = lambda count, total: None,
) -> Report:
    """Bring the ledger in line with the rows; the same rows again change nothing.

    Each identity comes at most once, the identities of one external id one after another. What is
    new or changed is checked (`check_activity`); if anything is bad, everything is refused or, with
    `skips_bad`, everything with that external id is left as it was. A dry run counts the same and
    writes nothing. `told` is called with the number of identities just handled, `told_written` with
    the number of rows just written and the total. `file` is for the audit.

    Nobody waits long: rows are staged while they are read, and do not count. Once all have been
    read the import is decided; from then on it is carried through, by the next import or the next
    server start if this process is killed. Raises OthersWriting while another one runs.
    """
    report = Report()
    read = partial(read_rows, rows, report, source=source, at=at, told=told, skips_bad=skips_bad)
    if is_dry:
        read()
        return report
    with only_import(), collected_rarely():
        finish_import()
        open_run(source=source, file=file, by_id=by_id, at=at)
        stage = Stage(configuration.current(), at=at)
        try:
            read(stage=stage)
            decide(report.counts, stage.settings, at=at)
        except BaseException:
            throw_away()
            raise
        carry_through(lambda count: told_written(count, stage.size))
    return report


def finish_import() -> str:
    """Deal with an import that was cut off, while no other runs: carry it through if it was
    decided, else forget it. Returns the file's name if it was carried through."""
    run = unfinished()
    if run is None:
        return ""
    if run.decided_at is None:
        throw_away()
        return ""
    carry_through()
    return str(run.file)


def read_rows(
    rows: Iterable[SourceRow | Bad],
    report: Report,
    *,
    source: str,
    at: datetime,
    told: Callable[[int], None],
    skips_bad: bool,
    stage: Stage | None = None,
) -> None:
    """Check and count the rows, portion by portion, and stage what is new. Raises RefusedLines if
    any is bad and none may be skipped."""
    settings = configuration.current()
    for portion in portions(rows, report):
        changes = checked(portion, report, settings, source=source, at=at)
        count(changes, report)
        if stage is not None:
            stage.add([change for change in changes if change.is_changed])
        told(len(portion))
    if report.bad.count and not skips_bad:
        raise RefusedLines(report.bad)


def portions(rows: Iterable[SourceRow | Bad], report: Report) -> Iterator[list[SourceRow]]:
    """The rows in lots of about this size, those with one external id together."""
    portion: list[SourceRow] = []
    for row in rows:
        if isinstance(row, Bad):
            report.bad.add(row)
            continue
        if len(portion) >= PORTION and row.external_id != portion[-1].external_id:
            yield portion
            portion = []
        portion.append(row)
    if portion:
        yield portion


def checked(
    portion: list[SourceRow], report: Report, settings: Configuration, *, source: str, at: datetime
) -> list[RowChange]:
    """The rows with what is known about them, without those that are refused."""
    known = read_origins(source, {row.external_id for row in portion})
    changes = [
        change_of(row, origin)
        for row in portion
        if (origin := known.get((row.external_id, row.kind_id))) is not None or row.new is not None
    ]
    bad = refused(changes, report, settings, at=at)
    return [change for change in changes if change.row.external_id not in bad] if bad else changes


def refused(
    changes: list[RowChange], report: Report, settings: Configuration, *, at: datetime
) -> set[str]:
    """The external ids whose new content is refused; each is reported once."""
    bad: set[str] = set()
    for change in changes:
        row = change.row
        if row.new is None or not change.is_changed or row.external_id in bad:
            continue
        try:
            check_activity(row.new, settings, at=at, is_late_allowed=True)
        except BadActivity as error:
            bad.add(row.external_id)
            report.bad.add(Bad(row.line, error))
    return bad


def count(changes: list[RowChange], report: Report) -> None:
    """Add to the report what becomes of each identity."""
    for change in changes:
        new, origin = change.row.new, change.origin
        if origin is None:
            report.added += new is not None
        elif not change.is_changed:
            report.kept_void += origin.is_void and new is not None
            report.unchanged += not origin.is_void
        elif new is not None:
            report.corrected += 1
        else:
            report.kept_void += origin.is_void
            report.voided += not origin.is_void


class UnknownRow(ValueError):
    """An external id that no activity came from."""

    def __init__(self, external_id: str) -> None:
        super().__init__(external_id)
        self.external_id = external_id


def void_rows(
    external_ids: Collection[str], *, source: str, by_id: int | None, reason: str, at: datetime
) -> int:
    """Take back by hand what these rows gave; returns how many activities that was.

    They stay void when the file is imported again, until their row changes. What is void stays as
    it is.
    """
    with write_transaction(db.session):
        locks.hold_configuration()
        known = read_origins(source, external_ids)
        for external_id in external_ids:
            if external_id not in {name for name, _ in known}:
                raise UnknownRow(external_id)
        live = [origin for origin in known.values() if not origin.is_void]
        write_voids([(origin.activity_id, reason) for origin in live], by_id=by_id, at=at)
        touched = {origin.subject_id for origin in live}
        settle(touched, configuration.current(), at=at, since=first_day(live))
    return len(live)


def first_day(origins: Collection[Any]) -> date:
    """The first day with an activity from these rows."""
    found = db.session.scalar(
        select(func.min(Activity.occurred_on)).where(
            Activity.id.in_([origin.activity_id for origin in origins])
        )
    )
    return found or date.min


def settle(touched: set[int], settings: Configuration, *, at: datetime, since: date) -> None:
    """Recount those whose entries changed and replay them from the day on, together with those
    whose firsts of the day may be affected."""
    if not touched:
        return
    named = touched if len(touched) <= MANY else None
    totals.recount(settings.almanac, subject_ids=named)
    people = set(db.session.scalars(select(Person.id)))
    if named is not None:
        people &= touched | (beside(touched) if looks_at_any_team(settings.rules) else set())
    rescore(people, at=at, since=since)


def beside(touched: set[int]) -> set[int]:
    """Everybody with an entry, void or not, in a team and on a day shared with one of these."""
    teams = select(Activity.team_id).where(Activity.subject_id.in_(touched)).distinct()
    found = select(Activity.subject_id).where(Activity.team_id.in_(teams)).distinct()
    return set(db.session.scalars(found))


def looks_at_any_team(rules: Iterable[PayingRule]) -> bool:
    return any(v.trigger.looks_at_team for rule in rules for v in rule.versions)
