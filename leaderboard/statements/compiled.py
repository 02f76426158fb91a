"""A statement as text for one kind of database: compiled once, then only filled with values."""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any

from sqlalchemy import BindParameter, CompoundSelect, Date, Dialect, Insert, Select, literal_column
from sqlalchemy.sql.visitors import replacement_traverse
from sqlalchemy.types import TypeEngine

Statement = Select[*tuple[Any, ...]] | CompoundSelect[Any] | Insert
Process = Callable[[Any], Any]

# For an insert of rows that bring their own number, instead of leaving it to the database.
NUMBERED = {"numbered": True}

# How many lengths of its lists a statement is kept for.
MOST_TEXTS = 64


def with_constants(statement: Any, dialect: Dialect) -> Any:
    """The same with the statement's own values written out, so that nobody has to send them."""

    def written_out(element: Any, **_: Any) -> Any:
        if not isinstance(element, BindParameter) or element.required or element.value is None:
            return None
        process = element.type.dialect_impl(dialect).literal_processor(dialect)
        return literal_column(process(element.value), element.type) if process else None

    return replacement_traverse(statement, {}, written_out)


class Compiled:
    """One statement compiled for one kind of database."""

    def __init__(self, statement: Statement, dialect: Dialect) -> None:
        compiled = with_constants(statement, dialect).compile(
            dialect=dialect, column_keys=written_columns(statement)
        )
        self._compiled = compiled
        asked: dict[str, BindParameter[Any]] = compiled.binds  # type: ignore[attr-defined]
        # What the compiler added by itself: SQLite's OFFSET 0.
        self._constants: dict[str, Any] = {
            name: value
            for name, value in compiled.params.items()
            if not (asked[name].required or value is None)
        }
        self._writers = {name: writer_of(bind.type, dialect) for name, bind in asked.items()}
        self._lists = [name for name, bind in asked.items() if bind.expanding]
        self.text = Text(str(compiled), compiled.positiontup or [], self._writers)  # type: ignore[attr-defined]
        self._texts: dict[tuple[int, ...], Text] = {}
        columns = list(statement.exported_columns)
        self._row = row_type([column.key or "" for column in columns])
        self._results = [
            column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns
        ]

    def filled(self, values: Mapping[str, Any]) -> tuple[str, list[Any]]:
        """The statement, and the values as the driver takes them."""
        if not self._lists:
            return self.text.sql, self.bound(values)
        lengths = tuple(len(values[name]) for name in self._lists)
        text = self._texts.get(lengths) or self._spell_out(lengths)
        return text.sql, text.bound({**self._constants, **values, **text.each_of(values)})

    def bound(self, values: Mapping[str, Any]) -> list[Any]:
        """The values of a statement without lists, together with its own constants."""
        return self.text.bound({**self._constants, **values} if self._constants else values)

    def _spell_out(self, lengths: tuple[int, ...]) -> "Text":
        """The statement for lists of these lengths."""
        lists = {name: [None] * n for name, n in zip(self._lists, lengths, strict=True)}
        spelled = self._compiled.construct_expanded_state({**self._compiled.params, **lists})
        writers = {
            one: self._writers[name]
            for name, each in spelled.parameter_expansion.items()
            for one in each
        }
        if len(self._texts) >= MOST_TEXTS:
            self._texts.clear()
        self._texts[lengths] = Text(
            spelled.statement,
            spelled.positiontup or [],
            self._writers | writers,
            spelled.parameter_expansion,
        )
        return self._texts[lengths]

    def first(self, value: Any) -> Any:
        """The value of a row's first column."""
        process = self._results[0]
        return process(value) if process else value

    def rows(self, found: Iterable[tuple[Any, ...]]) -> list[Any]:
        """The driver's rows as named tuples of Python values."""
        changed = [(n, process) for n, process in enumerate(self._results) if process]
        if not changed:
            return list(map(self._row._make, found))
        rows = []
        for row in found:
            values = list(row)
            for n, process in changed:
                values[n] = process(values[n])
            rows.append(self._row._make(values))
        return rows


class Text:
    """A statement's SQL, and what it makes of its values. `lists` are the names that each value of
    a list has got."""

    def __init__(
        self,
        sql: str,
        places: Sequence[str],
        writers: Mapping[str, Process | None],
        lists: Mapping[str, Sequence[str]] = {},
    ) -> None:
        self.sql = sql
        # The parameters in the order of the statement, and what the types of some make of a value.
        self._in_order = values_of(places)
        self._writers = [
            (n, process) for n, name in enumerate(places) if (process := writers[name])
        ]
        self._lists = lists

    def bound(self, values: Mapping[str, Any]) -> list[Any]:
        """The values as the driver takes them."""
        found = list(self._in_order(values))
        for n, process in self._writers:
            found[n] = process(found[n])
        return found

    def each_of(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values of the lists, one by one."""
        return {
            name: value
            for whole, names in self._lists.items()
            for name, value in zip(names, values[whole], strict=True)
        }


def values_of(names: Sequence[str]) -> Callable[[Mapping[str, Any]], Sequence[Any]]:
    """Takes these values from a mapping, in order."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: [values[name] for name in names]


def writer_of(kind: TypeEngine[Any], dialect: Dialect) -> Process | None:
    """What a type makes of a value before the driver takes it; None if it takes it as it is."""
    if dialect.name == "sqlite" and isinstance(kind, Date):
        # The same text as SQLAlchemy's, at a tenth of its price: a log binds a score of days.
        return iso_day
    return kind.dialect_impl(dialect).bind_processor(dialect)


def iso_day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def row_type(names: Iterable[str]) -> Any:
    """Named tuples with these names; a column without a name gets one."""
    return namedtuple("Row", names, rename=True)


def written_columns(statement: Statement) -> list[str] | None:
    """The columns that an insert of values writes; None for any other statement."""
    if not isinstance(statement, Insert) or statement.select is not None:
        return None
    table: Any = statement.table
    is_numbered = statement.get_execution_options().get("numbered", False)
    return [
        column.key for column in table.c if is_numbered or column is not table.autoincrement_column
    ]
