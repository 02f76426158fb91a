"""People from a file: hired, changed and moved, with their teams, managers and parent teams."""

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from flask_babel import gettext as _
from sqlalchemy import select

from leaderboard import clock
from leaderboard.extensions import db
from leaderboard.imports.cells import read_name
from leaderboard.imports.dates import date_in
from leaderboard.imports.ended import Ended
from leaderboard.imports.entries import PersonEntry, Statements
from leaderboard.imports.files import FileLine, Sheet, open_sheet
from leaderboard.imports.look import Look, MovesPoints
from leaderboard.imports.people_map import PeopleMap
from leaderboard.imports.places import Cell
from leaderboard.imports.problems import BadLine
from leaderboard.imports.register import Register
from leaderboard.imports.words import fold
from leaderboard.models import Organisation, Role
from leaderboard.publishing import Refused as StaffRefused
from leaderboard.scoring import Bad, BadLines, DryRun, RefusedLines, publish
from leaderboard.scoring.moved import PointsMoved

MOST_SIGNS = 60
MOST_EMAIL = 254
# The roles a file may assign. Only an admin makes an admin, on the page.
ROLES = {"": None, "rep": Role.REP, "manager": Role.MANAGER}
COUNTED = ("added", "changed", "moved", "unchanged", "teams_added", "teams_changed")


@dataclass
class PeopleReport:
    """What a file did, counted in people and in teams, whose points it moved, and what ends again
    on a later day."""

    tally: Counter[str] = field(default_factory=Counter)
    bad: BadLines = field(default_factory=BadLines)
    moved: PointsMoved | None = None
    ended: list[Ended] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """Just the numbers, as the audit keeps them."""
        return {**{name: self.tally[name] for name in COUNTED}, "bad": self.bad.count}


def open_people(path: Path, plan: PeopleMap) -> Sheet:
    """The file, with the columns the map names."""
    return open_sheet(path, columns=plan.columns, form=plan.form)


def import_people(
    sheet: Sheet,
    plan: PeopleMap,
    *,
    by_id: int | None,
    at: datetime,
    is_dry: bool = False,
    skips_bad: bool = False,
    is_sure: bool = False,
    told: Callable[[int], None] = lambda read: None,
) -> PeopleReport:
    """Bring people and teams in line with the file; `told` is called with the number of bytes read.

    Raises BadFile, Refused when lines cannot be taken, or, unless one `is_sure`, MovesPoints; then
    nothing is written.
    """
    report = PeopleReport()
    with suppress(DryRun), publish(by_id=by_id, at=at) as publication:
        look = Look(publication, moves_teams=True)
        organisation = db.session.scalars(select(Organisation)).one()
        today = clock.business_date(at, organisation.timezone)
        entries = read_entries(sheet.lines(told), plan, report, zone=organisation.timezone)
        statements = Statements(entries)
        register = Register(publication, today=today, statements=statements, aliases=plan.aliases)
        for entry in entries:
            take(entry, register, report)
        if report.bad.count and not skips_bad:
            raise RefusedLines(report.bad)
        after = {"source": plan.source, "file": sheet.path.name, **report.counts}
        publication.audit("import", "person", organisation.id, after=after)
        report.moved, report.ended = look.moved(), register.ended()
        if is_dry:
            raise DryRun
        if not (is_sure or report.moved.is_none):
            raise MovesPoints(report.moved, report.ended)
    return report


def read_entries(
    lines: Iterable[FileLine | Bad], plan: PeopleMap, report: PeopleReport, *, zone: str
) -> list[PersonEntry]:
    """What the lines say, without repetition and ordered by effective date: a file of deals names
    its people again and again, and the order of its lines means nothing."""
    found: dict[PersonEntry, PersonEntry] = {}
    for line in lines:
        if isinstance(line, Bad):
            report.bad.add(line)
            continue
        try:
            entry = read_entry(line, plan, zone=zone)
        except BadLine as error:
            report.bad.add(line.bad(error))
        else:
            found.setdefault(entry.content, entry)
    return sorted(found.values(), key=lambda entry: entry.since or date.min)


def take(entry: PersonEntry, register: Register, report: PeopleReport) -> None:
    """Put an entry into the register, or note its line as bad."""
    try:
        report.tally += register.take(entry)
    except (BadLine, StaffRefused) as error:
        report.bad.add(Bad(entry.line, error))


def read_entry(line: FileLine, plan: PeopleMap, *, zone: str) -> PersonEntry:
    """What a line says about a person."""

    def said(cell: Cell | None, *, most: int = MOST_SIGNS) -> str:
        return read_name(cell.text(line.cells), most=most) if cell else ""

    return PersonEntry(
        line=line.number,
        name=said(plan.name),
        email=said(plan.email, most=MOST_EMAIL),
        alias=said(plan.alias),
        role=read_role(said(plan.role)),
        team=said(plan.team),
        manager=said(plan.manager),
        parent=said(plan.parent),
        since=date_in(plan.since, line.cells, zone) if plan.since else None,
    )


def read_role(text: str) -> Role | None:
    if fold(text) not in ROLES:
        raise BadLine(
            _("“%(text)s” is not a role that a file can give; use rep or manager.", text=text),
            family="no role",
            word=fold(text),
        )
    return ROLES[fold(text)]
