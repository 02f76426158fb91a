"""Activities from a file: what each line gives, what is bad, and what a second import changes."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from leaderboard import scoring
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.imports.problems import BadFile, BadMap
from leaderboard.models import (
    Activity,
    Alias,
    CutValue,
    DimensionValue,
    Kind,
    Organisation,
    Person,
    Void,
)
from tests.imports.desk import AT, CALLS

DEALS = """
source = "crm"
external_id = "id"
person = "rep"
customer = "account"
date_format = "iso"

[[activity]]
kind = "deal-won"
when = { column = "stage", is = "Won" }
date = "closed"
amount = "value"
days = { from = "opened", to = "closed" }

[[activity]]
kind = "deal-lost"
when = { column = "stage", in = ["Lost", "Dead"] }
date = "closed"

[[activity]]
kind = "qualified-lead"
when = { column = "opened", filled = true }
date = "opened"
"""
HEADS = "id,rep,stage,opened,closed,value,account"


def live(slug=None):
    """The activities that count, newest first."""
    statement = (
        select(Activity)
        .join(Kind, Kind.id == Activity.kind_id)
        .where(~select(Void.id).where(Void.activity_id == Activity.id).exists())
        .order_by(Activity.id)
    )
    return list(db.session.scalars(statement.where(Kind.slug == slug) if slug else statement))


@pytest.mark.usefixtures("any_database")
def test_a_line_gives_every_activity_whose_condition_holds(desk, cast):
    counts = desk.activities(
        DEALS,
        HEADS,
        "1,Ada,Won,2026-01-10,2026-02-14,1200.50,Acme",
        "2,Ben,Lost,2026-01-11,2026-01-20,0,Acme",
        "3,Otto,Open,2026-01-12,,,",
        "4,Otto,Open,,,,",
    )
    assert counts == {"added": 5}
    (won,) = live("deal-won")
    assert (won.subject_id, won.team_id, won.amount, won.days) == (cast.ada, cast.north, 120050, 35)
    assert (won.occurred_on, won.is_time_known) == (date(2026, 2, 14), False)
    assert (won.customer, won.customer_key, won.logged_by_id) == ("Acme", "acme", None)
    assert [lost.subject_id for lost in live("deal-lost")] == [cast.ben]
    assert len(live("qualified-lead")) == 3
    assert scoring.verify() == []


@pytest.mark.usefixtures("any_database")
def test_the_second_time_only_what_changed_is_written(desk):
    first = [HEADS, "1,Ada,Won,2026-01-10,2026-02-14,100,Acme", "2,Ben,Open,2026-01-11,,,Acme"]
    second = [HEADS, "1,Ada,Lost,2026-01-10,2026-02-14,0,Acme", "2,Ben,Open,2026-01-13,,,Acme"]
    assert desk.activities(DEALS, *first) == {"added": 3}
    assert desk.activities(DEALS, *first) == {"unchanged": 3}
    assert desk.activities(DEALS, *second) == {
        "added": 1,
        "corrected": 1,
        "voided": 1,
        "unchanged": 1,
    }
    assert desk.activities(DEALS, *second) == {"unchanged": 3}
    assert live("deal-won") == []
    assert scoring.verify() == []


def test_a_line_that_is_no_longer_in_the_file_stays(desk):
    desk.activities(DEALS, HEADS, "1,Ada,Won,,2026-02-14,100,", "2,Ada,Won,,2026-02-14,100,")
    assert desk.activities(DEALS, HEADS, "2,Ada,Won,,2026-02-14,100,") == {"unchanged": 1}
    assert len(live("deal-won")) == 2


def test_lines_that_are_equal_but_for_their_id_are_two(desk):
    line = "Ada,Won,2026-02-14,2026-02-14,100,Acme"
    assert desk.activities(DEALS, HEADS, f"1,{line}", f"2,{line}") == {"added": 4}


def test_an_id_that_is_there_twice_is_a_bad_line(desk):
    bad = desk.refused(DEALS, HEADS, "7,Ada,Won,,2026-02-14,1,", "7,Ada,Won,,2026-02-14,2,")
    assert bad == ["3: The id “7” appears more than once."]
    assert live() == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("1,Nobody,Won,,2026-02-14,1,", "Nobody here is called “Nobody”."),
        ("1,,Won,,2026-02-14,1,", "The line names nobody."),
        (",Ada,Won,,2026-02-14,1,", "The line has no id."),
        ("1,Ada,Won,,,1,", "The date in “closed” is missing."),
        (
            "1,Ada,Won,,14.2.2026,1,",
            "“14.2.2026” is not a date in the format iso (like 2026-04-28).",
        ),
        ("1,Ada,Won,,2027-02-14,1,", "The date is in the future."),
        ("1,Ada,Won,,2026-02-14,,", "Amount is missing."),
        ("1,Ada,Won,,2026-02-14,-5,", "Amount is below zero."),
        ("1,Ada,Won,,2026-02-14,much,", "“much”: Write it in digits, for example 4,800 or 4.8k."),
        ("1,Ada,Won,,2026-02-14,9000000000000000,", "too large"),
        ("1,Ada,Won,2026-03-01,2026-02-14,5,", "2026-02-14 is before 2026-03-01"),
        ("1,Ada,Won,,2026-02-14,5," + "x" * 121, "longer than 120"),
        ("1,Ada,Won,,2026-02-14", "The line has 5 cells for 7 columns."),
    ],
)
def test_a_bad_line_says_why_and_stops_everything(desk, line, said):
    (bad,) = desk.refused(DEALS, HEADS, "9,Ben,Won,,2026-02-14,5,", line)
    assert bad.startswith("3: ")
    assert said in bad
    assert live() == []


def test_a_deal_of_nothing_is_a_deal(desk):
    """A pilot given away for free was won as well; only an empty cell says nothing."""
    assert desk.activities(DEALS, HEADS, "1,Ada,Won,,2026-02-14,0,") == {"added": 1}
    assert [activity.amount for activity in live()] == [0]


def test_with_skip_bad_the_others_are_written(desk):
    lines = [HEADS, "1,Ada,Won,2026-01-01,2026-02-14,,", "2,Ben,Won,,2026-02-14,5,"]
    assert desk.activities(DEALS, *lines, skips_bad=True) == {"added": 1, "bad": 1}
    assert desk.bad == ["2: Amount is missing."]
    assert [activity.amount for activity in live()] == [500], "the lead of the bad line is left out"


def test_the_late_window_does_not_hold_for_files(desk):
    assert desk.activities(CALLS, "id,who,day", "1,Ada,1999-12-31") == {"added": 1}


def test_a_dry_run_writes_nothing(desk):
    lines = [HEADS, "1,Ada,Won,,2026-02-14,5,"]
    assert desk.activities(DEALS, *lines, is_dry=True) == {"added": 1}
    assert live() == []
    assert desk.activities(DEALS, *lines) == {"added": 1}


@pytest.mark.parametrize(
    ("condition", "kept"),
    [
        ('is = "won"', ["1"]),
        ('is_not = "Won"', ["2", "3", "4"]),
        ('in = ["Won", "قبول"]', ["1", "2"]),
        ('not_in = ["Won", "Lost"]', ["2", "4"]),
        ("filled = true", ["1", "2", "3"]),
        ("empty = true", ["4"]),
    ],
)
def test_conditions_compare_words_however_they_are_spelled(desk, condition, kept):
    plan = CALLS + f'when = {{ column = "stage", {condition} }}\nnote = "id"\n'
    lines = [
        "1,Ada,2026-02-02,Won",
        "2,Ada,2026-02-02, قبول",
        "3,Ada,2026-02-02,LOST",
        "4,Ada,2026-02-02,",
    ]
    desk.activities(plan, "id,who,day,stage", *lines)
    assert [activity.note for activity in live()] == kept


def test_several_conditions_must_all_hold(desk):
    plan = CALLS + (
        'when = [{ column = "stage", is = "Won" }, { column = "size", is_not = "small" }]\n'
    )
    lines = ["1,Ada,2026-02-02,Won,big", "2,Ada,2026-02-02,Won,small", "3,Ada,2026-02-02,Lost,big"]
    assert desk.activities(plan, "id,who,day,stage,size", *lines) == {"added": 1}


def test_a_line_cannot_give_two_of_one_kind_but_may_choose_between_two_parts(desk):
    plan = """
