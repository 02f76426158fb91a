"""CSV files as people have them, and files that nobody can read."""

import codecs
import csv
import io
import os
import tracemalloc

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from leaderboard.imports import files, heads
from leaderboard.imports.files import FileLine, open_sheet
from leaderboard.imports.places import FileForm
from leaderboard.imports.problems import BadFile, BadLine
from leaderboard.scoring import Bad

COLUMNS = ("name", "team")
# A cell may contain anything the encoding can write; a lone surrogate is not text.
CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@pytest.fixture
def context(app):
    """Sentences need the app's catalogues."""
    with app.app_context():
        yield


@pytest.fixture
def written(tmp_path, context):
    """Write a file and open it."""

    def write(content, *, columns=COLUMNS, **options):
        path = tmp_path / "file.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return open_sheet(path, columns=columns, form=FileForm(**options))

    return write


def cells(sheet):
    return [tuple(line.cells[name] for name in COLUMNS) for line in sheet.lines()]


def numbered(sheet):
    """The lines: each one's number and cells."""
    return [(line.number, line.cells) for line in sheet.lines()]


def refusal(written, content, **options):
    with pytest.raises(BadFile) as error:
        list(written(content, **options).lines())
    return str(error.value)


def test_a_plain_file_gives_its_lines(written):
    sheet = written("name,team\nAda,North\nBen,South\n")
    assert numbered(sheet) == [
        (2, {"name": "Ada", "team": "North"}),
        (3, {"name": "Ben", "team": "South"}),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_one(written, end):
    assert cells(written(end.join(["name,team", "Ada,North", "Ben,South"]))) == [
        ("Ada", "North"),
        ("Ben", "South"),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_under_which_the_columns_are_found(written, delimiter):
    sheet = written(f'"name"{delimiter}team\n"A,;|\tB"{delimiter}North\n')
    assert sheet.dialect.delimiter == delimiter
    assert cells(sheet) == [("A,;|\tB", "North")]


def test_a_named_delimiter_is_taken(written):
    assert cells(written("name;team\nAda;North\n", delimiter=";")) == [("Ada", "North")]
    assert "lacks these columns" in refusal(written, "name;team\n", delimiter=",")


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        ("name,team\nعلی,تهران\n", "utf-8", "utf-8-sig"),
        ("name,team\nعلی,تهران\n", "utf-8-sig", "utf-8-sig"),
        ("name,team\nعلی,تهران\n", "utf-16", "utf-16"),
        ("name,team\nعلی,تهران\n", "utf-16-le", "utf-16-le"),
        ("name,team\r\nАda,North\r\n", "utf-16-be", "utf-16-be"),
        ("name,team\nA\0da,North\n", "utf-8", "utf-8-sig"),
        ("name,team\n" + "علي كريمي,تهران\nشيدا رحيمي,اصفهان\n" * 3, "cp1256", "cp1256"),
        ("name,team\n" + "Hélène Müller,Orléans\nJosé,Málaga\n" * 3, "cp1252", "cp1252"),
    ],
)
def test_the_encoding_is_found(written, text, encoding, found):
    sheet = written(text.encode(encoding))
    assert sheet.encoding == found
    first = text.splitlines()[1].split(",")
    assert cells(sheet)[0] == tuple(first)


def test_a_named_encoding_is_taken(written):
    sheet = written("name,team\nИван,Юг\n".encode("cp1251"), encoding="cp1251")
    assert cells(sheet) == [("Иван", "Юг")]


@pytest.mark.parametrize("name", ["klingon", "hex", "rot13"])
def test_an_encoding_that_is_none_is_named(written, name):
    assert name in refusal(written, "name,team\n", encoding=name)


def bad(sheet):
    return [f"{line.line}: {line.error}" for line in sheet.lines() if isinstance(line, Bad)]


def test_one_bad_byte_keeps_the_encoding_and_names_its_line(written):
    content = "name,team\nMüller,Süd\n".encode() + b"Caf\xe9,North\nAda,North\n"
    sheet = written(content)
    assert sheet.encoding == "utf-8-sig"
    assert [line.cells["name"] for line in sheet.lines() if isinstance(line, FileLine)] == [
        "Müller",
        "Ada",
    ]
    assert bad(sheet) == ["3: “Caf�” in “name” contains a character that is not valid UTF-8."]


