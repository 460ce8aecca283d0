"""How the library grows: 1,000, 10,000 and (--full: some ten minutes) 100,000 synthetic sections, each size in a process of its own.

Texts are made of words at random, vectors scattered round 300 points: what is measured is the machinery. The encoder works once per
section and its rate is given apart; a query is embedded by the real one.
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import msgspec

from tests.bench.harness import REPOSITORY, Row, Scale, percentile, seconds

SIZES: dict[Scale, tuple[int, ...]] = {
    "quick": (1_000,),
    "normal": (1_000, 10_000),
    "full": (1_000, 10_000, 100_000),
}
SECTIONS_PER_SAMPLE = 20
QUERY_COUNT = 300
ENCODED = 128
DIMENSIONS = 512
POINTS = 300
WORDS = re.findall(
    r"\w+",
    """
    安全 检查 隐患 整改 培训 演练 宣传 居民 学生 旅客 客户 窗口 服务 志愿 活动 网格 垃圾 分类 环境 整治 巡查 台账 制度 考核
    值班 督导 走访 慰问 老人 儿童 图书 阅读 设备 检修 线路 抢修 客运 班次 车辆 食堂 课堂 作业 家长 医生 体检 疫苗 档案 存款
    贷款 反诈 企业 项目 资金 道路 河道 绿化 停车 物业 楼道 充电 消防 通道 执法 摊位 投诉 办结 回访 公示 会议 部署 责任 落实
    小组 方案 目标 任务 问题 不足 打算 计划 提升 完善 加强 推进 开展
    """,
)
ROLES = ("引言", "组织领导", "宣传", "服务", "安全", "成效", "问题", "打算")
UNITS = ("community", "station", "bank", "primary_school", "township", "fire")


class Figures(msgspec.Struct, frozen=True):
    """What one size showed. Rates in sections a second, sizes in MB, times in ms."""

    size: int
    build_rate: float
    rebuild_rate: float
    open_ms: float
    disk_mb: float
    memory_mb: float
    p50_ms: float
    p99_ms: float
    cpu_ms: float
    encoder_rate: float


def run(scale: Scale) -> list[Row]:
    measured = [_measured(size) for size in SIZES[scale]]
    first = measured[0]
    rows = [
        Row(
            "scale",
            "encoder",
            first.encoder_rate,
            "sections/s",
            note="passages of 150 characters, one thread",
        )
    ]
    for figures in measured:
        size = f"{figures.size:,}"
        rows += [
            Row("scale", f"build at {size}", figures.build_rate, "sections/s", baseline=first.build_rate),
            Row(
                "scale",
                f"rebuild of Chroma at {size}",
                figures.rebuild_rate,
                "sections/s",
                first.rebuild_rate,
            ),
            Row("scale", f"open and first query at {size}", figures.open_ms, "ms", baseline=first.open_ms),
            Row("scale", f"disk at {size}", figures.disk_mb, "MB", baseline=first.disk_mb),
            Row("scale", f"memory at {size}", figures.memory_mb, "MB", baseline=first.memory_mb),
            Row("scale", f"query p50 at {size}", figures.p50_ms, "ms", baseline=first.p50_ms, at_most=20),
            Row(
                "scale",
                f"query p50 at {size}, growth",
                figures.p50_ms,
                "ms",
                first.p50_ms,
                at_most=3,
                of_ratio=True,
            ),
            Row("scale", f"query, processor time at {size}", figures.cpu_ms, "ms", baseline=first.cpu_ms),
            Row("scale", f"query p99 at {size}", figures.p99_ms, "ms", baseline=first.p99_ms),
        ]
    return rows


def _measured(size: int) -> Figures:
    with tempfile.TemporaryDirectory() as folder:
        made = _child("build", size, folder)
        used = _child("query", size, folder)
    return msgspec.convert(made | used | {"size": size}, Figures)


def _child(step: str, size: int, folder: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.scale", step, str(size), folder],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        check=True,
    )
    return msgspec.json.decode(done.stdout, type=dict[str, float])


# ------------------------------------------------------------------ in the child


def build(size: int, home: Path) -> dict[str, float]:
    """Fill the store and build both indexes."""
    library, store = _library(home)
    began = time.perf_counter()
    _fill(store, size)
    library.search("安全检查")
    library.close()  # waits for a rebuild that runs beside
    built = time.perf_counter() - began
    library, _ = _library(home)
    rebuilt = seconds(library.rebuild)[0]
    library.close()
    disk = sum(path.stat().st_size for path in home.rglob("*") if path.is_file())
    return {
        "build_rate": size / built,
        "rebuild_rate": size / rebuilt,
        "disk_mb": disk / 1e6,
        "encoder_rate": _encoder(),
    }


def query(size: int, home: Path) -> dict[str, float]:
    """Open what was built and ask."""
    import resource

    library, _ = _library(home)
    opened = seconds(lambda: library.search("安全检查"))[0]
    chance = random.Random(2)
    asked = ["".join(chance.sample(WORDS, 4)) for _ in range(QUERY_COUNT)]
    worked = time.process_time()
    times = sorted(
        seconds(lambda q=q: library.search(q, unit_type=chance.choice(UNITS), k=5))[0]  # type: ignore[misc]
        for q in asked
    )
    worked = time.process_time() - worked
    library.close()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "open_ms": opened * 1000,
        "p50_ms": percentile(times, 0.5) * 1000,
        "p99_ms": percentile(times, 0.99) * 1000,
        "cpu_ms": worked * 1000 / QUERY_COUNT,
        "memory_mb": memory,
    }


def _encoder() -> float:
    from retrieval.embedding import open_embedder

    embedder = open_embedder("use")
    assert embedder is not None
    embedder.query("先把模型读进来")
    chance = random.Random(3)
    texts = [_text(chance) for _ in range(ENCODED)]
    return ENCODED / seconds(lambda: embedder.documents(texts))[0]


def _library(home: Path) -> tuple[Any, Any]:
    from bot.store.database import open_database
    from bot.store.sample_rows import SampleRows
    from retrieval.embedding import open_embedder
    from retrieval.library import Library
    from tests.retrieval.stand_ins import WORDS as LIBRARY_WORDS
    from tests.retrieval.stand_ins import PlainReader

    store = SampleRows(open_database("", home))
    return Library(store, home / "index", open_embedder("use"), PlainReader(), LIBRARY_WORDS), store


def _fill(store: Any, size: int) -> None:
    import numpy as np

    from retrieval.embedding import USE_NAME
    from retrieval.records import Sample, SectionRow

    chance = random.Random(1)
    noise = np.random.default_rng(1)
    points = noise.normal(size=(POINTS, DIMENSIONS))
    for n in range(size // SECTIONS_PER_SAMPLE):
        sample = Sample(id=f"s{n:06}", title=f"样本{n}", masked_title="样本", content_hash=f"{n}")
        unit = chance.choice(UNITS)
        rows = tuple(
            SectionRow(
                id=f"{sample.id}-{m:03}",
                sample_id=sample.id,
                unit_type=unit,
                period="年度",
                topic="综合",
                role=chance.choice(ROLES),
                text=f"一、{chance.choice(WORDS)}\n{_text(chance)}",
            )
            for m in range(SECTIONS_PER_SAMPLE)
        )
        store.put(sample, rows)
        near = points[noise.integers(POINTS, size=len(rows))] + noise.normal(size=(len(rows), DIMENSIONS))
        near /= np.linalg.norm(near, axis=1, keepdims=True)
        vectors = near.astype(np.float32)
        store.put_vectors(
            USE_NAME, {row.id: vector.tobytes() for row, vector in zip(rows, vectors, strict=True)}
        )


def _text(chance: random.Random) -> str:
    return "，".join("".join(chance.choices(WORDS, k=5)) for _ in range(14)) + "。"


if __name__ == "__main__":
    step, size, folder = sys.argv[1:]
    figures = {"build": build, "query": query}[step](int(size), Path(folder))
    sys.stdout.write(msgspec.json.encode(figures).decode())
