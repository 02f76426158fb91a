"""One table of a map, read key by key, with every mistake noted in a sentence."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, TypeVar

from flask_babel import gettext as _

from leaderboard import clock
from leaderboard.imports.places import Cell, DateCell, DateForm
from leaderboard.imports.words import fold

Choice = TypeVar("Choice", bound=StrEnum)
MOST = 10**9


class Section:
    """One table of a map. Each reader marks its key as used and notes mistakes in `found`."""

    def __init__(self, values: Mapping[str, Any], *, place: str, found: list[str]) -> None:
        self.values, self.place, self.found = values, place, found
        self.used: set[str] = set()

    def wrong(self, key: str, sentence: str) -> None:
        where = f"{self.place}, {key}" if self.place else key
        self.found.append(f"{where}: {sentence}")

    def get(self, key: str, *, is_required: bool = False) -> Any:
        self.used.add(key)
        if is_required and key not in self.values:
            self.wrong(key, _("is missing"))
        return self.values.get(key)

    def text(self, key: str, *, is_required: bool = False, most: int = 200) -> str:
        """A word or a name; empty when the key is missing."""
        value = self.get(key, is_required=is_required)
        if value is None:
            return ""
        if not isinstance(value, str) or not value.strip() or len(value) > most:
            self.wrong(key, _("must be a text in quotes"))
            return ""
        return value.strip()

    def choice(self, key: str, choices: type[Choice], default: Choice) -> Choice:
        """One word from a closed list."""
        value = self.get(key)
        if value is None:
            return default
        try:
            return choices(value)
        except ValueError:
            self.wrong_choice(key, choices)
            return default

    def wrong_choice(self, key: str, choices: Iterable[str]) -> None:
        """Every allowed word, in the quotes TOML wants."""
        names = ", ".join(f'"{choice}"' for choice in choices)
        self.wrong(key, _("must be one of: %(names)s", names=names))

    def is_on(self, key: str) -> bool:
        """Whether the key is there and true."""
        value = self.get(key)
        if value not in (None, True):
            self.wrong(key, _("can only be true"))
        return value is True

    def texts(self, key: str) -> tuple[str, ...] | None:
        """A list of texts; None when the key is missing."""
        value = self.get(key)
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.wrong(key, _("must be a list of texts"))
            return ()
        return tuple(value)

    def some_texts(self, key: str) -> tuple[str, ...]:
        """A text or a list of texts; none of them empty."""
        if isinstance(self.values.get(key), str):
            return (self.text(key),)
        found = self.texts(key) or ()
        if not all(text.strip() for text in found):
            self.wrong(key, _("must be a list of texts"))
        return found

    def count(self, key: str, *, most: int) -> int:
        """A whole number up to `most`; 0 when the key is missing."""
        value = self.get(key)
        if value is None:
            return 0
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
            self.wrong(key, _("must be a whole number up to %(most)s", most=most))
            return 0
        return value

    def factor(self, key: str) -> Decimal:
        """A number above zero, exactly as written; 1 when the key is missing."""
        value = self.get(key)
        if value is None:
            return Decimal(1)
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value < MOST:
            self.wrong(key, _("must be a number above zero, like 0.1"))
            return Decimal(1)
        return Decimal(repr(value))

    def words(self, key: str) -> dict[str, str]:
        """A table of texts: the file's words, folded, and ours."""
        found = {}
        for said, meant in self.sub(key).values.items():
            if not isinstance(meant, str):
                self.wrong(f"{key}.{said}", _("must be a text in quotes"))
                continue
            found[fold(said)] = meant
        return found

    def cell(self, key: str, *, is_required: bool = False) -> Cell | None:
        """Where a value is: a column's name, or { column, values }, or { always }."""
        value = self.get(key, is_required=is_required)
        if value is None or isinstance(value, str):
            return Cell(column=self.text(key)) if value is not None else None
        inner = self.sub(key)
        cell = Cell(inner.text("column"), inner.text("always"), inner.words("values"))
        inner.check_place()
        inner.finish()
        return cell

    def date_cell(
        self, key: str, *, default: DateCell, is_required: bool = False
    ) -> DateCell | None:
        """Where a date is: a column's name, or { column, format, zone }, or { always }."""
        value = self.get(key, is_required=is_required)
        if value is None or isinstance(value, str):
            return replace(default, column=self.text(key)) if value is not None else None
        inner = self.sub(key)
        form = inner.date_form("format")
        cell = DateCell(
            column=inner.text("column"),
            form=form or default.form,
            always=inner.day("always"),
            zone=inner.zone("zone") or default.zone,
            key="format" if form else default.key,
        )
        inner.check_place()
        inner.finish()
        return cell

    def date_form(self, key: str) -> DateForm | None:
        """How dates are written; None when the map leaves it to the year."""
        return None if self.get(key) is None else self.choice(key, DateForm, DateForm.ISO)

    def zone(self, key: str) -> str:
        """The name of a time zone; empty when the key is missing."""
        name = self.text(key)
        if name and name not in clock.zone_names():
            self.wrong(key, _('is not a time zone; use one like "UTC" or "Asia/Tehran"'))
            return ""
        return name

    def day(self, key: str) -> date | None:
        """A date written in the map itself."""
        value = self.get(key)
        if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
            self.wrong(key, _("must be a date like 2017-01-01, without quotes"))
            return None
        return value

    def check_place(self) -> None:
        """Require exactly one of a column and a constant."""
        if ("column" in self.values) is ("always" in self.values):
            self.found.append(f"{self.place}: " + _("needs either column or always"))

    def sub(self, key: str) -> "Section":
        """A table inside this one; empty when the key is missing."""
        value = self.get(key)
        if value is not None and not isinstance(value, dict):
            self.wrong(key, _("must be a table"))
            value = None
        place = f"{self.place}, {key}" if self.place else key
        return Section(value or {}, place=place, found=self.found)

    def subs(self, key: str) -> list["Section"]:
        """The tables in a list, or a single one; each is named by its number."""
        value = self.get(key)
        listed = [value] if isinstance(value, dict) else value or []
        if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
            self.wrong(key, _("must be a table"))
            listed = []
        place = f"{self.place}, {key}" if self.place else key
        names = [place] if len(listed) == 1 else [f"{place} {n + 1}" for n in range(len(listed))]
        return [
            Section(item, place=name, found=self.found)
            for item, name in zip(listed, names, strict=True)
        ]

    def refuse(self, keys: Iterable[str], sentence: str) -> None:
        """Say where these keys belong instead."""
        for key in self.values.keys() & set(keys):
            self.used.add(key)
            self.wrong(key, sentence)

    def finish(self) -> None:
        """Keys nobody read are mistakes, usually typos."""
        for key in self.values.keys() - self.used:
            near = get_close_matches(key, self.used, n=1)
            if near:
                self.wrong(key, _("is not a key here; did you mean %(near)s?", near=near[0]))
            else:
                names = ", ".join(sorted(self.used))
                self.wrong(key, _("is not a key here; the keys are: %(names)s", names=names))