def test_a_bad_byte_far_down_and_one_in_a_column_that_is_not_asked_for(written):
    """Farther down than any sample reads."""
    plain = b"name,team,note\n" + "Ünal,Süd,\n".encode() + b"Ada,North,\n" * 40_000
    assert bad(written(plain + b"Caf\xe9,North,\n")) == [
        "40003: “Caf�” in “name” contains a character that is not valid UTF-8."
    ]
    assert bad(written(plain + b"Ben,North,caf\xe9\n")) == []


def test_old_encodings_are_known_by_lines_that_come_late(written):
    """Two of its characters side by side may look like one of UTF-8."""
    content = "name,team\n" + "Ada,North\n" * 40_000 + "شركت پلاستيك,چهارراه\n" * 9
    sheet = written(content.encode("cp1256"))
    assert sheet.encoding == "cp1256"
    assert cells(sheet)[-1] == ("شركت پلاستيك", "چهارراه")


def test_a_wrong_encoding_in_the_map_makes_bad_lines(written):
    content = "name,team\nAda,North\nBén,South\n".encode("cp1252")
    assert bad(written(content, encoding="utf-8")) == [
        "3: “B�n” in “name” contains a character that is not valid UTF-8."
    ]
    assert "is not utf-16" in refusal(written, b"name,team\n" * 9 + b"x", encoding="utf-16")


def test_bytes_that_are_no_text_are_refused(written):
    refusal(written, b"name,team\n" + bytes(range(128, 256)) * 40)


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "empty"), (b"\n \n", "empty"), (codecs.BOM_UTF8, "lacks"), (b"\0\0", "lacks")],
)
def test_an_empty_file_says_so(written, content, said):
    assert said in refusal(written, content)


def test_a_pipe_is_not_read(tmp_path):
    """Looking for the heads would use it up."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(BadFile, match="not a regular file"):
        open_sheet(pipe, columns=["id"])


@pytest.mark.parametrize("begin", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0"])
def test_a_spreadsheet_is_named_as_one(written, begin):
    assert "spreadsheet" in refusal(written, begin + b"\0" * 100)


@pytest.mark.parametrize(
    "begin",
    [
        "<html><body><table>",
        "\ufeff\r\n <!DOCTYPE HTML>",
        "<Table border=1>",
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>',
    ],
)
def test_a_page_that_is_named_like_a_spreadsheet_is_named_as_one(written, begin):
    assert "a web page or an XML file" in refusal(written, begin + "\n<tr><td>name,team")
    assert "a web page or an XML file" in refusal(written, begin.encode("utf-16"))


def test_a_text_that_a_spreadsheet_shall_not_count_is_read_without_its_formula(written):
    sheet = written('name,team\n="114","=""7"""\n="a"b,="\n')
    assert cells(sheet) == [("114", "7"), ('="a"b', '="')]


def test_missing_columns_are_named_beside_those_there_are(written):
    said = refusal(written, "Agent,Region\n")
    assert "name, team" in said
    assert "Agent, Region" in said


def test_heads_may_be_spelled_otherwise(written):
    assert cells(written("  NAME , Team,\nAda,North,\n")) == [("Ada", "North")]


def test_arabic_letters_in_heads_meet_persian_ones(written):
    sheet = written("كارشناس,تيم\nAda,North\n", columns=("کارشناس", "تیم"))
    assert next(iter(sheet.lines())).cells == {"کارشناس": "Ada", "تیم": "North"}


def test_a_column_that_is_there_twice_is_refused(written):
    assert "more than once" in refusal(written, "name,team,Name\n")


def test_columns_that_are_not_asked_for_may_be_anything(written):
    assert cells(written("x,x,name,team,\n1,2,Ada,North,9\n")) == [("Ada", "North")]


def test_a_line_of_another_length_is_bad_and_the_others_are_not(written):
    lines = list(written("name,team\nAda\nBen,South\nEve,West,x\nFay,East,,\n").lines())
    assert [line.line for line in lines if isinstance(line, Bad)] == [2, 4]
    assert [line.number for line in lines if isinstance(line, FileLine)] == [3, 5]
    assert str(lines[0].error) == "The line has 1 cell for 2 columns."


