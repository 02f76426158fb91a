"""Whatever files arrive in whatever order, the ledger says what the last of them says."""

import csv
import io
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from leaderboard import scoring
from leaderboard.extensions import db
from leaderboard.imports.activities import import_activities, open_activities
from leaderboard.imports.activity_map import read_activity_map
from leaderboard.imports.maps import read_document
from leaderboard.imports.problems import BadFile
from leaderboard.models import Activity, Kind, Origin, Person, Void
from tests.imports.desk import AT

PLAN = """
source = "crm"
external_id = "id"
person = "rep"
[[activity]]
kind = "deal-won"
when = { column = "stage", is = "Won" }
date = "closed"
amount = "value"
[[activity]]
kind = "deal-lost"
when = { column = "stage", is = "Lost" }
date = "closed"
[[activity]]
kind = "qualified-lead"
when = { column = "opened", filled = true }
date = "opened"
"""
HEADS = ("id", "rep", "stage", "opened", "closed", "value")
DAYS = st.integers(0, 90).map(lambda n: date(2026, 3, 1) + timedelta(days=n))


@dataclass(frozen=True)
class Deal:
    """What a line says."""

    rep: str
    stage: str
    opened: date | None
    closed: date
    value: int

    def line(self, name):
        opened = self.opened.isoformat() if self.opened else ""
        return (name, self.rep, self.stage, opened, self.closed.isoformat(), str(self.value))

    def gives(self):
        """The line's activities by kind, as the ledger should have them."""
        found = {}
        if self.stage == "Won":
            found["deal-won"] = (self.rep, self.closed, self.value * 100)
        if self.stage == "Lost":
            found["deal-lost"] = (self.rep, self.closed, 0)
        if self.opened:
            found["qualified-lead"] = (self.rep, self.opened, 0)
        return found


DEALS = st.builds(
    Deal,
    rep=st.sampled_from(["Ada", "Ben", "Otto"]),
    stage=st.sampled_from(["Won", "Lost", "Open"]),
    opened=st.none() | DAYS,
    closed=DAYS,
    value=st.integers(1, 3),
)
FILES = st.dictionaries(st.sampled_from("abcd"), DEALS, max_size=4)
# A file arrives, or somebody voids what a line gave.
STEPS = st.lists(FILES | st.sampled_from("abcd"), min_size=1, max_size=6)


class Model:
    """What the ledger should say: per identity what the last file said, and whether it was voided
    by hand."""

    def __init__(self):
        self.said, self.void = {}, set()

    def read(self, file):
        for name, deal in file.items():
            gives = deal.gives()
            for kind in ("deal-won", "deal-lost", "qualified-lead"):
                if gives.get(kind) != self.said.get((name, kind)):
                    self.void.discard((name, kind))
                    self.said[name, kind] = gives.get(kind)

    def take_back(self, name):
        self.void |= {key for key, said in self.said.items() if key[0] == name and said}

    def live(self):
        return {key: said for key, said in self.said.items() if said and key not in self.void}


def import_text(text, folder, **options):
    path = folder / "file.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    plan = read_document(tomllib.loads(PLAN), read_activity_map)
    sheet = open_activities(path, plan)
    return import_activities(sheet, plan, **{"by_id": None, "at": AT, **options})


def text_of(file):
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADS)
    writer.writerows(deal.line(name) for name, deal in file.items())
    return out.getvalue()


def ledger():
    """The live activities by the line and kind they come from."""
    rows = db.session.execute(
        select(Origin.external_id, Kind.slug, Person.name, Activity.occurred_on, Activity.amount)
        .join(Activity, Activity.id == Origin.activity_id)
        .join(Kind, Kind.id == Origin.kind_id)
        .join(Person, Person.id == Activity.subject_id)
        .where(~select(Void.id).where(Void.activity_id == Activity.id).exists())
    )
    return {(name, kind): (who, day, amount) for name, kind, who, day, amount in rows}


@pytest.mark.slow
@given(steps=STEPS)
def test_the_ledger_says_what_the_last_file_says(sqlite_app, tmp_path_factory, steps):
    sqlite_app.restore()
    folder, model = tmp_path_factory.getbasetemp(), Model()
    with sqlite_app.app.app_context():
        for step in steps:
            if isinstance(step, str):
                take_back(step, model)
            else:
                report = import_text(text_of(step), folder)
                model.read(step)
                assert report.bad.count == 0
                again = import_text(text_of(step), folder).counts
                assert again["added"] + again["corrected"] + again["voided"] == 0
            assert ledger() == model.live()
        assert live_count() == len(model.live())
        assert scoring.verify() == []


def take_back(name, model):
    known = db.session.scalar(select(Origin.id).where(Origin.external_id == name))
    if known is None:
        return
    scoring.void_rows([name], source="crm", by_id=None, reason="By hand", at=AT)
    model.take_back(name)


def live_count():
    void = select(Void.activity_id)
    return len(db.session.scalars(select(Activity.id).where(Activity.id.not_in(void))).all())


# --- files that are broken, or hostile ---------------------------------------------------------

NASTY = st.sampled_from(
    [
        b"\0",
        b"\xff\xfe",
        b'"',
        b"\r",
        b"\n",
        b",",
        b"=cmd|' /C calc'!A0",
        "\u202e".encode(),
        b"\xe6",
    ]
)
GOOD = text_of({"a": Deal("Ada", "Won", None, date(2026, 3, 1), 1)}).encode()


@st.composite
def spoilt(draw):
    """A good file with something nasty in it, or not one of our files at all."""
    place = draw(st.integers(0, len(GOOD)))
    inside = GOOD[:place] + draw(NASTY) + GOOD[place + draw(st.integers(0, 3)) :]
    return draw(st.sampled_from([inside, inside + draw(st.binary(max_size=200))]))


@given(content=spoilt() | st.binary(max_size=300))
def test_no_file_does_harm(sqlite_app, tmp_path_factory, content):
    """It is taken, or refused in words; and if it is refused, nothing is written."""
    sqlite_app.restore()
    with sqlite_app.app.app_context():
        try:
            import_text(content, tmp_path_factory.getbasetemp())
        except (BadFile, scoring.RefusedLines):
            assert live_count() == 0
        else:
            assert live_count() <= 2
        assert scoring.verify() == []


@pytest.mark.parametrize("filling", ["1", " ", "\\", '""', ":1", "/1", "Apr ", "\u200b"])
def test_no_cell_takes_long(sqlite_app, tmp_path_factory, filling):
    """Neither patterns nor broken quotes scan a long cell over and over."""
    cell = "1" + filling * (100_000 // len(filling))
    line = f'"{cell}",Ada,Won,"{cell}","{cell}","{cell}"\n' * 3
    sqlite_app.restore()
    began = perf_counter()
    with sqlite_app.app.app_context(), pytest.raises((BadFile, scoring.RefusedLines)):
        import_text(",".join(HEADS) + "\n" + line, tmp_path_factory.getbasetemp())
    assert perf_counter() - began < 10
