"""Leave from a file: who is away, from when to when."""

from datetime import date
from pathlib import Path
from typing import Unpack

from flask_babel import gettext as _

from leaderboard import configuration
from leaderboard.imports import matching
from leaderboard.imports.cells import read_name
from leaderboard.imports.dates import date_in
from leaderboard.imports.files import FileLine, Sheet, open_sheet
from leaderboard.imports.leave_map import LeaveMap
from leaderboard.imports.problems import BadLine
from leaderboard.imports.settings import How, LineTally, SettingFile, take_lines
from leaderboard.publishing.leave import LONGEST_NOTE, absences_of, accept_leave, record_leave
from leaderboard.scoring import Publication

COUNTED = ("added", "accepted", "unchanged")


def open_leave(path: Path, plan: LeaveMap) -> Sheet:
    """The file, with the columns the map names."""
    return open_sheet(path, columns=plan.columns, form=plan.form)


def import_leave(sheet: Sheet, plan: LeaveMap, **how: Unpack[How]) -> LineTally:
    """Record the leave in the file; the same file again changes nothing. Leave no longer in the
    file stays: it is taken back on the person's page."""
    file = SettingFile(
        lambda publication: LeaveTaker(publication, plan).take,
        COUNTED,
        noun="leave",
        source=plan.source,
    )
    return take_lines(sheet, file, **how)


class LeaveTaker:
    """Takes lines using a map and this installation's names."""

    def __init__(self, publication: Publication, plan: LeaveMap) -> None:
        self.publication, self.plan = publication, plan
        self.zone = configuration.current().zone
        self.people = matching.people(plan.match, plan.aliases)

    def take(self, line: FileLine) -> str:
        """Record a line's leave, or accept what the person asked for; returns what was done."""
        person_id = self.people.find(self.plan.person.text(line.cells))
        first, last = self.span(line)
        note = self.plan.note.text(line.cells) if self.plan.note else ""
        for held in absences_of(person_id):
            if held.accepted_at is not None and held.first <= first and last <= held.last:
                return "unchanged"
            if held.accepted_at is None and (held.first, held.last) == (first, last):
                accept_leave(self.publication, absence_id=held.id)
                return "accepted"
        record_leave(
            self.publication,
            person_id=person_id,
            first=first,
            last=last,
            note=read_name(note, most=LONGEST_NOTE),
        )
        return "added"

    def span(self, line: FileLine) -> tuple[date, date]:
        """The first and the last day; a single day if the file has no last one."""
        first = date_in(self.plan.first, line.cells, self.zone)
        if first is None:
            raise BadLine(_("The first day is missing."))
        last = date_in(self.plan.last, line.cells, self.zone) if self.plan.last else None
        if last is not None and last < first:
            raise BadLine(_("The last day is before the first."))
        return first, last or first
