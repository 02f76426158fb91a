"""Ids that a file names again."""

import tracemalloc

from leaderboard.imports.repeats import SaidBefore


def test_what_an_ids_first_line_said_is_remembered():
    said = SaidBefore()
    for number in range(1000):
        assert said.note(f"D{number}", number - 500) is None
    assert [said.note(f"D{number}", 0) for number in range(1000)] == list(range(-500, 500))


def test_an_id_that_is_no_text_in_any_encoding_is_an_id():
    said = SaidBefore()
    assert said.note("\udcff", 1) is None
    assert said.note("\udcff", 2) == 1
    assert said.note("\udcfe", 2) is None


def test_a_long_id_takes_no_more_memory_than_a_short_one():
    ids = [f"{number:0120}" for number in range(200_000)]
    tracemalloc.start()
    try:
        said = SaidBefore()
        for external_id in ids:
            said.note(external_id, 1)
        taken, _most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert taken / len(ids) < 100
