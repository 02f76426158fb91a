"""`flask board`: the standings for reading and for other programs."""

import csv
import io
import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from leaderboard import scoring
from leaderboard.cli.terminal import room
from leaderboard.extensions import db
from leaderboard.models import Kind, Person, TeamParent
from leaderboard.publishing.organisation import change_organisation
from leaderboard.scoring import NewActivity, SourceRow
from tests.commands import run

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
JUNE = date(2026, 6, 10)


@pytest.fixture
def log(session, cast):
    """Log activities of a kind, each with a person's name, a day and whatever else it says."""

    def write(slug, *entries):
        kind_id = db.session.scalar(select(Kind.id).where(Kind.slug == slug))
        rows = [
            SourceRow(
                f"{slug}-{n}",
                kind_id,
                NewActivity(
                    subject_id=getattr(cast, who), kind_id=kind_id, occurred_on=day, **said
                ),
            )
            for n, (who, day, said) in enumerate(entries)
        ]
        scoring.write_batch(rows, source=f"test {slug}", by_id=None, at=AT)

    return write


@pytest.fixture
def board(app, log):
    """The rows of a board from JSON, each as (rank, name, value, sample, tied)."""

    def read(*args):
        rows = json.loads(run(app, "board", *args, "--format", "json"))
        return [tuple(row.values()) for row in rows]

    return read


def test_a_row_tells_rank_name_value_sample_and_whether_it_is_tied(app, log):
    log("deal-won", ("ada", JUNE, {"amount": 120050}))
    told = run(app, "board", "--metric", "revenue", "--period", "2026-06", "--format", "json")
    assert json.loads(told) == [
        {"rank": 1, "name": "Ada", "value": 1200.5, "sample": 1, "tied": False}
    ]


@pytest.mark.usefixtures("any_database")
def test_equal_values_share_a_rank_by_name_and_the_next_is_skipped(board, log):
    calls = [("otto", JUNE, {}), ("ben", JUNE, {}), ("ada", JUNE, {}), ("otto", JUNE, {})]
    log("call", *calls, ("mona", JUNE, {}))
    assert board("--metric", "calls", "--period", "2026-Q2") == [
        (1, "Otto", 2, 2, False),
        (2, "Ada", 1, 1, True),
        (2, "Ben", 1, 1, True),
        (2, "Mona", 1, 1, True),
    ]


def test_below_the_minimum_sample_the_rank_is_null_and_the_row_last(board, log):
    log(
        "deal-won",
        *[("ada", JUNE, {"amount": 1, "days": 30})] * 5,
        ("ben", JUNE, {"amount": 1, "days": 2}),
    )
    assert board("--metric", "cycle-time", "--period", "2026") == [
        (1, "Ada", 30, 5, False),
        (None, "Ben", 2, 1, False),
    ]
    assert board("--metric", "cycle-time", "--period", "2026", "--min-sample", "1") == [
        (1, "Ben", 2, 1, False),
        (2, "Ada", 30, 5, False),
    ]


def test_without_a_case_there_is_no_row_and_a_sum_of_nothing_is_ranked(board, log):
    log("deal-won", ("ada", JUNE, {"amount": 100}), ("ben", JUNE, {"amount": 100, "quantity": 2}))
    assert board("--metric", "units", "--period", "2026") == [
        (1, "Ben", 2, 1, False),
        (2, "Ada", 0, 1, False),
    ]
    assert board("--metric", "calls", "--period", "2026") == []


def test_ratios_are_rounded_half_up_to_six_places(board, log):
    log("deal-won", *[("ada", JUNE, {"amount": 1})] * 2, ("ben", JUNE, {"amount": 1}))
    log("deal-lost", ("ada", JUNE, {}), *[("ben", JUNE, {})] * 127)
    assert board("--metric", "win-rate", "--period", "2026", "--min-sample", "0") == [
        (1, "Ada", 0.666667, 3, False),
        (2, "Ben", 0.007813, 128, False),
    ]


def test_teams_and_the_teams_above_them(board, log, cast):
    with scoring.publish(by_id=None, at=AT) as publication:
        db.session.add(TeamParent(team_id=cast.north, since=date(2026, 1, 1), parent_id=cast.south))
        publication.audit("put under", "team", cast.north)
    log("call", ("ada", JUNE, {}), ("otto", JUNE, {}))
    assert board("--metric", "calls", "--by", "team", "--period", "2026") == [
        (1, "North", 1, 1, True),
        (1, "South", 1, 1, True),
    ]
    assert board("--metric", "calls", "--by", "parent", "--period", "2026") == [
        (1, "South", 2, 2, False)
    ]


def test_periods_of_every_sort(board, log):
    log("call", ("ada", date(2026, 6, 13), {}), ("ada", date(2026, 6, 15), {}))

    def calls(period, *options):
        rows = board("--metric", "calls", "--period", period, *options)
        return rows[0][2] if rows else 0

    assert [calls(period) for period in ("2026", "2026-Q2", "2026-06", "2026-06-15")] == [
        2,
        2,
        2,
        1,
    ]
    assert calls("2026-W24") == 1
    assert calls("week:2026-06-14") == 1
    assert calls("week:2026-06-14", "--first-weekday", "sat") == 2
    assert calls("1405/03", "--calendar", "jalali") == 2
    assert calls("1405-Q1", "--calendar", "jalali") == 2
    assert calls("1405", "--calendar", "jalali") == 2
    assert calls("1404", "--calendar", "jalali") == 0


