"""Geometry of bars and charts: numbers in, shares of the width out, nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask

# States with an empty track: there is no value yet, and no value is not zero.
EMPTY_STATES = ("few_cases", "no_goal")


@dataclass(frozen=True)
class BarSpan:
    x: str
    width: str


@dataclass(frozen=True)
class BarPart:
    """A coloured segment of a bar's fill; the last one has a slanted end."""

    x: str
    width: str
    css: str
    leans: bool
    is_first: bool


@dataclass(frozen=True)
class Stone:
    x: str
    reached: bool
    pays: bool


@dataclass(frozen=True)
class BarShape:
    parts: tuple[BarPart, ...]
    stretch: BarSpan | None
    pole: str | None
    stones: tuple[Stone, ...]
    pace: str | None


def init_app(app: Flask) -> None:
    app.add_template_global(bar_shape)
    app.add_template_global(chart_shape)
    app.add_template_global(percent, "svg_share")
    app.add_template_global(aria)


def aria(field: Any, help_text: str, given: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The ARIA attributes that link a form control to its error and help."""
    described = [f"{field.id}-error"] * bool(field.errors) + [f"{field.id}-help"] * bool(help_text)
    attributes = dict(given or {})
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if field.errors:
        attributes |= {"aria-invalid": "true", "autofocus": True}
    return attributes


def percent(share: float) -> str:
    """A share of the width in percent, as SVG writes it, clamped to the picture."""
    return f"{100 * min(max(share, 0.0), 1.0):.2f}%"


def bar_shape(bar: Any, *, before: float | None = None) -> BarShape:
    """The shapes of a goal bar (templates/parts/goal_bar.html documents `bar`)."""
    scale = Scale.of(bar)
    is_empty = bar.state in EMPTY_STATES
    return BarShape(
        parts=() if is_empty else fill_parts(bar, scale=scale, before=before),
        stretch=stretch_span(bar, scale=scale),
        pole=percent(scale.at(bar.target)) if bar.target is not None else None,
        stones=tuple(
            Stone(x=percent(scale.at(at)), reached=reached, pays=pays)
            for at, reached, pays in bar.milestones
        ),
        pace=None if bar.pace is None or is_empty else percent(scale.at(bar.pace)),
    )


@dataclass(frozen=True)
class Scale:
    """The range of a bar; it runs downwards if lower is better."""

    start: float
    end: float

    @classmethod
    def of(cls, bar: Any) -> "Scale":
        start = float(bar.baseline or 0) if bar.lower_is_better else 0.0
        ends = [bar.scale_end, bar.stretch]
        end = next((float(value) for value in ends if value is not None), None)
        if end is None:
            known = [float(value) for value in (bar.target, bar.value) if value is not None]
            end = (min if bar.lower_is_better else max)(known, default=start)
        return cls(start, end)

    def at(self, value: float | None) -> float:
        """How far along the bar `value` is, between 0 and 1."""
        if value is None or self.end == self.start:
            return 0.0
        return min(max((float(value) - self.start) / (self.end - self.start), 0.0), 1.0)


def stretch_span(bar: Any, *, scale: Scale) -> BarSpan | None:
    if bar.stretch is None or bar.target is None:
        return None
    start = scale.at(bar.target)
    return BarSpan(percent(start), percent(scale.at(bar.stretch) - start))


def fill_parts(bar: Any, *, scale: Scale, before: float | None) -> tuple[BarPart, ...]:
    """The fill up to the value: its own colour, then lamp colour for what is new or beyond the
    target."""
    value = scale.at(bar.value)
    turns = [value]
    if bar.target is not None:
        turns.append(scale.at(bar.target))
    if before is not None:
        turns.append(scale.at(before))
    turn = min(turns)
    own = f"bar-fill bar-team-{(bar.team_mark - 1) % 8 + 1}" if bar.team_mark else "bar-fill"
    spans = [(0.0, turn, own), (turn, value, "bar-gain")]
    drawn = [span for span in spans if span[1] > span[0]]
    return tuple(
        BarPart(
            x=percent(start),
            width=percent(end - start),
            css=css,
            leans=end == value and not is_at_pole(bar, scale=scale) and end < 1,
            is_first=start == 0,
        )
        for start, end, css in drawn
    )


def is_at_pole(bar: Any, *, scale: Scale) -> bool:
    return bar.target is not None and scale.at(bar.value) == scale.at(bar.target)


@dataclass(frozen=True)
class ChartShape:
    """A chart in a box of 100 by 100, y down, already mirrored for right-to-left pages."""

    line: str
    area: str
    pace: str
    projection: str
    goal_y: str
    stretch_y: str | None
    stretch_height: str
    # Whether the stretch label has no room beside its line and goes above it.
    is_stretch_thin: bool
    today_x: str
    today_y: str
    today_anchor: str
    pace_x: str
    pace_y: str
    # Whether the pace label goes above its line, before the point, or below it, after the point.
    is_pace_above: bool
    ticks: tuple[tuple[str, str, str], ...]


def chart_shape(chart: Any, *, mirrored: bool = False) -> ChartShape:
    """The lines and marks of a line chart (templates/parts/chart.html documents `chart`)."""
    top = float(chart.top or 1)

    def place(point: Sequence[float]) -> tuple[float, float]:
        x = 100 * float(point[0])
        return (100 - x if mirrored else x, 100 - 100 * float(point[1]) / top)

    def path(points: Sequence[Sequence[float]]) -> str:
        return " ".join("{:.2f},{:.2f}".format(*place(point)) for point in points)

    last = chart.points[-1] if chart.points else (0, 0)
    first = chart.points[0] if chart.points else (0, 0)
    spot, is_above = label_spot(chart.points, chart.pace, top) if chart.pace else ((0, 0), False)
    goal = float(chart.target) / top
    stretch = None if chart.stretch is None else float(chart.stretch) / top
    return ChartShape(
        line=path(chart.points),
        area=path([(first[0], 0), *chart.points, (last[0], 0)]),
        pace=path(chart.pace),
        projection=path([last, chart.projection]) if chart.projection else "",
        goal_y=percent(1 - goal),
        stretch_y=None if stretch is None else percent(1 - stretch),
        stretch_height=percent((stretch or goal) - goal),
        is_stretch_thin=(stretch or goal) - goal < THIN,
        today_x=percent(place(last)[0] / 100),
        today_y=percent(place(last)[1] / 100),
        today_anchor=tick(float(last[0]), "", mirrored=mirrored)[1],
        pace_x=percent(place(spot)[0] / 100),
        pace_y=percent(place(spot)[1] / 100),
        is_pace_above=is_above,
        ticks=tuple(tick(x, text, mirrored=mirrored) for x, text in chart.ticks),
    )


Point = Sequence[float]
# Possible places for the pace label, as shares of the line's length, the middle first; its width as
# a share of the chart, and the distance to keep from the value's line as a share of the height.
SPOTS = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74)
LABEL_WIDTH = 0.16
THIN = 0.08
CLEAR = 0.14


def label_spot(points: Sequence[Point], pace: Sequence[Point], top: float) -> tuple[Point, bool]:
    """A place on the pace line with room for its label, and whether the label goes above the
    line."""
    (x_0, y_0), (x_1, y_1) = pace

    def on_pace(share: float) -> Point:
        return (x_0 + share * (x_1 - x_0), y_0 + share * (y_1 - y_0))

    def room(spot: Point, *, is_above: bool) -> float:
        """The distance between the value's line and the pace line where the label would be."""
        low, high = sorted((spot[0], spot[0] + (-LABEL_WIDTH if is_above else LABEL_WIDTH)))
        near = (point for point in points if low <= point[0] <= high)
        slope = (y_1 - y_0) / ((x_1 - x_0) or 1)
        ahead = [(y - (y_0 + slope * (x - x_0))) / top for x, y in near]
        return min((-gap if is_above else gap for gap in ahead), default=1.0)

    spots = [(room(on_pace(s), is_above=up), on_pace(s), up) for s in SPOTS for up in (False, True)]
    clear = (spot for spot in spots if spot[0] >= CLEAR)
    _room, spot, is_above = next(clear, None) or max(spots, key=lambda found: found[0])
    return spot, is_above


def tick(x: float, text: str, *, mirrored: bool) -> tuple[str, str, str]:
    """The position, anchor and text of an axis label."""
    anchor = "start" if x < 0.05 else "end" if x > 0.95 else "middle"
    return percent(1 - x if mirrored else x), anchor, text
