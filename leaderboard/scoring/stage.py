"""Where an import's rows wait until the whole file has been read, and which come next."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    delete,
    func,
    literal,
    select,
    update,
)

from leaderboard.configuration import Configuration
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import ImportRun, StagedRow
from leaderboard.rules.model import Version
from leaderboard.scoring.bulk import insert_rows
from leaderboard.scoring.crowds import entry_counts
from leaderboard.scoring.cuts import cut_of
from leaderboard.scoring.new_activity import CONTENT, NewActivity
from leaderboard.scoring.origins import RowChange, content
from leaderboard.scoring.places import place_kept_by, seen_by_rules, versions_of_teams

STAGED = StagedRow.__table__
NAMES = (
    *("place", "position", "external_id", "digest", "origin_id"),
    *("team_id", "cut_id", "occurred_at", "is_time_known"),
    *CONTENT,
)
# Where the first entries of each team's day wait.
FIRSTS = 0
# How many rows the first transaction writes, how many any writes at most, and about how many
# entries the people concerned have.
FIRST_ROWS = 1500
MOST_ROWS = 5000
MOST_ENTRIES = 25_000
# How many seconds a transaction may keep everybody else waiting.
HOLD_SECONDS = 0.4
# The content of a row that no longer gives its activity.
NOTHING = (date.min, 0, 0, None, 0, None, "", "", "")


def open_run(*, source: str, file: str, by_id: int | None, at: datetime) -> None:
    """Begin an import of which nothing counts yet."""
    with write_transaction(db.session):
        db.session.add(
            ImportRun(source=source, file=file, batch=uuid4().hex, at=at, by_id=by_id, counts={})
        )


def decide(counts: Mapping[str, int], settings: Configuration, *, at: datetime) -> None:
    """From now on the import is carried through, whatever happens to this process."""
    with write_transaction(db.session):
        run = db.session.scalars(select(ImportRun)).one()
        run.counts, run.decided_at = dict(counts), at
        run.configuration_number = settings.number


def unfinished() -> Any | None:
    """The import in progress, or what a killed one left, as a plain row."""
    return db.session.execute(select(ImportRun.__table__)).one_or_none()


def throw_away() -> None:
    """Forget what was staged, and then that there was an import."""
    for portion in portions(Room()):
        with write_transaction(db.session):
            portion.forget()
    with write_transaction(db.session):
        close_run()


def close_run() -> None:
    db.session.execute(delete(ImportRun))


class Stage:
    """Takes what is new in a file, portion by portion."""

    def __init__(self, settings: Configuration, *, at: datetime) -> None:
        self.settings, self.at = settings, at
        self.size = 0
        self.led: set[tuple[int, int, date]] = set()
        self.versions: dict[int, list[Version]] = defaultdict(list)
        for version in versions_of_teams(settings.rules):
            self.versions[version.condition.kind_id].append(version)

    def add(self, changes: Collection[RowChange]) -> None:
        """Add the changes after those already there."""
        if not changes:
            return
        with write_transaction(db.session):
            rows = [self.row_of(change, self.size + n) for n, change in enumerate(changes)]
            insert_rows(STAGED, NAMES, rows)
        self.size += len(changes)

    def row_of(self, change: RowChange, position: int) -> tuple[Any, ...]:
        row, origin, new = change.row, change.origin, change.row.new
        said = (position, row.external_id, change.digest, origin.id if origin else None)
        if new is None:
            owner = (origin.subject_id, row.kind_id)
            return (origin.subject_id, *said, 0, 0, self.at, False, *owner, *NOTHING)
        team_id = self.settings.team_of(new.subject_id, new.occurred_on)
        place = FIRSTS if self.leads(new, team_id) else new.subject_id
        cut_id = cut_of(new.value_ids, self.settings)
        moment = (new.occurred_at or self.at, new.occurred_at is not None)
        return (place, *said, team_id, cut_id, *moment, *content(new))

    def leads(self, new: NewActivity, team_id: int) -> bool:
        """Whether it is the file's first of the team's day for a rule that asks. These are written
        before all others, so that nobody is paid for a first that then turns out to be somebody
        else's row."""
        found = False
        for version in self.versions.get(new.kind_id, ()):
            key = (version.id, team_id, new.occurred_on)
            if key in self.led:
                continue
            if version.condition.counts(seen_by_rules(new, new.value_ids)):
                self.led.add(key)
                found = True
        return found


