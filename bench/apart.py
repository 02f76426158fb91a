"""Work in a process of its own, and the most memory it ever had there."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any


def apart(work: Callable[..., Any], *given: Any) -> Any:
    """What the work returns, done in a new process whose memory holds nothing from earlier."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as process:
        return process.submit(work, *given).result()


def most_memory() -> float:
    """The most memory this process has had since it began, in MB.

    `ru_maxrss` would not do: a process inherits what the one had that started it.
    """
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no VmHWM")
