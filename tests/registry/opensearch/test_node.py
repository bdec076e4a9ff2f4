"""The OpenSearch of this machine: one for all who ask, on loopback, not as root."""

import json
import os
import pathlib
import subprocess
import urllib.request

import psutil
import pytest

from registry.opensearch import distribution, node


def _get(url: str) -> object:
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=30) as answer:
        return json.load(answer)


@pytest.fixture
def running(opensearch_url: str, server_folder: pathlib.Path) -> node.Node:
    if "FANGJI_TEST_OPENSEARCH_URL" in os.environ:
        pytest.skip("the node is somebody else's")
    return node.Node(server_folder / "opensearch")


def test_whoever_asks_again_gets_the_same_node(running: node.Node, opensearch_url: str) -> None:
    process = running.process()
    assert running.start() == opensearch_url == running.url
    assert running.process() == process
    said = _get(opensearch_url)
    assert isinstance(said, dict)
    assert said["version"]["number"] == distribution.VERSION


def test_it_is_not_root_and_listens_on_loopback_alone(running: node.Node) -> None:
    process = running.process()
    assert process is not None
    assert process.uids().effective != 0
    listening = [used.laddr.ip for used in process.net_connections() if used.status == psutil.CONN_LISTEN]
    assert listening
    assert {address.removeprefix("::ffff:") for address in listening} == {node.HOST}


def test_a_node_that_cannot_start_says_why(opensearch_url: str, tmp_path: pathlib.Path) -> None:
    assert opensearch_url
    wrong = node.Node(pathlib.Path("/tmp") / f"fangji-wrong-{tmp_path.name}-{os.getpid()}", heap="1k")
    try:
        with pytest.raises(node.NodeError, match="Too small maximum heap"):
            wrong.start()
        assert wrong.url is None
        assert not wrong.stop()
    finally:
        node.remove(wrong.folder)


def test_the_shell_that_is_about_to_become_the_node_is_the_node(tmp_path: pathlib.Path) -> None:
    # What a busy machine showed: the node was asked for before Java had taken the shell's place.
    waiting = f"read gone; exec java -Dopensearch.path.conf={tmp_path / 'config'}"
    with subprocess.Popen(["/bin/sh", "-c", waiting], stdin=subprocess.PIPE) as shell:
        (tmp_path / "process").write_text(str(shell.pid))
        found = node.Node(tmp_path).process()
        shell.kill()
    assert found is not None
    assert found.pid == shell.pid
    assert node.Node(tmp_path).process() is None


def test_a_node_whose_program_is_just_being_loaded_is_the_node(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Linux shows no arguments between a program's end and the beginning of the one that takes its place.
    (tmp_path / "process").write_text(str(os.getpid()))
    shown = iter([[], [], ["java", f"-Dopensearch.path.conf={tmp_path / 'config'}"]])
    monkeypatch.setattr(psutil.Process, "cmdline", lambda self: next(shown))
    found = node.Node(tmp_path).process()
    assert found is not None
    assert found.pid == os.getpid()


def test_another_program_with_its_process_id_is_not_the_node(tmp_path: pathlib.Path) -> None:
    (tmp_path / "process").write_text(str(os.getpid()))
    assert node.Node(tmp_path).url is None


def test_without_maven_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(distribution.OpenSearchMissing, match="apt-get install maven"):
        distribution.home()


def test_what_is_not_the_distribution_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> None:
    maven = tmp_path / "mvn"
    maven.write_text(f'#!/bin/sh\necho no >"${{5#*=}}/opensearch-{distribution.VERSION}.zip"\n')
    maven.chmod(0o755)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(distribution.OpenSearchMissing, match="SHA-256"):
        distribution.home()
    assert [path.name for path in (tmp_path / "cache" / "fangji").iterdir()] == ["opensearch.lock"]
