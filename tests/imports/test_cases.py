"""Small files that people really had, each with the right result."""

from datetime import date

import pytest
from sqlalchemy import select

from config import ROOT
from leaderboard import configuration
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import Activity, Organisation, Origin, Person, Team
from tests.imports.desk import AT
from tests.imports.test_activities import live

BASE = """
source = "base"
external_id = "id"
person = "who"
customer = "cust"
[[activity]]
kind = "deal-won"
date = "at"
amount = "amt"
note = "note"
"""
HEADS = "id,who,cust,at,amt,note"
DEAL = "1,Ada,Müller & Söhne GmbH,2026-05-01,100,ok"


def test_text_after_a_closing_quote(desk):
    plan = """
source = "cdr"
external_id = "uniqueid"
person = "src"
[[activity]]
kind = "call"
date = "calldate"
"""
    heads = "calldate,clid,src,disposition,uniqueid"
    line = '2026-05-01 12:39:26,"User 10" <114>,Ada,ANSWERED,1504.228'
    assert desk.activities(plan, heads, line) == {"added": 1}
    assert [call.occurred_on for call in live("call")] == [date(2026, 5, 1)]


def test_one_bad_byte(desk):
    content = f"{HEADS}\n{DEAL}\n".encode() + b"2,Ada,Caf\xe9,2026-05-02,5,\n"
    assert desk.refused(BASE, content) == [
        "3: “Caf�” in “cust” contains a character that is not valid UTF-8."
    ]
    assert desk.activities(BASE, content, skips_bad=True) == {"added": 1, "bad": 1}
    assert [deal.customer for deal in live()] == ["Müller & Söhne GmbH"]


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (f"\n\n{HEADS}\n{DEAL}\n", ""),
        (f"sep=;\r\n{HEADS}\n{DEAL}\n".replace(",", ";"), ""),
        (f"Deals closed in May\nGenerated 2026-06-01\n\n{HEADS}\n{DEAL}\n", "skip_lines = 3\n"),
        (f"{HEADS}\n{DEAL}\nSum,,,,100,\n", 'stop_at = "sum"\n'),
    ],
)
def test_lines_around_the_table(desk, content, key):
    assert desk.activities(key + BASE, content.encode()) == {"added": 1}
    assert [(deal.customer, deal.amount) for deal in live()] == [("Müller & Söhne GmbH", 10000)]


def test_a_head_without_a_manager_of_her_own(desk):
    plan = 'source = "x"\nname = "name"\nteam = "team"\nmanager = "boss"\n'
    lines = ["Ann Lee,Hill,Ann Lee", "Bob Ray,Hill,"]
    assert desk.people(plan, "name,team,boss", *lines) == {"added": 2, "teams_added": 1}


def test_a_year_of_two_figures(desk):
    plan = BASE.replace("[[", 'date_format = "d/m/y"\n[[', 1)
    desk.activities(plan, HEADS, "1,Ada,C,28/04/26,1,")
    assert [deal.occurred_on for deal in live()] == [date(2026, 4, 28)]


def test_a_sum_with_the_tail_of_a_float(desk):
    line = "1,Ada,C,2026-05-01,207366.30000000002,ok"
    assert desk.refused(BASE, HEADS, line) == [
        "2: “207366.30000000002”: This has too many decimal places. To read it, set this "
        "in the map: round = true"
    ]
    assert desk.activities("round = true\n" + BASE, HEADS, line) == {"added": 1}
    assert [deal.amount for deal in live()] == [20_736_630]


# --- the files themselves, if they are beside the clone
# --------------------------------------------

FOLDER = ROOT.parent / "shared" / "cases"
BY_COLUMNS = """
source = "log"
external_id = ["when", "who", "to"]
person = "who"
[[activity]]
kind = "call"
date = "when"
"""


@pytest.fixture
def ann(desk):
    """Ann Lee, extension 114 on the phone, in a company that counts in euro."""
    if not FOLDER.exists():
        pytest.skip(f"there are no cases at {FOLDER.name}")
    plan = 'source = "x"\nname = "name"\nalias = "alias"\n'
    desk.people(plan, "name,alias", "Ann Lee,114")