source = "phones"
external_id = "id"
person = "who"
[[activity]]
kind = "call"
date = "first"
when = { column = "first", filled = true }
[[activity]]
kind = "call"
date = "second"
when = { column = "second", filled = true }
"""
    lines = ["id,who,first,second", "1,Ada,2026-02-02,", "2,Ada,,2026-02-03"]
    assert desk.activities(plan, *lines) == {"added": 2}
    assert desk.refused(plan, lines[0], "1,Ada,2026-02-02,2026-02-03") == [
        "2: The line has two entries of the kind call."
    ]


def test_dimensions_come_from_columns_in_the_files_words_or_are_always_so(desk):
    plan = """
source = "crm"
external_id = "id"
person = "rep"
[[activity]]
kind = "deal-won"
date = "day"
amount = "value"
[activity.dimensions]
deal-type = { column = "type", values = { "New Business" = "new", "Existing" = "upsell" } }
[[activity]]
kind = "qualified-lead"
date = "day"
dimensions = { source = { always = "referral" } }
"""
    heads = "id,rep,day,value,type"
    desk.activities(
        plan,
        heads,
        "1,Ada,2026-02-02,5,new business",
        "2,Ada,2026-02-02,5,Renewal",
        "3,Ada,2026-02-02,5,",
    )
    assert [slugs_of(activity) for activity in live("deal-won")] == [["new"], ["renewal"], []]
    assert [slugs_of(activity) for activity in live("qualified-lead")] == [["referral"]] * 3
    assert desk.refused(plan, heads, "4,Ada,2026-02-02,5,Barter") == [
        "2: “Barter” is not a value of Deal type."
    ]
    assert scoring.verify() == []


def slugs_of(activity):
    values = select(DimensionValue.slug).join(CutValue, CutValue.value_id == DimensionValue.id)
    return list(db.session.scalars(values.where(CutValue.cut_id == activity.cut_id)))


def test_people_are_found_by_name_address_and_alias(desk, cast):
    with write_transaction(db.session):
        db.session.add(Alias(folded="a. lovelace", person_id=cast.ada, name="A. Lovelace"))
    by_email = CALLS.replace('person = "who"', 'person = { column = "who", by = "email" }')
    by_alias = CALLS.replace('person = "who"', 'person = { column = "who", by = "alias" }')
    heads = "id,who,day"
    lines = ["1,ADA,2026-02-02", "2,A. Lovelace,2026-02-02"]
    assert desk.activities(CALLS, heads, *lines) == {"added": 2}
    assert desk.activities(by_email, heads, "3,Ada@Example.com,2026-02-02") == {"added": 1}
    assert desk.activities(by_alias, heads, "4,A. LOVELACE,2026-02-02") == {"added": 1}
    assert desk.refused(by_alias, heads, "5,Ada,2026-02-02") == ["2: “Ada” is nobody’s alias here."]
    assert {activity.subject_id for activity in live()} == {cast.ada}


def test_a_map_can_tell_whom_a_file_means(desk, cast):
    plan = CALLS + '\n[aliases]\n"Lovelace, Ada" = "Ada"\n'
    assert desk.activities(plan, "id,who,day", '1,"LOVELACE, Ada",2026-02-02') == {"added": 1}
    assert live()[0].subject_id == cast.ada
    with pytest.raises(BadMap, match="Nobody here is called “Adam”"):
        desk.activities(plan.replace('"Ada"', '"Adam"'), "id,who,day", "1,Ada,2026-02-02")


def test_arabic_letters_of_an_old_encoding_meet_persian_names(desk, cast):
    with write_transaction(db.session):
        ada = db.session.get_one(Person, cast.ada)
        ada.name, ada.folded = "علی کریمی", "علی کریمی"
    content = "id,who,day\r\n1,علي كريمي,2026-02-02\r\n2,علي كريمي,2026-02-03\r\n"
    assert desk.activities(CALLS, content.encode("cp1256")) == {"added": 2}


def test_costs_belong_to_teams(desk, cast):
    plan = """
