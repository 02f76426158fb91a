"""Runs commands in the tests."""


def run(app, *args, code=0):
    """What a command prints; it must exit with this code."""
    result = app.test_cli_runner().invoke(args=args)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output
    return result.output