def test_lines_are_counted_as_an_editor_counts_them(written):
    sheet = written('name,team\n"two\nlines",North\n\n,\nBen,South\n')
    assert [line.number for line in sheet.lines()] == [2, 6]


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ('"User 10" <114>,North', ("User 10 <114>", "North")),
        ('"A"da,"Nor"th', ("Ada", "North")),
        ('say "hi",North', ('say "hi"', "North")),
        ('"say ""hi""",North', ('say "hi"', "North")),
        ('"C:\\dir\\",North', ("C:\\dir\\", "North")),
        ('"{""a"":""\\""hi\\""""}",North', ('{"a":"\\"hi\\""}', "North")),
    ],
)
def test_quotes_are_read_as_spreadsheets_read_them(written, line, read):
    assert cells(written(f"name,team\nAda,North\n{line}\nBen,South\n")) == [
        ("Ada", "North"),
        read,
        ("Ben", "South"),
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('"Ada,North', "A quote is opened and never closed."),
        ('Ada,"North', "A quote is opened and never closed."),
        ('"say \\"hi\\"",North', 'say so in the map: escape = "backslash"'),
        ('"a \\", b",', 'say so in the map: escape = "backslash"'),
        ('"a" b, c",North', "A cell continues after its closing quote"),
        ("x" * 200_000 + ",South", "A cell is too long."),
        ('"' + "x" * 200_000 + '",South', "A cell is too long."),
    ],
)
@pytest.mark.parametrize("after", ["", '\nBen,South\n"Cy","North"\n'])
def test_a_broken_quote_spoils_its_own_line_and_no_other(written, line, said, after):
    sheet = written(f"name,team\nAda,North\n{line}{after}")
    (told,) = bad(sheet)
    assert told.startswith("3: ")
    assert said in told
    good = [line.cells["name"] for line in sheet.lines() if isinstance(line, FileLine)]
    assert good == ["Ada", *(["Ben", "Cy"] if after else [])]


def test_a_quote_that_would_swallow_other_lines_is_no_cell(written):
    """Read as one cell, lines 2 to 4 would make a line of the right length."""
    sheet = written('name,team\n"Ada,x\nBen,South\nCy "the third", "Bob",y\n')
    assert [line.cells["name"] for line in sheet.lines() if isinstance(line, FileLine)] == ["Ben"]
    assert [told[:1] for told in bad(sheet)] == ["2", "4"]


def test_a_map_can_say_that_backslashes_keep_quotes(written):
    sheet = written('name,team\n"say \\"hi, Ben\\"",North\n', has_backslashes=True)
    assert cells(sheet) == [('say "hi, Ben"', "North")]


def test_security_43_a_line_without_an_end_is_refused_before_it_is_read_whole(written):
    tracemalloc.start()
    try:
        said = refusal(written, b"name,team\nAda,North\n" + b"x" * 30_000_000)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "Line 3, or the text between its quotes, is longer than" in said
    # What the test itself holds, plus a few of the largest lines.
    assert peak < 2 * 30_000_000 + 20_000_000


def test_a_record_that_quotes_carry_on_without_end_is_not_read_whole(written):
    cell = '"' + "x\n" * 5000 + '",'
    said = refusal(written, "name,team\n" + cell * 300)
    assert "Line 2, or the text between its quotes, is longer than" in said


# --- above the heads and after the last line ------------------------------------------------------


@pytest.mark.parametrize("above", ["\n\n", " \n", ",,\n", "\ufeff\n"])
def test_blank_lines_above_the_heads_are_nothing(written, above):
    sheet = written(above + "name,team\nAda,North\n")
    assert numbered(sheet) == [(above.count("\n") + 2, {"name": "Ada", "team": "North"})]


@pytest.mark.parametrize("mark", [";", "|", "\t", "~"])
@pytest.mark.parametrize("above", ["sep=", "\ufeffSep=", '"sep='])
def test_a_line_that_tells_the_delimiter_is_taken_at_its_word(written, mark, above):
    end = '"' if above.startswith('"') else ""
    sheet = written(f"{above}{mark}{end}\r\nname{mark}team\r\nAda{mark}a,b;c\r\n".replace(";c", ""))
    assert sheet.dialect.delimiter == mark
    assert cells(sheet) == [("Ada", "a,b")]


