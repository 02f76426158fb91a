"""CSV for other programs: no text of ours is run by a spreadsheet."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.export import csv_text, harmless


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_security_13_a_text_that_begins_like_a_formula_is_made_harmless(sign):
    assert harmless(f"{sign}1+1") == f"'{sign}1+1"


@pytest.mark.parametrize("cell", [-5, 0.25, -0.5, None, True, "Ada", "", "a=b", "'=1"])
def test_numbers_and_other_texts_stay_as_they_are(cell):
    assert harmless(cell) == cell


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), min_size=1))
def test_security_13_no_cell_begins_like_a_formula_and_none_is_lost(texts):
    read = list(csv.reader(io.StringIO(csv_text(["text"], [[text] for text in texts]), newline="")))
    assert len(read) == len(texts) + 1
    for text, (cell,) in zip(texts, (row or [""] for row in read[1:]), strict=True):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
        assert cell in (text, f"'{text}")


def test_excel_is_told_that_the_letters_are_unicode():
    assert csv_text(["نام"], [["آرش"]]).encode().startswith(b"\xef\xbb\xbf")
