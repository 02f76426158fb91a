"""Files of settings: goals, leave, holidays. One publication, with each line taken whole or not at
all."""

from collections import Counter
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Required, TypedDict

from leaderboard import configuration
from leaderboard.imports.files import FileLine, Sheet
from leaderboard.imports.look import Look, MovesPoints
from leaderboard.imports.problems import BadLine
from leaderboard.publishing import Refused as NotSet
from leaderboard.scoring import Bad, BadLines, DryRun, Publication, RefusedLines, publish
from leaderboard.scoring.moved import PointsMoved
from leaderboard.sentences.refusals import why_refused

# What a line can come to, named like the counts.
Take = Callable[[FileLine], str]


class How(TypedDict, total=False):
    """How to take a file: who asks and when, `is_sure` that points already paid may move; `told` is
    called with the number of bytes read."""

    by_id: Required[int | None]
    at: Required[datetime]
    is_dry: bool
    skips_bad: bool
    is_sure: bool
    told: Callable[[int], None]


@dataclass(frozen=True)
class SettingFile:
    """What the lines of a file set: the counts they come to, the audit's noun, and the file's
    source. `begin` is called inside the publication, so names are looked up as they are then."""

    begin: Callable[[Publication], Take]
    counted: Collection[str]
    noun: str
    source: str


@dataclass
class LineTally:
    """What a file did, counted in lines, and whose points it moved."""

    names: Collection[str]
    found: Counter[str] = field(default_factory=Counter)
    bad: BadLines = field(default_factory=BadLines)
    moved: PointsMoved | None = None

    @property
    def counts(self) -> dict[str, int]:
        """Just the numbers, as the audit keeps them."""
        return {**{name: self.found[name] for name in self.names}, "bad": self.bad.count}


def take_lines(
    sheet: Sheet,
    file: SettingFile,
    *,
    by_id: int | None,
    at: datetime,
    is_dry: bool = False,
    skips_bad: bool = False,
    is_sure: bool = False,
    told: Callable[[int], None] = lambda read: None,
) -> LineTally:
    """Take every line. Raises BadFile, BadMap, Refused when lines cannot be taken, and, unless one
    `is_sure`, MovesPoints."""
    tally = LineTally(file.counted)
    with suppress(DryRun), publish(by_id=by_id, at=at) as publication:
        look = Look(publication)
        take = file.begin(publication)
        for line in sheet.lines(told):
            take_line(line, take, tally)
        if tally.bad.count and not skips_bad:
            raise RefusedLines(tally.bad)
        after = {"source": file.source, "file": sheet.path.name, **tally.counts}
        organisation_id = configuration.current().organisation_id
        publication.audit("import", file.noun, organisation_id, after=after)
        tally.moved = look.moved()
        if is_dry:
            raise DryRun
        if not (is_sure or tally.moved.is_none):
            raise MovesPoints(tally.moved)
    return tally


def take_line(line: FileLine | Bad, take: Take, tally: LineTally) -> None:
    if isinstance(line, Bad):
        tally.bad.add(line)
        return
    try:
        tally.found[take(line)] += 1
    except BadLine as error:
        tally.bad.add(line.bad(error))
    except NotSet as error:
        tally.bad.add(line.bad(BadLine(why_refused(error.field, error.reason))))
