"""Real clusters of several processes on this machine, and one of their workers lost in the middle."""

from __future__ import annotations

import os
import runpy
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

import bbafootprint as bba

from .conftest import assert_same, purchases

PARTS, LINES = 12, 400

pytestmark = [
    pytest.mark.once,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # sockets of the clusters' own
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]


def part(number: int, seconds: float = 0.0) -> pd.DataFrame:
    """A part of the lines, which may take its time."""
    time.sleep(seconds)
    texts = ["Product", "Country of origin", "Shipped from", "Unit", "Supplier", "company"]
    return purchases(LINES, seed=number).astype(dict.fromkeys(texts, "string"))


@pytest.fixture(scope="module")
def whole(factors: bba.FactorSet) -> bba.Footprint:
    lines = pd.concat([part(number) for number in range(PARTS)], ignore_index=True)
    return bba.calculate_footprint(bba.read_lines(lines), factors)


# ---- Dask ----------------------------------------------------------------------------------------------------


@pytest.fixture
def dask_client() -> Iterator[Any]:
    """Two workers, each a process of its own."""
    from dask.distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1") as cluster,
        Client(cluster) as client,
    ):
        yield client


def test_dask_on_two_workers(dask_client: Any, factors: bba.FactorSet, whole: bba.Footprint) -> None:
    import dask.dataframe as dd

    assert len(set(dask_client.run(os.getpid).values()) | {os.getpid()}) == 3
    lines = bba.group_lines(dd.from_map(part, range(PARTS)), by="supplier")
    assert_same(bba.calculate_footprint(lines, factors), whole, ["supplier"])


def test_dask_loses_a_worker_in_the_middle(
    dask_client: Any, factors: bba.FactorSet, whole: bba.Footprint
) -> None:
    import dask.dataframe as dd

    pids = dask_client.run(os.getpid)
    killed = []

    def kill_one() -> None:
        while not any(dask_client.processing().values()):
            time.sleep(0.05)
        time.sleep(0.5)
        killed.append(next(iter(pids.values())))
        os.kill(killed[0], signal.SIGKILL)

    killer = threading.Thread(target=kill_one, daemon=True)
    killer.start()
    lines = bba.group_lines(dd.from_map(part, range(PARTS), seconds=0.3), by="supplier")
    killer.join(timeout=30)
    assert killed
    assert_same(bba.calculate_footprint(lines, factors), whole, ["supplier"])


# ---- Spark ---------------------------------------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def listening(port: int, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.2)
    return False


@pytest.fixture(scope="module")
def spark_cluster(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Any, list[subprocess.Popen[bytes]]]]:
    """A standalone master with two workers, and a session; all of them ended by their ids."""
    pyspark = pytest.importorskip("pyspark", reason="pyspark is not installed: pip install --group clusters")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java: apt-get install default-jre-headless")
    home = Path(pyspark.__file__).parent
    scratch = tmp_path_factory.mktemp("spark")
    env = {
        **os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_LOG_DIR": str(scratch),
        "SPARK_WORKER_DIR": str(scratch), "SPARK_LOCAL_DIRS": str(scratch),
    }  # fmt: skip
    port = free_port()
    url = f"spark://127.0.0.1:{port}"

    def start(what: str, *options: str) -> subprocess.Popen[bytes]:
        log = (scratch / f"{what.rpartition('.')[2]}{len(started)}.log").open("wb")
        command = [
            str(home / "bin" / "spark-class"),
            what,
            "--host",
            "127.0.0.1",
            "--webui-port",
            "0",
            *options,
        ]
        return subprocess.Popen(command, env=env, stdout=log, stderr=log, start_new_session=True)

    started: list[subprocess.Popen[bytes]] = []
    session = None
    patched = pytest.MonkeyPatch()
    try:
        started.append(start("org.apache.spark.deploy.master.Master", "--port", str(port)))
        assert listening(port, 60), "the master of Spark did not start"
        for _ in range(2):
            started.append(start("org.apache.spark.deploy.worker.Worker", "-c", "1", "-m", "1g", url))
        patched.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patched.setenv("PYSPARK_PYTHON", sys.executable)
        from pyspark.sql import SparkSession

        session = (
            SparkSession.builder.master(url)
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.executor.memory", "512m")
            .config("spark.executor.cores", "1")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "4")
            .config("spark.scheduler.minRegisteredResourcesRatio", "1.0")
            .config("spark.local.dir", str(scratch))
            .getOrCreate()
        )
        yield session, started[1:]
    finally:
        patched.undo()
        if session is not None:
            gateway = session.sparkContext._gateway
            session.stop()
            gateway.shutdown()
            gateway.proc.kill()
            gateway.proc.wait(timeout=30)
        for process in reversed(started):
            with_group = os.getpgid(process.pid) if process.poll() is None else None
            if with_group is not None:
                os.killpg(with_group, signal.SIGKILL)
            process.wait(timeout=30)


