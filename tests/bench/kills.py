"""kill -9 during `samples add` and `rebuild`; half of the kills wait for Chroma to rewrite its graph. What is asked afterwards, each time:

the library opens, finds first what it found first before, has every sample that was there or acknowledged, none twice, and the interrupted
import can be finished. Worker and check are processes of their own: a crash on opening counts as a failure.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

from tests.bench.harness import REPOSITORY, Row, Scale

ROUNDS: dict[Scale, int] = {"quick": 4, "normal": 50, "full": 200}
BEFORE, AFTER = (
    300,
    600,
)  # reports in the library, and once the import is complete; 4 sections each: Chroma rewrites every 1,000
PATIENCE_S = 120.0


class Outcome(msgspec.Struct, frozen=True):
    """One round. `aimed` = the kill waited for a rewrite; `hit` = it came before the work was done; `fault` = what was wrong after."""

    work: str
    aimed: bool
    hit: bool
    fault: str


def run(scale: Scale) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        outcomes = rounds(ROUNDS[scale], Path(folder))
    rows = []
    for work in ("add", "rebuild"):
        for aimed in (False, True):
            some = [outcome for outcome in outcomes if outcome.work == work and outcome.aimed == aimed]
            faults = "；".join(sorted({outcome.fault for outcome in some if outcome.fault}))
            note = f"{sum(outcome.hit for outcome in some)} of {len(some)} kills came in the middle {faults}"
            name = f"kill -9 in {work}, {'at a rewrite of Chroma' if aimed else 'at random'}: faults"
            rows.append(
                Row("kills", name, sum(bool(o.fault) for o in some), f"of {len(some)}", at_most=0, note=note)
            )
    return rows


def rounds(count: int, folder: Path, seed: int = 1) -> list[Outcome]:
    """`count` kills, each on a fresh copy of the same library."""
    from tests.retrieval.stand_ins import write_reports

    chance = random.Random(seed)
    write_reports(folder / "first", BEFORE)
    write_reports(folder / "all", AFTER)
    _worker("work", "add", folder / "template", folder / "first").communicate(timeout=PATIENCE_S)
    durations = {work: _duration(work, folder) for work in ("add", "rebuild")}
    plan = [(("add", "rebuild")[n % 2], n % 4 >= 2) for n in range(count)]
    return [_round(work, aimed, chance.uniform(0.2, 1.0) * durations[work], folder) for work, aimed in plan]


def _duration(work: str, folder: Path) -> float:
    """Seconds of the undisturbed work, start of the process included."""
    home = _copy(folder)
    before = time.monotonic()
    _worker("work", work, home, folder / "all").communicate(timeout=PATIENCE_S)
    return time.monotonic() - before


def _copy(folder: Path) -> Path:
    shutil.rmtree(folder / "home", ignore_errors=True)
    shutil.copytree(folder / "template", folder / "home")
    return folder / "home"


def _round(work: str, aimed: bool, delay: float, folder: Path) -> Outcome:
    home = _copy(folder)
    process = _worker("work", work, home, folder / "all")
    if aimed:
        _await_rewrite(process, home / "index")
    else:
        time.sleep(delay)
    hit = process.poll() is None
    process.kill()
    said, _ = process.communicate()
    check = _worker("check", work, home, folder / "all")
    answer, errors = check.communicate(timeout=PATIENCE_S)
    if check.returncode != 0:
        return Outcome(work, aimed, hit, f"exit {check.returncode}: {errors[-200:]}")
    acknowledged = set(said.splitlines())
    found = msgspec.json.decode(answer, type=dict[str, list[str]])
    lost = acknowledged.difference(found["ids"])
    return Outcome(work, aimed, hit, "、".join([*found["faults"], *(f"lost {name}" for name in lost)]))


def _await_rewrite(process: subprocess.Popen[str], index: Path) -> None:
    """Return as soon as a file of Chroma's graph changes, or the process ends."""
    before = _graph(index)
    while process.poll() is None and _graph(index) == before:
        time.sleep(0.0002)


def _graph(index: Path) -> list[tuple[str, int, int]]:
    found = []
    for path in index.glob("*/*/*.bin"):
        try:
            stat = path.stat()
        except FileNotFoundError:
            continue
        found.append((str(path), stat.st_size, stat.st_mtime_ns))
    return found


def _worker(command: str, work: str, home: Path, reports: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.bench.kills", command, work, str(home), str(reports)],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


# ------------------------------------------------------------------ in the worker


def work(kind: str, home: Path, reports: Path) -> None:
    """Add or rebuild; each sample is named on standard output once it is durable."""
    from tests.retrieval.stand_ins import PairEmbeddings, PlainReader, open_library

    library = open_library(home, PairEmbeddings())
    if kind == "rebuild":
        for _ in range(3):
            library.rebuild()
        return

    ids = {report.title: report.id for report in PlainReader().reports(reports)}

    def acknowledge(done: int, total: int, title: str) -> None:
        if title:
            print(ids[title], flush=True)

    library.add(reports, acknowledge)


def check(kind: str, home: Path, reports: Path) -> dict[str, list[str]]:
    """What is wrong with the library after a kill, and the ids it has."""
    from tests.retrieval.stand_ins import PairEmbeddings, PlainReader, open_library

    library = open_library(home, PairEmbeddings())
    first = PlainReader().reports(reports.parent / "first")
    faults = []
    for report in first[::20]:
        hits = library.search(f"{report.metadata['topic']}人手不足，设备陈旧。", k=3)
        if not any(hit.sample_id == report.id and "相近" in hit.why for hit in hits):
            faults.append(f"does not find {report.title}")
    ids = [summary.id for summary in library.list()]
    hashes = {summary.content_hash for summary in library.list()}
    if len(hashes) != len(ids):
        faults.append("a sample is there twice")
    faults += [f"lost {report.title}" for report in first if report.id not in ids]
    library.close()
    return {"ids": ids, "faults": [*faults, *_finish(kind, home, reports)]}


def _finish(kind: str, home: Path, reports: Path) -> Sequence[str]:
    """The interrupted import is completed by running it again."""
    if kind == "rebuild":
        return []
    from tests.retrieval.stand_ins import PairEmbeddings, open_library

    library = open_library(home, PairEmbeddings())
    library.add(reports)
    count = len(library.list())
    library.close()
    wanted = len(list(reports.glob("*.txt")))
    return [] if count == wanted else [f"{count} samples once completed, not {wanted}"]


if __name__ == "__main__":
    command, kind, home, reports = sys.argv[1:]
    if command == "work":
        work(kind, Path(home), Path(reports))
    else:
        print(msgspec.json.encode(check(kind, Path(home), Path(reports))).decode())
