"""The menu: what each role opens daily; the rest is behind Settings or the person's name."""

import re

import pytest

from leaderboard.web.page.menu import initials

DAILY = ["Today", "Boards", "Goals"]
MANAGING = ["Overview", *DAILY, "Rewards", "People", "Screens", "Settings"]


@pytest.mark.parametrize(
    ("who", "labels"),
    [("ada", [*DAILY, "Me"]), ("mona", MANAGING), ("iris", MANAGING)],
)
def test_the_menu_has_what_the_role_opens_daily(visitor, cast, who, labels):
    page = visitor(getattr(cast, who)).get("/today").text
    menu = page[page.index('class="menu"') : page.index('class="menu-person"')]
    assert re.findall(r"<span>([^<]+)</span>", menu) == labels


@pytest.mark.parametrize(("who", "is_shown"), [("mona", False), ("iris", True)])
def test_settings_lead_admins_to_the_organisation_too(visitor, cast, who, is_shown):
    page = visitor(getattr(cast, who)).get("/leaderboards").text
    assert ('href="/organisation"' in page) is is_shown
    assert 'href="/kinds"' in page


@pytest.mark.parametrize(("whose", "label"), [("mona", None), ("ada", "People")])
def test_a_page_of_somebody_else_stands_under_people(visitor, cast, whose, label):
    page = visitor(cast.mona).get(f"/people/{getattr(cast, whose)}").text
    here = re.search(r'menu-entry"[^>]* aria-current="page".*?<span>([^<]+)</span>', page)
    assert (here and here[1]) == label


def test_the_way_to_the_own_devices_is_behind_the_name(visitor, cast):
    assert 'class="button" href="/sessions"' in visitor(cast.mona).get("/me").text


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ada Lovelace", "AL"),
        ("Ada", "A"),
        ("Ada (North)", "A"),
        ("(North) Ada", "A"),
        ("Nora van Berg [sales]", "NB"),
        ("(Ada)", "A"),
        ("\U0001f680 Ada \U0001f469\u200d\U0001f4bb Berg \u2764\ufe0f", "A\u200cB"),
        ("\U0001f680Ada", "A"),
        ("'Ada' -Berg-", "AB"),
        (
            "\u0633\u0627\u0631\u0627 (\u0634\u0645\u0627\u0644) \u06a9\u0631\u06cc\u0645\u06cc",
            "\u0633\u200c\u06a9",
        ),
        ("\U0001f680 \u2764\ufe0f", "\u2022"),
        ("()", "\u2022"),
    ],
)
def test_initials_are_letters(name, letters):
    assert initials(name) == letters
