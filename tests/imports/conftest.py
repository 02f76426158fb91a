"""A desk for imports: maps and files as text, read into the ledger of the cast."""

import tomllib
from operator import attrgetter

import pytest

from leaderboard import scoring
from leaderboard.imports.activities import import_activities, open_activities
from leaderboard.imports.activity_map import read_activity_map
from leaderboard.imports.goals import import_goals, open_goals
from leaderboard.imports.goals_map import read_goals_map
from leaderboard.imports.leave import import_leave, open_leave
from leaderboard.imports.leave_map import read_leave_map
from leaderboard.imports.maps import read_document
from leaderboard.imports.people import import_people, open_people
from leaderboard.imports.people_map import read_people_map
from leaderboard.imports.problems import why
from tests.imports.desk import AT, sheet_text


class Desk:
    """Imports what tests write; returns the counts that are not zero."""

    def __init__(self, folder):
        self.path = folder / "file.csv"

    def activities(self, plan, *lines, **options):
        return self._read(
            plan, lines, read_activity_map, open_activities, import_activities, options
        )

    def people(self, plan, *lines, **options):
        return self._set(plan, lines, read_people_map, open_people, import_people, options)

    def goals(self, plan, *lines, **options):
        return self._set(plan, lines, read_goals_map, open_goals, import_goals, options)

    def leave(self, plan, *lines, **options):
        return self._set(plan, lines, read_leave_map, open_leave, import_leave, options)

    def _set(self, *given):
        """A file of settings, by somebody who has seen what it does to points."""
        *given, options = given
        return self._read(*given, {"is_sure": True, **options})

    def _read(self, plan, lines, read_plan, open_file, run, options):
        content = sheet_text(lines)
        self.path.write_bytes(content)
        read = read_document(tomllib.loads(plan), read_plan)
        sheet = open_file(self.path, read)
        report = run(sheet, read, **{"by_id": None, "at": AT, **options})
        self.bad = said(report.bad)
        self.moved = getattr(report, "moved", None)
        self.ended = getattr(report, "ended", [])
        return {name: count for name, count in report.counts.items() if count}

    def refused(self, plan, *lines, of="activities", **options):
        """Why nothing was taken: one sentence per bad line, after its number."""
        with pytest.raises(scoring.RefusedLines) as error:
            getattr(self, of)(plan, *lines, **options)
        return said(error.value.bad)


def said(bad):
    """The sentence for each bad line that is named, in order."""
    named = sorted(bad.first, key=attrgetter("line"))
    return [f"{item.line}: {why(item.error)}" for item in named]


@pytest.fixture
def desk(session, cast, tmp_path):
    return Desk(tmp_path)