def case(name):
    return (FOLDER / f"{name}.csv").read_bytes()


def plan_of(name):
    return (FOLDER / f"{name}.toml").read_text()


def test_the_file_of_a_head_without_a_manager(desk, ann):
    desk.people(plan_of("b1-blank-manager"), case("b1-blank-manager"))
    bob = db.session.scalars(select(Person).where(Person.name == "Bob Ray")).one()
    team = db.session.scalars(select(Team).where(Team.name == "North")).one()
    lee = db.session.get_one(Person, team.manager_id)
    held = configuration.current().team_on
    assert (lee.name, held(lee.id, AT.date()), held(bob.id, AT.date())) == (
        "Ann Lee",
        team.id,
        team.id,
    )


@pytest.mark.parametrize(
    ("name", "plan", "keys", "right"),
    [
        ("b2-asterisk-quote", "b2-asterisk-quote", "", [(date(2026, 5, 1), 0)]),
        ("b3-two-digit-year", "b3-two-digit-year", "", [(date(2026, 4, 28), 0)]),
        ("b5-blank-first-line", "base", "", [(date(2026, 5, 1), 10_000)]),
        ("b5-sep-line", "base", "", [(date(2026, 5, 1), 10_000)]),
        ("b5-title-lines", "base", "skip_lines = 3\n", [(date(2026, 5, 1), 10_000)]),
        ("b7-float-tail", "base", "round = true\n", [(date(2026, 5, 1), 20_736_630)]),
    ],
)
def test_the_files_of_single_lines(desk, ann, name, plan, keys, right):
    assert desk.activities(keys + plan_of(plan), case(name)) == {"added": 1}
    assert [(entry.occurred_on, entry.amount) for entry in live()] == right


def test_the_file_with_a_bad_byte(desk, ann):
    (bad,) = desk.refused(plan_of("base"), case("b4-one-bad-byte"))
    assert bad.startswith("3: “Caf")
    desk.activities(plan_of("base"), case("b4-one-bad-byte"), skips_bad=True)
    assert [deal.customer for deal in live()] == ["Müller & Söhne GmbH"]


def test_the_file_without_an_id(desk, ann):
    assert desk.activities(BY_COLUMNS, case("b6-no-id")) == {"added": 2}
    assert desk.activities(BY_COLUMNS, case("b6-no-id")) == {"unchanged": 2}


@pytest.mark.parametrize(
    ("keys", "right"),
    [
        (
            "",
            {
                **dict.fromkeys(("1", "2", "3", "5", "7", "9", "10"), 12_000_000),
                **{"11": 24_600_000_000, "14": 12_000},
            },
        ),
        (
            "factor = 0.1\n",
            {
                **dict.fromkeys(("1", "2", "3", "4", "6", "7", "9", "10"), 1_200_000),
                **{"5": 12_000_000, "11": 2_460_000_000, "13": 1200, "14": 12_000},
            },
        ),
        (
            "round = true\n",
            {
                **dict.fromkeys(("1", "2", "3", "5", "7", "9", "10"), 12_000_000),
                **{"8": 13, "11": 24_600_000_000, "12": 13, "14": 12_000},
            },
        ),
    ],
)
def test_the_file_of_a_company_that_counts_in_toman(desk, ann, keys, right):
    with write_transaction(db.session):
        db.session.scalars(select(Organisation)).one().currency = "IRT"
    desk.activities(keys + plan_of("irt"), case("irt"), skips_bad=True)
    rows = select(Origin.external_id, Activity.amount).join(
        Activity, Activity.id == Origin.activity_id
    )
    assert {row.external_id: row.amount for row in db.session.execute(rows)} == right
    if not keys:
        # Each of the others is reported as what it is.
        why = {sentence.split(": ")[0]: sentence for sentence in desk.bad}
        assert all(
            "Wrong currency: rial instead of toman" in why[line] for line in ("5", "7", "14")
        )
        assert all("too many decimal places" in why[line] for line in ("9", "13"))
