"""Small files that people really had, each with what is right for it."""

from datetime import date

import pytest

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
    assert desk.refused(BASE, content) == ["3: “Caf\ufffd” in cust holds a sign that is not UTF-8."]
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
