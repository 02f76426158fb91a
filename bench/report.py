"""The figures as a page of the docs: requirements, results, and the machine they were measured
on."""

import os
import platform
from pathlib import Path

import config
from leaderboard import clock

PAGE = config.ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"

# For each ratio to a floor: the must, the aim, and whether less is better.
MUSTS = {
    "T1": (2.2, 1.8, True),
    "T1a": (0.35, 0.5, False),
    "T1b": (5.0, 3.0, True),
    "T2 computed": (0.45, 0.6, False),
    "T2 unchanged": (0.75, 0.9, False),
    "T2b": (1.5, 1.1, True),
    "T9": (3.0, 1.5, True),
    "T3": (1.5, 1.2, True),
    "T4 without rules": (0.4, 0.6, False),
    "T4 with 20 rules": (0.25, 0.4, False),
    "T8 statements": (1.0, 1.0, True),
    "T8": (4.0, 2.0, True),
    "T10": (10.0, 8.0, True),
    "T11 page": (1.0, 0.5, True),
    "T11 log": (1.0, 0.5, True),
    "T12 statements": (1.0, 1.0, True),
    "T12": (1.5, 1.0, True),
}
# On PostgreSQL a log waits for the server more often, the constant table costs the same, and the
# board’s statement more.
ON_POSTGRESQL = {
    "T1": (2.8, 1.8, True),
    "T2 computed": (0.28, 0.6, False),
    "T2 unchanged": (0.55, 0.9, False),
}


def write(found: dict[str, dict[str, float]]) -> None:
    """Write the figures between their markers in docs/performance.md."""
    text = PAGE.read_text()
    head, rest = text.split(BEGIN)
    _, tail = rest.split(END)
    PAGE.write_text(f"{head}{BEGIN}\n{table(found)}\n{END}{tail}")


def table(found: dict[str, dict[str, float]]) -> str:
    lines = [
        f"Measured on {clock.now():%Y-%m-%d} by `make bench`: {machine()}.",
        "",
        "| where | what | measured | must | aim | |",
        "|---|---|---|---|---|---|",
    ]
    for where, figures in found.items():
        musts = MUSTS | (ON_POSTGRESQL if "postgresql" in where else {})
        lines += [line(where, name, value, musts) for name, value in figures.items()]
    return "\n".join(lines)


def line(where: str, name: str, value: float, musts: dict) -> str:
    if name not in musts:
        return f"| {where} | {name} | {value:,.2f} | | | |"
    must, aim, is_less_better = musts[name]
    sign = "<=" if is_less_better else ">="
    word = judged(value, must, aim, is_less_better=is_less_better)
    return f"| {where} | **{name}** | {value:.2f} x | {sign} {must} | {sign} {aim} | {word} |"


def judged(value: float, must: float, aim: float, *, is_less_better: bool) -> str:
    def within(line: float) -> bool:
        return value <= line if is_less_better else value >= line

    return "aim met" if within(aim) else "met" if within(must) else "**missed**"


def machine() -> str:
    """The processor, the number of cores, the system and the version of Python."""
    names = [
        line.split(":")[1].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    return (
        f"{os.cpu_count()} x {names[0] if names else platform.machine()}, "
        f"{platform.system()}, Python {platform.python_version()}"
    )
