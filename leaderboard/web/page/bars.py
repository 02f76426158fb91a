"""A goal's progress as templates/parts/goal_bar.html draws it: positions on the bar, and words."""

from dataclasses import dataclass
from fractions import Fraction

from leaderboard import locale
from leaderboard.rules.attainment import Course, State
from leaderboard.standings.progress import Progress
from leaderboard.web.page.bar_words import WHOLE, BarWords

STATES = {
    State.TOO_FEW_CASES: "few_cases",
    State.NOT_BEGUN: "begun",
    State.JUST_BEGUN: "begun",
    State.OPEN: "begun",
}


@dataclass(frozen=True)
class Bar:
    """What the goal bar shows. Positions run from 0 (start) to 1 (target), whichever direction
    is better for the metric."""

    key: str
    name: str
    state: str
    value_text: str
    target_text: str
    state_text: str
    left_text: str
    value: float
    stretch: float | None
    pace: float | None
    milestones: tuple[tuple[float, bool, bool], ...]
    team_mark: int | None
    course: Course
    target: float = 1.0
    scale_end: float | None = None
    baseline: float | None = None
    lower_is_better: bool = False

    def at(self, value: int | Fraction) -> float:
        """The position of another value; the macro's `before`."""
        return float(self.course.way(Fraction(value)))


def bar_of(
    progress: Progress, *, name: str = "", is_own: bool = False, is_short: bool = False
) -> Bar:
    """A goal's bar for the reader of the page.

    `name` replaces the goal's name, `is_own` says "your goal", `is_short` abbreviates amounts for
    screens: €228k.
    """
    words = BarWords(progress, locale.current_writing(), is_own=is_own, is_short=is_short)
    attainment = progress.attainment
    return Bar(
        key=f"goal-{progress.goal_id}",
        name=name or progress.name,
        state=STATES.get(attainment.state, attainment.state.value),
        value_text=words.value(),
        target_text=words.target(),
        state_text=words.state(),
        left_text=words.left(),
        value=float(attainment.way),
        stretch=place(attainment.stretch_way),
        pace=place(attainment.pace_way),
        milestones=tuple(
            (m.mark / WHOLE, m.is_reached, progress.rewards.now.get(m.mark, 0) > 0)
            for m in attainment.milestones
            if m.mark < WHOLE
        ),
        team_mark=progress.owner.mark,
        course=attainment.course,
    )


def place(way: Fraction | None) -> float | None:
    return None if way is None else float(way)
