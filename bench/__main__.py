"""`make bench`: every figure beside its floor, into docs/performance.md.

`python -m bench T1 T2b` measures some of them and prints; nothing is written then.
"""

import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context

import click

from bench import files, growth, pages, report, streams
from tests import services


def pages_on_sqlite() -> dict[str, float]:
    with pages.ready() as bench:
        return pages.logging(bench) | pages.boards(bench)


def pages_on_postgresql() -> dict[str, float]:
    with ExitStack() as stack:
        server = stack.enter_context(services.postgresql())
        bench = stack.enter_context(pages.ready(server.make("bench"), server.make("floor")))
        return pages.logging(bench) | pages.boards(bench)


CELLS: dict[str, Callable[[], dict[str, float]]] = {
    "pages-sqlite": pages_on_sqlite,
    "pages-postgresql": pages_on_postgresql,
    "T2b": growth.board_cost,
    "T3": streams.to_many_screens,
    "T4": files.imported,
}


def alone(name: str) -> dict[str, float]:
    """Measure it in a process of its own, so that nothing of what came before is left in its memory."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as process:
        return process.submit(CELLS[name]).result()


def main(wanted: list[str]) -> None:
    found = {}
    for name in wanted or CELLS:
        click.echo(f"{name} ...", err=True)
        found[name] = alone(name)
        for figure, value in found[name].items():
            click.echo(f"  {figure:40} {value:10.3f}")
    if not wanted:
        report.write(found)


if __name__ == "__main__":
    main(sys.argv[1:])
