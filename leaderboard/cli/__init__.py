"""The `flask` commands, one module per topic."""

from flask import Flask

from leaderboard.cli import (
    backups,
    beginning,
    boards,
    imports,
    kinds,
    ledger,
    rules,
    setting_files,
)

COMMANDS = (
    beginning.init,
    beginning.link,
    rules.rules,
    imports.import_,
    imports.void,
    boards.board,
    kinds.kinds,
    ledger.verify,
    ledger.rebuild,
    backups.backup,
    backups.restore,
)


for command in (setting_files.goals, setting_files.leave, setting_files.holidays):
    imports.import_.add_command(command)


def init_app(app: Flask) -> None:
    for command in COMMANDS:
        app.cli.add_command(command)
