"""Maps report everything that is wrong with them at once, in plain words."""

import tomllib

import pytest

from leaderboard.imports.activity_map import read_activity_map
from leaderboard.imports.binding import bind
from leaderboard.imports.maps import read_document, read_map
from leaderboard.imports.people_map import read_people_map
from leaderboard.imports.problems import BadMap
from tests.crm import EXAMPLES

pytestmark = pytest.mark.usefixtures("session")

GOOD = """
source = "crm"
external_id = "id"
person = "rep"
[[activity]]
kind = "call"
date = "day"
"""


def problems(text, read=read_activity_map):
    with pytest.raises(BadMap) as error:
        bind(read_document(tomllib.loads(text), read))
    return list(error.value.problems)


def test_a_good_map_has_no_problems():
    assert read_document(tomllib.loads(GOOD), read_activity_map).columns == ["day", "id", "rep"]


def test_the_examples_are_good_maps():
    plan = read_map(EXAMPLES / "crm-activities.toml", read_activity_map)
    assert len(bind(plan)) == 3
    assert plan.columns == [
        *("account", "close_date", "close_value", "deal_stage", "engage_date"),
        *("opportunity_id", "sales_agent"),
    ]
    people = read_map(EXAMPLES / "crm-people.toml", read_people_map)
    assert people.columns == ["manager", "regional_office", "sales_agent"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('source = "crm"', ""), "source: is missing"),
        (('source = "crm"', "source = 7"), "source: must be a text in quotes"),
        (('source = "crm"', f'source = "{"x" * 61}"'), "source: must be a text in quotes"),
        (('external_id = "id"', ""), "external_id: is missing"),
        (('external_id = "id"', 'externalid = "id"'), "did you mean external_id?"),
        (('person = "rep"', ""), "activity, person: is missing"),
        (('person = "rep"', 'person = { column = "rep", by = "face" }'), 'must be one of: "email"'),
        (('person = "rep"', 'person = { by = "name" }'), "needs either column or always"),
        (('date = "day"', ""), "activity, date: is missing"),
        (('date = "day"', 'date = { column = "day", format = "y/d/m" }'), 'must be one of: "iso"'),
        (('date = "day"', "date = 7"), "activity, date: must be a table"),
        (('date = "day"', 'date = "day"\nwhen = { column = "x" }'), "needs exactly one of: is,"),
        (
            ('date = "day"', 'date = "day"\nwhen = { column = "x", is = "a", empty = true }'),
            "needs exactly one of: is,",
        ),
        (
            ('date = "day"', 'date = "day"\nwhen = { column = "x", in = "a" }'),
            "activity, when, in: must be a list of texts",
        ),
        (
            ('date = "day"', 'date = "day"\nwhen = { column = "x", empty = false }'),
            "activity, when, empty: can only be true",
        ),
        (('date = "day"', 'date = "day"\namout = "x"'), "did you mean amount?"),
        (('kind = "call"', 'kind = "phoning"'), "is not a kind of activity here; there are: call,"),
        (('kind = "call"', 'kind = "points"'), "is not a kind of activity here"),
        (
            ('date = "day"', 'date = "day"\namount = "x"'),
            "amount: Call has no such field; it has: customer",
        ),
        (
            ('kind = "call"', 'kind = "deal-lost"\ndimensions = { colour = "x" }'),
            "colour: Lost deal has no such field; it has: amount, customer, days, loss-reason",
        ),
        (('kind = "call"', 'kind = "meeting"'), "customer: Meeting needs it"),
        (
            ('date = "day"', 'date = "day"\ndimensions = { colour = "x" }'),
            "dimensions, colour: Call has no such field",
        ),
        (('person = "rep"', 'team = "rep"'), "Call belongs to a person, so name a person"),
        (('kind = "call"', 'kind = "cost"\namount = "x"'), "Cost belongs to a team"),
        (('person = "rep"', 'person = "rep"\nteam = "x"'), "team: cannot be combined with person"),
        (
            ('source = "crm"', 'source = "crm"\ndelimiter = ";;"'),
            'delimiter: must be one of: ",", ";", "|", "tab"',
        ),
        (('source = "crm"', 'source = "crm"\ndecimal = "!"'), 'decimal: must be one of: ".", ","'),
    ],
)
def test_every_mistake_has_its_sentence(change, said):
    assert any(said in problem for problem in problems(GOOD.replace(*change)))


def test_all_mistakes_are_told_at_once_and_where():
    text = GOOD.replace('source = "crm"', "") + '[[activity]]\nkind = "call"\ndates = "x"\n'
    assert problems(text) == [
        "activity 2, date: is missing",
        "activity 2, dates: is not a key here; did you mean date?",
        "source: is missing",
    ]


def test_a_key_on_the_wrong_side_of_the_first_activity_says_where_it_belongs():
    text = GOOD.replace('date = "day"', 'date_format = "d/m/y"')
    assert problems('date = "day"\n' + text) == [
        "activity, date: is missing",
        "activity, date_format: belongs above the first [[activity]]",
        "date: belongs under [[activity]]",
    ]


def test_a_map_without_activities_says_so():
    text = 'source = "s"\nexternal_id = "id"\n'
    assert problems(text) == ["activity: there must be at least one [[activity]]"]


@pytest.mark.parametrize(
    "content",
    [b"source = ", b"\xff\xfe", b"[[activity]\n", b"a = " + b"[" * 5000],
    ids=["half", "no text", "open", "deep"],
)
def test_what_is_no_toml_says_so(tmp_path, content):
    path = tmp_path / "map.toml"
    path.write_bytes(content)
    with pytest.raises(BadMap, match="The map is not TOML"):
        read_map(path, read_activity_map)


def test_a_map_of_people_needs_a_name_alone():
    assert problems('source = "crm"\n', read_people_map) == ["name: is missing"]
    assert read_document({"source": "crm", "name": "agent"}, read_people_map).columns == ["agent"]


def test_a_map_of_people_says_what_is_wrong_with_since():
    text = 'source = "crm"\nname = "n"\nsince = { always = "2017-01-01" }\n'
    assert problems(text, read_people_map) == [
        "since, always: must be a date like 2017-01-01, without quotes"
    ]
