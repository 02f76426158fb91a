"""`make bench`: every figure beside its floor, into docs/performance.md.

`python -m bench T1 T2b` measures some of them and prints; nothing is written then.
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import click

from bench import report
from bench.cells import CELLS


def alone(name: str) -> dict[str, float]:
    """Measured in a process of its own, whose memory holds nothing of what came before."""
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