source = "books"
external_id = "id"
team = "dept"
[[activity]]
kind = "cost"
date = "day"
amount = "sum"
"""
    assert desk.activities(plan, "id,dept,day,sum", "1,NORTH,2026-02-02,99.90") == {"added": 1}
    (cost,) = live("cost")
    assert (cost.subject_id, cost.team_id, cost.amount) == (cast.north, cast.north, 9990)
    assert desk.refused(plan, "id,dept,day,sum", "2,East,2026-02-02,1") == [
        "2: No team here is called “East”."
    ]
    assert scoring.verify() == []


def test_numbers_of_every_sort_and_decimal_commas(desk):
    plan = """
source = "crm"
external_id = "id"
person = "rep"
decimal = ","
delimiter = ";"
date_format = "d/m/y"
[[activity]]
kind = "deal-won"
date = "day"
amount = "value"
profit = "margin"
quantity = "units"
note = "text"
"""
    desk.activities(
        plan,
        "id;rep;day;value;margin;units;text",
        "1;Ada;2.2.2026;1.234,50;-10,25;3;Thanks to\u202e Ben",
        "2;Ada;2.2.2026;7;;;",
    )
    first, second = live()
    assert (first.amount, first.profit, first.quantity) == (123450, -1025, 3)
    assert first.note == "Thanks to Ben"
    assert (second.amount, second.profit, second.quantity) == (700, None, 0)
    assert scoring.verify() == []


def test_a_persian_company_with_jalali_dates_and_no_decimals(desk):
    with write_transaction(db.session):
        db.session.scalars(select(Organisation)).one().currency = "IRT"
    plan = """
