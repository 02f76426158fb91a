"""Names and ids, each kept as written or refused with a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.imports.cells import content_key, read_key, read_name
from leaderboard.imports.problems import BadLine

pytestmark = pytest.mark.usefixtures("session")


def test_names_lose_what_cannot_be_seen():
    assert read_name("\u202eAda\u200b  Lovelace\n", most=60) == "Ada Lovelace"
    assert read_name("می\u200cروم", most=60) == "می\u200cروم"
    with pytest.raises(BadLine, match="longer than 60"):
        read_name("x" * 61, most=60)


def test_ids_are_taken_as_they_are_or_not_at_all():
    assert read_key(["=A-1 b/ß"], most=20) == "=A-1 b/ß"
    for text in ("", "x" * 21, "a\u202eb", "a\0b", "a\tb"):
        with pytest.raises(BadLine):
            read_key([text], most=20)


def test_an_id_may_be_made_of_several_cells():
    assert read_key(["2026-05-01 10:00", "", "201"], most=120) == "2026-05-01 10:00 |  | 201"
    assert len(read_key(["x" * 200, "1"], most=120)) <= 120
    for texts in (["", ""], ["1", "a\0b"]):
        with pytest.raises(BadLine):
            read_key(texts, most=120)


@given(*[st.lists(st.text("a|\\ ", max_size=4), min_size=2, max_size=3)] * 2)
def test_different_cells_make_different_ids(one, other):
    if any(one) and any(other):
        assert (read_key(one, most=120) == read_key(other, most=120)) is (one == other)


def test_all_that_a_line_says_may_be_its_id_wherever_its_columns_stand():
    one = content_key(["When", "Who"], ["10:00", "Ada "])
    assert one == content_key([" who", "when"], ["Ada", " 10:00"])
    assert one != content_key(["When", "Who"], ["10:00", "Ben"])
    assert one != content_key(["Who", "When"], ["10:00", "Ada"])
    assert content_key(["a", "b"], ["xy", "z"]) != content_key(["a", "b"], ["x", "yz"])
