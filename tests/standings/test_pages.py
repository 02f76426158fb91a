"""Pages of long lists: complete, and none for a few rows left over."""

import pytest

from leaderboard.standings.pages import count_pages, cut, page_with, reach, span_of


@pytest.mark.parametrize(
    ("count", "lengths"),
    [
        (0, [0]),
        (25, [25]),
        (26, [26]),
        (30, [30]),
        (31, [25, 6]),
        (55, [25, 30]),
        (56, [25, 25, 6]),
    ],
)
def test_a_few_rows_left_over_join_the_page_before(count, lengths):
    rows, pages = list(range(count)), range(1, count_pages(count, size=25) + 1)
    cuts = [rows[span_of(number, count, size=25)] for number in pages]
    assert [len(page) for page in cuts] == lengths
    assert [row for page in cuts for row in page] == rows
    assert [page_with(row, count, size=25) for row in rows] == [
        number for number, page in zip(pages, cuts, strict=True) for _ in page
    ]


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (30, 30), (36, 36), (37, 30), (90, 30)])
def test_a_list_that_is_read_on_ends_with_its_last_few_rows(count, shown):
    read = list(range(count))[: reach(30)]
    rows, has_more = cut(read, size=30)
    assert (len(rows), has_more) == (shown, shown < count)
