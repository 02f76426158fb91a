import pytest


@pytest.fixture(params=["sqlite"])
def any_database(tmp_path, request):
    return f"sqlite:///{tmp_path / 'leaderboard.sqlite3'}"