@dataclass(frozen=True)
class Portion:
    """What is written next: the rows of these places up to a position, and how many."""

    places: tuple[int, ...]
    last: int
    size: int

    @property
    def holds(self) -> ColumnElement[bool]:
        """A staged row belongs to it."""
        return STAGED.c.place.in_(self.places) & (STAGED.c.position <= self.last)

    def entries(self, names: Sequence[str], settings: Configuration, *, first: int) -> Select[Any]:
        """Its rows that give an activity, numbered from `first` on, with these columns."""
        number = literal(first - 1) + func.row_number().over(order_by=STAGED.c.position)
        place = place_kept_by(STAGED, versions_of_teams(settings.rules)).label("place_id")
        columns = (place if name == "place_id" else STAGED.c[name] for name in names)
        return (
            select(number.label("id"), *columns)
            .where(self.holds, STAGED.c.digest != "")
            .order_by(STAGED.c.position)
        )

    def forget(self) -> None:
        # By the table: the model's own delete would fetch every row that it deletes.
        db.session.execute(delete(STAGED).where(self.holds))

    def label(self, settings: Configuration) -> None:
        """Bring its rows' teams in line with the memberships, which have changed since."""
        rows = db.session.execute(
            select(STAGED.c.place, STAGED.c.position, *(STAGED.c[name] for name in OWNED)).where(
                self.holds, STAGED.c.digest != ""
            )
        )
        stale = [
            {"at_place": row.place, "at_position": row.position, "team": team_id}
            for row in rows.all()
            if (team_id := settings.team_of(row.subject_id, row.occurred_on)) != row.team_id
        ]
        if stale:
            db.session.connection().execute(LABEL, stale)


OWNED = ("subject_id", "occurred_on", "team_id")
LABEL = (
    update(STAGED)
    .where(STAGED.c.place == bindparam("at_place"), STAGED.c.position == bindparam("at_position"))
    .values(team_id=bindparam("team"))
)


@dataclass
class Room:
    """How many rows a transaction takes on this machine, at its present load."""

    rows: int = field(default_factory=lambda: min(FIRST_ROWS, MOST_ROWS))

    def learn(self, held: float) -> None:
        """Take fewer if others waited too long, and more if they hardly did."""
        fitting = self.rows * min(2.0, HOLD_SECONDS / max(held, 0.001))
        self.rows = max(1, MOST_ROWS // 20, min(MOST_ROWS, int(fitting)))


def portions(room: Room) -> Iterator[Portion]:
    """What is staged, in writing order; each portion is forgotten before the next."""
    weights = entry_counts(set(db.session.scalars(select(STAGED.c.subject_id).distinct())))
    for places in groups(weights, room):
        while (portion := next_portion(places, weights, room)) is not None:
            yield portion


def groups(weights: Mapping[int, int], room: Room) -> Iterator[tuple[int, ...]]:
    """The places that are written together: all, if there is little."""
    by_place = select(STAGED.c.place, func.count()).group_by(STAGED.c.place)
    rows = db.session.execute(by_place.order_by(STAGED.c.place))
    sizes = {place: size for place, size in rows}
    if sum(sizes.values()) <= room.rows and sum(weights.values()) <= MOST_ENTRIES:
        yield tuple(sizes)
        return
    if sizes.pop(FIRSTS, 0):
        yield (FIRSTS,)
    group: list[int] = []
    held = entries = 0
    for place, size in sizes.items():
        held, entries = held + size, entries + size + weights.get(place, 0)
        if group and (held > room.rows or entries > MOST_ENTRIES):
            yield tuple(group)
            group, held, entries = [], size, size + weights.get(place, 0)
        group.append(place)
    if group:
        yield tuple(group)


def next_portion(places: tuple[int, ...], weights: Mapping[int, int], room: Room) -> Portion | None:
    """As many rows of these places as one transaction takes; None when there are no more."""
    position, subject_id = STAGED.c.position, STAGED.c.subject_id
    waiting = (
        select(position, subject_id)
        .where(STAGED.c.place.in_(places))
        .order_by(position)
        .limit(room.rows)
        .subquery()
    )
    first = func.min(waiting.c.position).label("first")
    people = db.session.execute(
        select(waiting.c.subject_id, first, func.max(waiting.c.position), func.count())
        .group_by(waiting.c.subject_id)
        .order_by(first)
    ).all()
    held = 0
    for count, (person_id, begin, _last, _size) in enumerate(people):
        held += weights.get(person_id, 0)
        if count and held > MOST_ENTRIES:
            # Up to the first row of whoever is one too many.
            before = select(func.count()).where(waiting.c.position < begin)
            return Portion(places, begin - 1, db.session.scalars(before).one())
    if not people:
        return None
    return Portion(places, max(row[2] for row in people), sum(row[3] for row in people))
