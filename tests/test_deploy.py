"""Dockerfile and compose file name only what is there: files, settings, services; nothing secret stands in them."""

from __future__ import annotations

import re
from ipaddress import ip_address, ip_network
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from bot.settings import _PLAIN_NAMES, Settings
from tests.test_architecture import REPOSITORY

COMPOSE: dict[str, Any] = yaml.safe_load((REPOSITORY / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
DOCKERFILE = (REPOSITORY / "Dockerfile").read_text("utf-8")


@pytest.mark.parametrize("service", ["web", "telegram"])
def test_what_is_set_is_a_setting(service: str) -> None:
    plain = set(_PLAIN_NAMES.values())
    for name in SERVICES[service]["environment"]:
        key = name.removeprefix("ZONGJIE_").lower()
        assert name in plain or (name.startswith("ZONGJIE_") and key in Settings.__struct_fields__), name


def test_what_is_asked_of_the_operator_is_in_the_example_and_no_secret_is_given() -> None:
    asked = set(re.findall(r"\$\{(\w+)", (REPOSITORY / "compose.yaml").read_text("utf-8")))
    example = (REPOSITORY / "deploy" / "example.env").read_text("utf-8")
    given = dict(re.findall(r"^(\w+)=(.*)$", example, re.MULTILINE))
    assert asked == set(given)
    assert not any(given[name] for name in given if re.search("PASSWORD|KEY|TOKEN|CODE", name))


def test_services_depend_on_services_and_mount_what_is_there() -> None:
    for name, service in SERVICES.items():
        for other in service.get("depends_on", []):
            assert other in SERVICES, name
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            assert source in COMPOSE["volumes"] or (REPOSITORY / source).is_file(), volume
    proxy = SERVICES["proxy"]["networks"]["inside"]["ipv4_address"]
    assert SERVICES["web"]["environment"]["ZONGJIE_TRUSTED_PROXIES"] == proxy
    assert SERVICES["web"]["deploy"]["replicas"] == 2
    (inside,) = COMPOSE["networks"]["inside"]["ipam"]["config"]
    assert ip_address(proxy) in ip_network(inside["subnet"])
    assert ip_address(proxy) not in ip_network(inside["ip_range"]), "another container would have it already"
    assert proxy != inside["gateway"]


def test_the_image_copies_what_is_there_and_lets_it_in() -> None:
    let_in = {
        line[1:] for line in (REPOSITORY / ".dockerignore").read_text("utf-8").splitlines() if line[0] == "!"
    }
    copied = [
        source
        for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE)
        for source in line.split()[:-1]
    ]
    assert copied
    for source in copied:
        assert (REPOSITORY / source).exists(), source
    assert set(copied) == let_in


def test_the_image_runs_a_command_of_ours_as_nobody_in_particular() -> None:
    assert "zongjie serve" in re.sub(r'[",\[\]]+', "", DOCKERFILE.splitlines()[-1])
    assert re.search(r"^USER 10001$", DOCKERFILE, re.MULTILINE)
    assert SERVICES["telegram"]["command"] == ["zongjie", "telegram"]