source = "crm"
external_id = "id"
person = "rep"
date_format = "jalali"
[[activity]]
kind = "deal-won"
date = "روز"
amount = "مبلغ"
"""
    desk.activities(plan, "id,rep,روز,مبلغ", '۱,Ada,۱۴۰۵/۰۱/۰۱,"۴٬۸۰۰"')
    assert [(won.occurred_on, won.amount) for won in live()] == [(date(2026, 3, 21), 4800)]


def test_a_file_without_a_column_of_the_map_is_refused(desk):
    with pytest.raises(BadFile, match="no column “closed”"):
        desk.activities(DEALS, "id,rep,stage,opened,value,account", "1,Ada,Won,,1,")


def test_security_12_hostile_texts_stay_texts(desk):
    evil = '=HYPERLINK("http://evil.example","x")'
    line = '1,Ada,Won,,2026-02-14,5,"' + evil.replace('"', '""') + '"'
    desk.activities(DEALS, HEADS, line, "2,Ada,Won,,2026-02-14,5,<script>alert(1)</script>\0")
    assert [won.customer for won in live()] == [evil, "<script>alert(1)</script>"]


# --- lines without an id, and lines that appear twice ---------------------------------------------

LOG = """
source = "phones"
external_id = ["when", "who", "to"]
person = "who"
[[activity]]
kind = "call"
date = "when"
"""
LOG_LINES = ["when,who,to", "2026-05-01 10:00,Ada,201", "2026-05-01 10:00,Ada,202"]


@pytest.mark.parametrize("whole", ['["when", "who", "to"]', '"row content"', '"Row Content"'])
def test_lines_without_an_id_are_known_again(desk, whole):
    plan = LOG.replace('["when", "who", "to"]', whole)
    assert desk.activities(plan, *LOG_LINES) == {"added": 2}
    assert desk.activities(plan, *LOG_LINES) == {"unchanged": 2}
    twice = [*LOG_LINES, *LOG_LINES[:0:-1]]
    assert desk.activities(plan, *twice) == {"unchanged": 2}


def test_a_line_known_by_its_content_is_another_when_it_changes(desk):
    plan = LOG.replace('["when", "who", "to"]', '"row content"')
    desk.activities(plan, *LOG_LINES)
    assert desk.activities(plan, *LOG_LINES[:2], LOG_LINES[2] + "9") == {"added": 1, "unchanged": 1}
    turned = ["to,when,who", "201,2026-05-01 10:00,Ada", "202,2026-05-01 10:00,Ada"]
    assert desk.activities(plan, *turned) == {"unchanged": 2}, "wherever its columns stand"


def test_an_id_of_several_columns_can_be_voided_by_what_it_says(desk):
    desk.activities(LOG, *LOG_LINES)
    key = "2026-05-01 10:00 | Ada | 201"
    assert scoring.void_rows([key], source="phones", by_id=None, reason="x", at=AT) == 1


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("[]", "external_id: must name at least one column"),
        ("[1]", "external_id: must be a list of texts"),
        ('["when", ""]', "external_id: must be a list of texts"),
        ("7", "external_id: must be a list of texts"),
    ],
)
def test_an_id_that_is_no_column_is_named(desk, value, said):
    with pytest.raises(BadMap, match=said):
        desk.activities(LOG.replace('["when", "who", "to"]', value), *LOG_LINES)


def test_the_same_line_again_is_no_bad_line(desk):
    line = "1,Ada,Won,,2026-02-14,5,"
    assert desk.activities(DEALS, HEADS, line, line, line) == {"added": 1}


# --- what a file leaves open ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("negative", "counts", "days"),
    [
        ("zero", {"added": 1}, 0),
        ("none", {"added": 1}, None),
        ("refuse", {"added": 1, "bad": 1}, None),
    ],
)
def test_days_below_zero_never_drop_the_deal(desk, negative, counts, days):
    plan = DEALS.replace('to = "closed" }', f'to = "closed", negative = "{negative}" }}')
    line = "1,Ada,Won,2026-03-01,2026-02-14,5,"
    plan = plan[: plan.index('[[activity]]\nkind = "qualified-lead"')]
    assert desk.activities(plan, HEADS, line, skips_bad=True) == counts
    assert [(deal.amount, deal.days) for deal in live()] == [(500, days)]
    again = {name: 1 for name in counts if name == "bad"} | {"unchanged": 1}
    assert desk.activities(plan, HEADS, line, skips_bad=True) == again


def test_days_below_zero_are_refused_unless_the_map_says_otherwise(desk):
    (bad,) = desk.refused(DEALS, HEADS, "1,Ada,Won,2026-03-01,2026-02-14,5,")
    assert "2026-02-14 is before 2026-03-01, so the number of days would be negative" in bad
    assert 'negative = "zero" or negative = "none"' in bad
    assert live() == []


@pytest.mark.parametrize("blank", ["", "  ", "\u200b", "\xa0"])
def test_a_blank_cell_says_nothing(desk, blank):
    plan = """