def test_lines_of_a_title_are_left_out_when_the_map_says_so(written):
    content = 'Deals closed in "May\n"Generated",2026-06-01\n\nname,team\nAda,North\n'
    assert refusal(written, content) == (
        "The column names are in line 4: add skip_lines = 3 to the map."
    )
    for skipped in (2, 3):
        sheet = written(content, skip_lines=skipped)
        assert numbered(sheet) == [(5, {"name": "Ada", "team": "North"})]
    assert "sep=" not in refusal(written, content, skip_lines=1)
    assert "lacks these columns" in refusal(written, content, skip_lines=99)


def test_a_title_may_stand_above_the_line_that_tells_the_delimiter(written):
    assert cells(written("Title\nsep=;\nname;team\nAda;North\n", skip_lines=1)) == [
        ("Ada", "North")
    ]


@pytest.mark.parametrize("footer", ["Total,", ",TOTAL: 2 rows", "total", "جمع کل,2", '"Total" 2'])
def test_the_line_under_the_last_ends_the_file_when_the_map_says_so(written, footer):
    content = f'name,team\nAda,North\nTo,South\n{footer}\nnot,"a line\n'
    sheet = written(content, stop_at=("total", "جمع"))
    assert cells(sheet) == [("Ada", "North"), ("To", "South")]
    assert sheet.stopped_at == 4


def test_a_footer_that_the_map_does_not_know_is_bad_and_says_what_would_help(written):
    sheet = written("name,team,x\nAda,North,\nTotal: 1\n")
    (told,) = [line for line in sheet.lines() if isinstance(line, Bad)]
    assert str(told.error) == "The line has 1 cell for 3 columns."
    assert told.error.advice == (
        'If the data ends above line 3, say so in the map: stop_at = "Total: 1"'
    )
    assert sheet.stopped_at == 0


@pytest.mark.parametrize("head", ["Total", "Grand Total", "SUM:", "جمع کل", "Ada", "Totally"])
def test_a_bad_line_of_totals_says_what_would_help(head):
    error = FileLine(7, {"name": head}, [head, "", "100"]).bad(BadLine("no date")).error
    is_total = head not in ("Ada", "Totally")
    assert (f'line 7, say so in the map: stop_at = "{head}"' in error.advice) is is_total


def test_security_13_there_is_a_cap_on_bytes_lines_and_columns(written, monkeypatch):
    monkeypatch.setattr(files, "MOST_LINES", 2)
    assert "more than 2 lines" in refusal(written, "name,team\na,b\nc,d\ne,f\n")
    monkeypatch.setattr(heads, "MOST_COLUMNS", 2)
    assert "more than 2 columns" in refusal(written, "name,team,x\n")
    monkeypatch.setattr(files, "MOST_BYTES", 8)
    assert "larger than" in refusal(written, "name,team\nAda,North\n")


def test_progress_hears_every_byte(written, monkeypatch):
    monkeypatch.setattr(files, "STEP", 10)
    sheet = written("name,team\n" + "Ada,North\n" * 5000)
    heard = []
    list(sheet.lines(heard.append))
    assert sum(heard) == sheet.size
    assert len(heard) > 5


@given(
    rows=st.lists(st.tuples(CELLS, CELLS), max_size=8),
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    end=st.sampled_from(["\n", "\r\n"]),
)
@example(rows=[("", " ")], delimiter=",", encoding="utf-8", end="\n")
def test_whatever_was_written_is_read(tmp_path_factory, sqlite_app, rows, delimiter, encoding, end):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    path = tmp_path_factory.getbasetemp() / "property.csv"
    path.write_bytes(out.getvalue().encode(encoding))
    with sqlite_app.app.app_context():
        sheet = open_sheet(path, columns=COLUMNS)
        stripped = [tuple(cell.strip() for cell in row) for row in rows]
        assert cells(sheet) == [row for row in stripped if any(row)]
