"""Faults of the settings are told all at once, each with what may stand there."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.__main__ import main
from bot.errors import SettingsFaults
from bot.setting_rules import faults
from bot.settings import data_keys, load

FIVE = 'port = "eighty"\nembedder = "magic"\nprot = 1\n'


def test_five_faults_of_file_and_environment_are_told_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "settings.toml").write_text(FIVE, "utf-8")
    for name, value in (
        ("HOME", str(tmp_path)),
        ("WEB_THREADS", "many"),
        ("MODEL_BASE_URL", "somewhere"),
        ("RATE_TOKN", "1"),
    ):
        monkeypatch.setenv(f"ZONGJIE_{name}", value)
    assert main(["doctor"]) == 2
    lines = capsys.readouterr().err.splitlines()
    told = ("port", "embedder", "prot", "WEB_THREADS", "model_base_url", "ZONGJIE_RATE_TOKN")
    assert len(lines) == len(told)
    for name in told:
        assert any(name in line for line in lines), name


def test_a_broken_file_hides_no_fault_of_the_environment(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('lang = "zh"\nport = = 1\n', "utf-8")
    with pytest.raises(SettingsFaults) as told:
        load({"ZONGJIE_WEB_THREADS": "0"}, home=tmp_path)
    assert [fault.key for fault in told.value.faults] == ["settings_broken", "setting_bounds"]
    assert "line" in str(told.value.faults[0].values["reason"])
    assert str(tmp_path / "settings.toml") in str(told.value.faults[0].values["path"])


@pytest.mark.parametrize("code", ["", "short", "12345678", "aaaaaaaaa", "password1", "changeme"])
def test_a_code_that_everybody_tries_is_refused(code: str) -> None:
    assert [fault.key for fault in faults({"access": "code", "access_code": code})] == ["access_code_weak"]
    assert not list(faults({"access": "local", "access_code": code}))


def test_keys_come_from_a_file_or_the_environment(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("new\nold\n")
    assert data_keys(load({"ZONGJIE_DATA_KEY_FILE": str(path)}, home=tmp_path)) == ("new", "old")
    assert data_keys(load({"ZONGJIE_DATA_KEY": "new,old"}, home=tmp_path)) == ("new", "old")
    assert data_keys(load({}, home=tmp_path)) == ()
    with pytest.raises(Exception, match="data_key_file"):
        data_keys(load({"ZONGJIE_DATA_KEY_FILE": str(tmp_path / "none")}, home=tmp_path))


# As Kubernetes puts them into a pod beside services called `zongjie` (port 80, named http) and `zongjie-web`.
LINKS = {
    "ZONGJIE_SERVICE_HOST": "10.0.0.1",
    "ZONGJIE_SERVICE_PORT": "80",
    "ZONGJIE_SERVICE_PORT_HTTP": "80",
    "ZONGJIE_PORT": "tcp://10.0.0.1:80",
    "ZONGJIE_PORT_80_TCP": "tcp://10.0.0.1:80",
    "ZONGJIE_PORT_80_TCP_PROTO": "tcp",
    "ZONGJIE_PORT_80_TCP_PORT": "80",
    "ZONGJIE_PORT_80_TCP_ADDR": "10.0.0.1",
    "ZONGJIE_WEB_SERVICE_HOST": "10.0.0.2",
    "ZONGJIE_WEB_PORT": "tcp://[fd00::2]:8020",
}


def test_links_of_kubernetes_are_no_settings(tmp_path: Path) -> None:
    assert load(LINKS, home=tmp_path).port == load({}, home=tmp_path).port
    assert load(LINKS | {"ZONGJIE_PORT": "9000"}, home=tmp_path).port == 9000, "one's own counts"
    for name, value in (
        ("ZONGJIE_PORT", "eighty"),
        ("ZONGJIE_WEB_PORT", "80"),
        ("ZONGJIE_HOSTS", "tcp://x:80"),
    ):
        with pytest.raises(SettingsFaults):
            load(LINKS | {name: value}, home=tmp_path)


def test_the_doctor_counts_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in (LINKS | {"ZONGJIE_HOME": str(tmp_path)}).items():
        monkeypatch.setenv(name, value)
    main(["doctor"])
    assert f"有 {len(LINKS)} 个" in capsys.readouterr().out
