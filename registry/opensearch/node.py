"""Nodes of OpenSearch on loopback, each in a folder of its own: started, awaited, stopped, killed."""

import contextlib
import dataclasses
import http.client
import json
import os
import pathlib
import random
import shlex
import shutil
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence

import psutil

from aggregates import errors
from registry import server_user
from registry.opensearch import distribution

USER = "embedded_opensearch"
HOST = "127.0.0.1"
READY_SECONDS = 220  # 10 on a quiet machine; a test that waits for 240 ends its process
STOP_SECONDS = 60
LOGGING = """\
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%c{1.}] %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
"""
# What the distribution's own start script gives to Java; it would start three more of it to find that out.
JAVA_OPTIONS = (
    "-Xshare:auto",
    "-Xss1m",
    "-Dopensearch.networkaddress.cache.ttl=60",
    "-Dopensearch.networkaddress.cache.negative.ttl=10",
    "-Djava.awt.headless=true",
    "-Dfile.encoding=UTF-8",
    "-Djna.nosys=true",
    "-XX:-OmitStackTraceInFastThrow",
    "-Dio.netty.noUnsafe=true",
    "-Dio.netty.noKeySetOptimization=true",
    "-Dio.netty.recycler.maxCapacityPerThread=0",
    "-Dio.netty.allocator.numDirectArenas=0",
    "-Dlog4j.shutdownHookEnabled=false",
    "-Dlog4j2.disable.jmx=true",
    "-javaagent:agent/opensearch-agent.jar",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "-Dopensearch.distribution.type=zip",
    "-Dopensearch.bundled_jdk=false",
    "--enable-native-access=ALL-UNNAMED",
)

QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""For a node of a few minutes: ready after 9 s of a processor instead of 23, slower once it is warm."""
LASTING = ("-XX:+UseG1GC",)


class NodeError(errors.FangjiError):
    """A node of OpenSearch could not be started."""

    code = "NODE_UNUSABLE"


@dataclasses.dataclass(frozen=True)
class Node:
    """One node in `folder`, of a cluster of its own unless `cluster` names every node's transport address.

    The ports are kept for as long as the folder is. Methods block.
    """

    folder: pathlib.Path
    settings: Mapping[str, object] = dataclasses.field(default_factory=dict)
    heap: str = "512m"
    java: Sequence[str] = QUICK

    @property
    def url(self) -> str | None:
        """Where the running node answers; None where it does not run."""
        return self._address if self.process() is not None else None

    @property
    def _address(self) -> str:
        return f"http://{HOST}:{self._read_settings()['http.port']}"

    @property
    def log(self) -> pathlib.Path:
        """What the node said since it was started."""
        return self.folder / "server.log"

    def start(self) -> str:
        """Starts the node where it does not run, waits until it answers, and gives its URL."""
        self.launch()
        return self.await_ready()

    def launch(self) -> None:
        """Starts the node where it does not run, and does not wait."""
        if self.process() is None:
            programs = distribution.home(), distribution.java()
            self.configure()
            self._admit(*programs)
            self._run(*programs)

    def configure(self) -> None:
        """Writes the settings, and chooses the ports where none were."""
        (self.folder / "config").mkdir(parents=True, exist_ok=True)
        kept = self._read_settings() if self._settings_file.exists() else free_ports()
        ports = {name: kept[name] for name in ("http.port", "transport.port")}
        # JSON is YAML
        self._settings_file.write_text(json.dumps({**self._defaults(), **ports, **self.settings}, indent=1))
        (self.folder / "config" / "log4j2.properties").write_text(LOGGING)

    def await_ready(self) -> str:
        """Waits until the node answers and has joined a cluster; its URL."""
        deadline = time.monotonic() + READY_SECONDS
        while not _answers(self._read_settings()["http.port"]):
            if self.process() is None or time.monotonic() > deadline:
                raise NodeError(f"OpenSearch in {self.folder} did not start: {self._said()}")
            time.sleep(0.2)
        return self._address

    def stop(self) -> bool:
        """Ends the node in order; False where it did not run."""
        process = self.process()
        if process is None:
            return False
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except psutil.TimeoutExpired:
            self.kill()
        return True

    def kill(self) -> None:
        """Ends the node at once, as a power cut does."""
        process = self.process()
        if process is not None:
            process.kill()
            process.wait(STOP_SECONDS)

    def process(self) -> psutil.Process | None:
        """The node's process, where it runs: a process id in a file may long belong to another program."""
        with contextlib.suppress(FileNotFoundError, NotADirectoryError, ValueError, psutil.NoSuchProcess):
            process = psutil.Process(int((self.folder / "process").read_text()))
            # Sought in each argument, not as one: a moment long the process is the shell that is to become Java.
            if any(f"-Dopensearch.path.conf={self.folder / 'config'}" in argument for argument in _arguments(process)):
                return process
        return None

    def transport(self) -> str:
        """Where other nodes find this one."""
        return f"{HOST}:{self._read_settings()['transport.port']}"

    @property
    def _settings_file(self) -> pathlib.Path:
        return self.folder / "config" / "opensearch.yml"

    def _read_settings(self) -> dict[str, object]:
        return dict(json.loads(self._settings_file.read_text()))

    def _defaults(self) -> dict[str, object]:
        return {
            "cluster.name": "fangji",
            "node.name": self.folder.name,
            "path.data": str(self.folder / "data"),
            "path.logs": str(self.folder),
            "network.host": HOST,
            "discovery.type": "single-node",
            "cluster.routing.allocation.disk.threshold_enabled": False,
        }

    def _admit(self, home: pathlib.Path, java: pathlib.Path) -> None:
        """Gives the folder to the user as whom the node runs, where that is another."""
        owner = server_user.of(self.folder, USER)
        if owner is None:
            return
        for programs in (home, java.parent.parent):
            server_user.admit(owner, self.folder, programs)
        for path in self.folder.rglob("*"):
            os.chown(path, owner.pw_uid, owner.pw_gid, follow_symlinks=False)

    def _run(self, home: pathlib.Path, java: pathlib.Path) -> None:
        owner = server_user.of(self.folder, USER)
        # A shell in between, so that the node is nobody's child: who started it may end, or wait for others.
        detached = f"{shlex.join(self._command(home, java))} >{shlex.quote(str(self.log))} 2>&1 </dev/null & echo $!"
        started = subprocess.run(
            ["/bin/sh", "-c", detached],
            capture_output=True,
            text=True,
            check=True,
            cwd=home,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "OPENSEARCH_TMPDIR": str(self._temporary())},
            umask=0o077,
            start_new_session=True,
            user=None if owner is None else owner.pw_uid,
            group=None if owner is None else owner.pw_gid,
            extra_groups=None if owner is None else [],
        )
        (self.folder / "process").write_text(started.stdout.strip())

    def _temporary(self) -> pathlib.Path:
        return self.folder / "config"

    def _command(self, home: pathlib.Path, java: pathlib.Path) -> list[str]:
        return [
            str(java),
            f"-Xms{self.heap}",
            f"-Xmx{self.heap}",
            *self.java,
            *JAVA_OPTIONS,
            f"-Djava.io.tmpdir={self._temporary()}",
            f"-XX:ErrorFile={self.folder / 'error.log'}",
            f"-Dopensearch.path.home={home}",
            f"-Dopensearch.path.conf={self.folder / 'config'}",
            "-cp",
            str(home / "lib" / "*"),
            "org.opensearch.bootstrap.OpenSearch",
        ]

    def _said(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        told = [line for line in lines if not line.startswith(("\tat", "\t...", "WARNING:"))]
        return " ".join(told[-5:])[-800:] or "it said nothing"


def cluster(folder: pathlib.Path, names: Sequence[str] = ("one", "two", "three")) -> list[Node]:
    """Nodes of one cluster, each in a folder below `folder`, not yet started."""
    alone = [Node(folder / name) for name in names]
    for node in alone:
        node.configure()
    shared = {
        "discovery.type": "zen",
        "discovery.seed_hosts": [node.transport() for node in alone],
        "cluster.initial_cluster_manager_nodes": list(names),
        "cluster.fault_detection.follower_check.timeout": "2s",
        "cluster.fault_detection.leader_check.timeout": "2s",
    }
    return [dataclasses.replace(node, settings=shared) for node in alone]


def free_ports() -> dict[str, object]:
    """Two ports that nobody listens on, below those that outgoing connections take."""
    free = (port for port in random.sample(range(20_000, 32_000), 200) if _is_free(port))
    return {"http.port": next(free), "transport.port": next(free)}


def remove(folder: pathlib.Path) -> None:
    """Stops the nodes in `folder` or right below it, and clears it away."""
    for candidate in (folder, *folder.iterdir()) if folder.exists() else ():
        Node(candidate).kill()
    shutil.rmtree(folder, ignore_errors=True)


def _arguments(process: psutil.Process) -> list[str]:
    """A process's command line, which Linux gives empty while another program takes its place or while it ends.

    Raises psutil.NoSuchProcess where it has ended.
    """
    for _ in range(100):
        if arguments := process.cmdline():
            return arguments
        time.sleep(0.01)
    return []  # the kernel's own have none


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _answers(port: object) -> bool:
    """Whether a node has joined a cluster whose shards can be reached."""
    connection = http.client.HTTPConnection(HOST, int(str(port)), timeout=10)
    try:
        connection.request("GET", "/_cluster/health?wait_for_status=yellow&timeout=5s")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