@pytest.fixture(scope="module")
def parquet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lines")
    for number in range(PARTS):
        part(number).to_parquet(folder / f"part-{number:02}.parquet", index=False)
    return folder


def executors(session: Any) -> int:
    """How many processes compute for a session."""
    return (
        int(session.sparkContext._jsc.sc().getExecutorMemoryStatus().size()) - 1
    )  # the driver is one of them


def test_spark_on_two_workers(
    spark_cluster: tuple[Any, Any], parquet: Path, factors: bba.FactorSet, whole: bba.Footprint
) -> None:
    session, _ = spark_cluster
    end = time.monotonic() + 60
    while executors(session) < 2 and time.monotonic() < end:
        time.sleep(0.2)
    assert executors(session) == 2
    table = session.read.parquet(str(parquet))
    assert_same(bba.calculate_footprint(bba.group_lines(table, by="supplier"), factors), whole, ["supplier"])


def test_spark_gives_every_line_its_impacts(
    spark_cluster: tuple[Any, Any], parquet: Path, factors: bba.FactorSet, whole: bba.Footprint
) -> None:
    session, _ = spark_cluster
    found = bba.add_impacts(session.read.parquet(str(parquet)), factors)
    assert type(found).__module__.startswith("pyspark.sql")
    sums = found.selectExpr("count(*) as lines", "sum(habitat_loss) as loss").collect()[0]
    assert sums["lines"] == PARTS * LINES
    assert sums["loss"] == pytest.approx(whole.total().loc["habitat_loss", "value"], rel=1e-9)


def test_spark_runs_the_example_of_a_pipeline(
    spark_cluster: tuple[Any, Any], tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session, _ = spark_cluster
    example = runpy.run_path(str(root / "examples" / "pipelines" / "spark.py"))
    for _ in range(2):  # run again it writes the same
        example["main"](session, tmp_path)
        assert "10 lines with their impacts" in capsys.readouterr().out
    by = pq.read_table(tmp_path / "by.parquet")
    assert by.schema.equals(bba.arrow_schema("by", further=["supplier", "period"]))
    whole = bba.calculate_footprint(bba.group_files(root / "examples" / "purchases"))
    written = session.read.parquet(str(tmp_path / "purchases_with_impacts"))
    assert written.selectExpr("sum(habitat_loss)").first()[0] == pytest.approx(
        whole.total().loc["habitat_loss", "value"], rel=1e-9
    )


def test_spark_loses_a_worker_in_the_middle(
    spark_cluster: tuple[Any, list[subprocess.Popen[bytes]]],
    parquet: Path,
    factors: bba.FactorSet,
    whole: bba.Footprint,
) -> None:  # the last that uses the cluster
    from pyspark.sql.functions import col, udf

    session, workers = spark_cluster
    slow = udf(lambda quantity: time.sleep(0.001) or quantity, "double")
    table = (
        session.read.parquet(str(parquet)).repartition(PARTS).withColumn("Quantity", slow(col("Quantity")))
    )
    killed = []

    def kill_one() -> None:
        tracker = session.sparkContext.statusTracker()
        while not any(
            info.numActiveTasks
            for stage in tracker.getActiveStageIds()
            if (info := tracker.getStageInfo(stage))
        ):
            time.sleep(0.05)
        time.sleep(0.5)
        os.killpg(os.getpgid(workers[0].pid), signal.SIGKILL)
        killed.append(workers[0].pid)

    killer = threading.Thread(target=kill_one, daemon=True)
    killer.start()
    lines = bba.group_lines(table, by="supplier")
    killer.join(timeout=60)
    assert killed
    assert_same(bba.calculate_footprint(lines, factors), whole, ["supplier"])