source = "crm"
external_id = "id"
person = "rep"
[[activity]]
kind = "deal-won"
date = "day"
amount = "value"
profit = "margin"
quantity = "units"
note = "text"
customer = "customer"
days = { from = "opened", to = "day" }
dimensions = { deal-type = "type" }
"""
    heads = "id,rep,day,value,margin,units,text,customer,opened,type"
    line = f"1,Ada,2026-02-02,5,{','.join([blank] * 6)}"
    assert desk.activities(plan, heads, line) == {"added": 1}
    (won,) = live()
    assert (won.profit, won.quantity, won.days, won.note, won.customer) == (None, 0, None, "", "")
    assert desk.activities(plan, heads, f"1,Ada,2026-02-02,5,{',' * 5}") == {"unchanged": 1}
    (bad,) = desk.refused(plan, heads, f"2,Ada,2026-02-02,{','.join([blank] * 7)}")
    assert bad == "2: Amount is missing."


def test_minutes_come_in_seconds(desk):
    plan = CALLS.replace("call", "selling-time") + 'minutes = "billsec"\nminutes_in = "seconds"\n'
    plan = plan.replace("selling-time", kind_with_minutes())
    desk.activities(plan, "id,who,day,billsec", "1,Ada,2026-02-02,95", "2,Ada,2026-02-02,1:00:00")
    assert [entry.minutes for entry in live()] == [2, 60]


def kind_with_minutes():
    kinds = db.session.scalars(select(Kind).order_by(Kind.id))
    return next(kind.slug for kind in kinds if kind.asks.get("minutes", "no") != "no")


def test_times_of_a_file_may_be_told_in_another_zone(desk):
    with write_transaction(db.session):
        db.session.scalars(select(Organisation)).one().timezone = "Asia/Tehran"
    for zone, day in (("", date(2026, 2, 2)), ('zone = "UTC"\n', date(2026, 2, 3))):
        plan = zone + CALLS.replace('"phones"', f'"phones{len(zone)}"')
        desk.activities(plan, "id,who,day", "1,Ada,2026-02-02 10:30 PM")
        assert live()[-1].occurred_on == day
    own = CALLS.replace('date = "day"', 'date = { column = "day", zone = "UTC" }')
    desk.activities(own, "id,who,day", "3,Ada,2026-02-02 22:30")
    assert live()[-1].occurred_on == date(2026, 2, 3)


def test_the_year_tells_the_calendar_when_the_map_does_not(desk):
    lines = ["1,Ada,2026-02-02", "2,Ada,۱۴۰۴/۱۱/۱۳", "3,Ada,۱۳ بهمن ۱۴۰۴", "4,Ada,2 Feb 26"]
    assert desk.activities(CALLS, "id,who,day", *lines) == {"added": 4}
    assert {call.occurred_on for call in live()} == {date(2026, 2, 2)}


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ('zone = "Mars/Base"', "zone: is not a time zone"),
        ("factor = 0", "factor: must be a number above zero"),
        ('factor = "x"', "factor: must be a number above zero"),
        ("factor = nan", "factor: must be a number above zero"),
        ("round = 1.5", "round: can only be true"),
        ('currency = "dollar"', "currency: must be a text in quotes"),
        ('currency = "usd"', "currency: must be a code of three letters"),
        ('currency = "USD"', "factor: is missing: how many EUR is one USD?"),
        ("skip_lines = -1", "skip_lines: must be a whole number up to 1000"),
        ("skip_lines = true", "skip_lines: must be a whole number"),
        ('stop_at = [""]', "stop_at: must be a list of texts"),
        ('escape = "slash"', 'escape: must be one of: "quote", "backslash"'),
        ('date_format = "y"', 'date_format: must be one of: "iso", "y/m/d"'),
    ],
)
def test_a_key_that_says_nothing_is_named(desk, keys, said):
    with pytest.raises(BadMap, match=re.escape(said)):
        desk.activities(f"{keys}\n{CALLS}", "id,who,day", "1,Ada,2026-02-02")
