"""The website: one folder per place, one blueprint per noun."""

from flask import Flask

from leaderboard.web import (
    activities,
    audit,
    badges,
    boards,
    goals,
    kinds,
    metrics,
    organisation,
    overview,
    people,
    plans,
    proposals,
    rules,
    screens,
    today,
)
from leaderboard.web.boards import leaderboards
from leaderboard.web.entrance import home, passwords, sessions, set_up, sign_in
from leaderboard.web.organisation import official
from leaderboard.web.page import frame, menu, parts, sums
from leaderboard.web.people import leave, me, teams
from leaderboard.web.request import compression, errors, guard, health, logs, pace
from leaderboard.web.screens import screen

# One line per noun.
BLUEPRINTS = (
    activities.blueprint,
    audit.blueprint,
    badges.blueprint,
    frame.blueprint,
    boards.blueprint,
    goals.blueprint,
    health.blueprint,
    home.blueprint,
    kinds.blueprint,
    kinds.dimensions,
    leave.blueprint,
    leaderboards.blueprint,
    metrics.blueprint,
    me.blueprint,
    passwords.blueprint,
    organisation.blueprint,
    official.blueprint,
    overview.blueprint,
    people.blueprint,
    plans.blueprint,
    proposals.blueprint,
    rules.blueprint,
    screen.blueprint,
    screens.blueprint,
    sessions.blueprint,
    set_up.blueprint,
    sign_in.blueprint,
    sign_in.out,
    sums.blueprint,
    today.blueprint,
    teams.blueprint,
)


def register(app: Flask) -> None:
    """Register all pages; a route without a policy stops the app from starting."""
    # Whatever is registered first sees each response last.
    compression.init_app(app)
    logs.init_app(app)
    guard.init_app(app)
    pace.init_app(app)
    errors.init_app(app)
    frame.init_app(app)
    menu.init_app(app)
    parts.init_app(app)
    sums.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    guard.check_declared(app)