def test_the_hidden_and_those_who_left_use_up_no_rank(board, log, cast):
    log("call", *[("ada", JUNE, {})] * 3, *[("ben", JUNE, {})] * 2, ("otto", JUNE, {}))
    with scoring.publish(by_id=None, at=AT) as publication:
        db.session.get_one(Person, cast.ada).hidden_at = AT
        publication.audit("hide", "person", cast.ada)
    assert board("--metric", "calls", "--period", "2026") == [
        (1, "Ben", 2, 2, False),
        (2, "Otto", 1, 1, False),
    ]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--metric", "sales", "--period", "2026"], "The metrics are: points, revenue, deals-won"),
        (["--metric", "calls", "--period", "June"], "Write the period like"),
        (["--metric", "calls", "--period", "1405"], "other calendar"),
        (["--metric", "calls", "--period", "2026-13"], "twelve months"),
        (["--metric", "calls", "--period", "2026-W54"], "no such week"),
        (["--metric", "calls", "--period", "week:2026-02-30"], "no such day"),
    ],
)
def test_what_cannot_be_meant_has_a_sentence(app, cast, args, said):
    assert said in run(app, "board", *args, code=1)


def test_security_13_a_formula_in_a_name_is_made_harmless_in_csv(app, log, cast):
    log("deal-won", ("ada", JUNE, {"amount": 100, "profit": -250}), ("ben", JUNE, {"amount": 1}))
    with scoring.publish(by_id=None, at=AT) as publication:
        db.session.get_one(Person, cast.ada).name = '=HYPERLINK("x","y")'
        publication.audit("change", "person", cast.ada)
    told = run(
        app,
        "board",
        "--metric",
        "margin",
        "--period",
        "2026",
        "--min-sample",
        "0",
        "--format",
        "csv",
    )
    assert told.splitlines() == [
        "\ufeffrank,name,value,sample,tied",
        '1,"\'=HYPERLINK(""x"",""y"")",-2.5,1,False',
    ]


def test_a_table_for_people_shows_ties_and_money(app, log):
    log("deal-won", ("ada", JUNE, {"amount": 120050}), ("ben", JUNE, {"amount": 120050}))
    told = run(app, "board", "--metric", "revenue", "--period", "2026-06")
    assert told.splitlines() == [
        "Rank  Name    Revenue  Cases",
        "  =1  Ada   €1,200.50      1",
        "  =1  Ben   €1,200.50      1",
    ]


def test_columns_stand_under_each_other_in_every_script(app, log, cast, monkeypatch):
    monkeypatch.setenv("LC_ALL", "fa_IR.UTF-8")
    with scoring.publish(by_id=None, at=AT) as publication:
        db.session.get_one(Person, cast.ben).name = "王小明"
        publication.audit("change", "person", cast.ben)
    log("call", ("ada", JUNE, {}), ("ben", JUNE, {}))
    table = run(app, "board", "--metric", "calls", "--period", "2026").splitlines()
    assert len({room(line) for line in table}) == 1


def test_no_name_steers_the_terminal(app, log, cast):
    log("call", ("ada", JUNE, {}))
    with scoring.publish(by_id=None, at=AT) as publication:
        db.session.get_one(Person, cast.ada).name = "A\x1b]0;x\ada"
        publication.audit("change", "person", cast.ada)
    assert "\x1b" not in run(app, "board", "--metric", "calls", "--period", "2026")


@pytest.mark.parametrize(
    "emoji",
    [
        "\U0001f469\u200d\U0001f469\u200d\U0001f466",
        "\U0001f1e9\U0001f1ea",
        "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "\u2764\ufe0f\u200d\U0001f525",
    ],
    ids=["family", "country", "scotland", "heart"],
)
def test_an_emoji_of_several_signs_stays_whole(app, log, cast, emoji):
    log("call", ("ada", JUNE, {}))
    with scoring.publish(by_id=None, at=AT) as publication:
        db.session.get_one(Person, cast.ada).name = f"Ada {emoji}"
        publication.audit("change", "person", cast.ada)
    assert f"Ada {emoji}" in run(app, "board", "--metric", "calls", "--period", "2026")


def test_every_metric_of_the_starter_has_a_board(app, log):
    log("deal-won", ("ada", JUNE, {"amount": 100, "profit": 20, "quantity": 1, "days": 3}))
    slugs = (
        *("points", "revenue", "deals-won", "win-rate", "cycle-time", "qualified-leads", "units"),
        *("margin", "churn", "ltv", "cac", "selling-time", "calls", "emails", "meetings"),
        *("demos", "proposals"),
    )
    rows = {
        slug: json.loads(
            run(app, "board", "--metric", slug, "--period", "2026", "--format", "json")
        )
        for slug in slugs
    }
    listed = {slug for slug, found in rows.items() if found}
    assert listed == {"revenue", "deals-won", "win-rate", "cycle-time", "units", "margin"}


def test_excel_opens_the_csv_of_a_persian_company(app, session, log, cast):
    """Letters by the byte order mark; numbers in ASCII digits with a point, so that they stay
    numbers; commas between the cells, and none within a number."""
    log("deal-won", ("ada", JUNE, {"amount": 1_234_567_50}), ("ben", JUNE, {"amount": 5}))
    with scoring.publish(by_id=None, at=AT) as publication:
        db.session.get_one(Person, cast.ada).name = "آدا، نرگس"
        change_organisation(publication, language="fa_IR", calendar="jalali")
    told = run(app, "board", "--metric", "revenue", "--period", "1405/03", "--format", "csv")
    assert told.encode().startswith(b"\xef\xbb\xbf")
    assert told.count("\ufeff") == 1
    rows = list(csv.reader(io.StringIO(told.removeprefix("\ufeff"))))
    assert rows == [
        ["rank", "name", "value", "sample", "tied"],
        ["1", "آدا، نرگس", "1234567.5", "1", "False"],
        ["2", "Ben", "0.05", "1", "False"],
    ]
