"""`make bench`: measures every figure next to its floor and writes docs/performance.md.

`python -m bench T1 T2b` measures only some of them and prints them without writing anything.
"""

import sys

import click

from bench import report
from bench.apart import apart
from bench.cells import CELLS


def main(wanted: list[str]) -> None:
    found = {}
    for name in wanted or CELLS:
        click.echo(f"{name} ...", err=True)
        found[name] = apart(CELLS[name])
        for figure, value in found[name].items():
            click.echo(f"  {figure:40} {value:10.3f}")
    if not wanted:
        report.write(found)


if __name__ == "__main__":
    main(sys.argv[1:])
