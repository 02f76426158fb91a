"""What is measured, by name."""

from collections.abc import Callable
from contextlib import ExitStack

from bench import beside, files, growth, pages, planning, proof, publishing, sizes, streams
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
    "T8": sizes.pages_cost,
    "T9": publishing.published_from_today,
    "T10": proof.proven,
    "T11": beside.saved_beside,
    "T12": planning.planned,
}
