"""Without the CRM file its tests say so; in CI they fail."""

import pytest

from tests import crm


@pytest.fixture
def _elsewhere(monkeypatch, tmp_path):
    monkeypatch.setattr(crm, "FOLDER", tmp_path / "nowhere")


@pytest.mark.usefixtures("_elsewhere")
def test_on_a_desk_a_missing_file_is_a_skip_with_its_reason(monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="set CRM_DATA to its folder"):
        crm.need_file()


@pytest.mark.usefixtures("_elsewhere")
def test_in_ci_a_missing_file_is_a_failure(monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="set CRM_DATA to its folder"):
        crm.need_file()
