"""Map conditions: what a column must say for a line to give something."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from leaderboard.imports.sections import Section
from leaderboard.imports.words import fold


@dataclass(frozen=True)
class CellTest:
    """What a column must or must not say, compared as leniently as names are."""

    column: str
    words: frozenset[str]
    is_meant: bool


def holds(tests: Iterable[CellTest], cells: Mapping[str, str]) -> bool:
    """Whether the line meets every condition."""
    return all((fold(cells[test.column]) in test.words) is test.is_meant for test in tests)


# An empty cell, as conditions see it.
EMPTY = frozenset([""])


def read_condition(section: Section) -> CellTest:
    """A column with exactly one of is, is_not, in, not_in, filled and empty."""
    column = section.text("column", is_required=True)
    tests = [name for name in TESTS if name in section.values]
    if len(tests) != 1:
        section.found.append(
            f"{section.place}: " + _("needs exactly one of: %(names)s", names=", ".join(TESTS))
        )
        tests = tests or ["filled"]
    words, is_meant = TESTS[tests[0]](section)
    section.used.update(TESTS)
    section.finish()
    return CellTest(column, words, is_meant)


def one_word(section: Section, key: str) -> frozenset[str]:
    return frozenset([fold(section.text(key))])


def many_words(section: Section, key: str) -> frozenset[str]:
    return frozenset(fold(word) for word in section.texts(key) or ())


# The words to compare with, and whether the column must be one of them or none of them.
TESTS = {
    "is": lambda section: (one_word(section, "is"), True),
    "is_not": lambda section: (one_word(section, "is_not"), False),
    "in": lambda section: (many_words(section, "in"), True),
    "not_in": lambda section: (many_words(section, "not_in"), False),
    "filled": lambda section: (EMPTY, not section.is_on("filled")),
    "empty": lambda section: (EMPTY, section.is_on("empty")),
}
