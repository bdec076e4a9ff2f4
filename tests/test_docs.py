"""The documents keep their promises: links and paths lead somewhere, and blocks marked `python runnable` run."""

import functools
import pathlib
import re
from collections.abc import Iterator

import pytest

ROOT = pathlib.Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
FENCE = re.compile(r"^```(?P<info>[^\n]*)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")
PATH = re.compile(
    r"`(?P<path>(?:aggregates|benchmarks|docs|graphql|migrations|projections|registry|requirements|search|tests)"
    r"/[\w.*/-]*)`"
)
HEADING = re.compile(r"^#+ +(?P<text>.+?) *$", re.MULTILINE)


def named(path: pathlib.Path) -> str:
    return str(path.relative_to(ROOT))


@functools.cache
def prose(path: pathlib.Path) -> str:
    """Return a document without its code blocks."""
    return FENCE.sub("", path.read_text("utf-8"))


@functools.cache
def anchors(path: pathlib.Path) -> frozenset[str]:
    """Return the anchors that GitHub makes of a document's headings."""
    texts = (found["text"].replace("`", "").lower() for found in HEADING.finditer(prose(path)))
    return frozenset(re.sub(r"[^\w\- ]", "", text).replace(" ", "-") for text in texts)


def links() -> Iterator[tuple[pathlib.Path, str]]:
    for path in DOCUMENTS:
        yield from ((path, found["target"]) for found in LINK.finditer(prose(path)))


def paths() -> Iterator[tuple[pathlib.Path, str]]:
    for path in DOCUMENTS:
        yield from ((path, found["path"]) for found in PATH.finditer(prose(path)))


def runnable(path: pathlib.Path) -> list[str]:
    """Return the blocks to run, each padded so that an error names the document's own line."""
    text = path.read_text("utf-8")
    blocks = (found for found in FENCE.finditer(text) if found["info"].split() == ["python", "runnable"])
    return ["\n" * text.count("\n", 0, found.start("code")) + found["code"] for found in blocks]


def test_there_are_documents_links_and_examples() -> None:
    assert list(links())
    assert any(runnable(path) for path in DOCUMENTS)


@pytest.mark.parametrize(("path", "target"), [pytest.param(p, t, id=f"{named(p)}: {t}") for p, t in links()])
def test_links_lead_somewhere(path: pathlib.Path, target: str) -> None:
    if re.match(r"https?:|mailto:", target):
        return  # other people's pages are not ours to keep
    place, _, anchor = target.partition("#")
    found = (path.parent / place).resolve() if place else path
    assert found.exists(), f"{named(path)} links to {target}, which is not there."
    assert not anchor or anchor in anchors(found), f"{named(path)} links to {target}, a heading that is not there."


@pytest.mark.parametrize(("path", "target"), [pytest.param(p, t, id=f"{named(p)}: {t}") for p, t in paths()])
def test_paths_in_the_text_exist(path: pathlib.Path, target: str) -> None:
    assert any(ROOT.glob(target.rstrip("/"))), f"{named(path)} speaks of {target}, which is not there."


@pytest.mark.parametrize("path", [pytest.param(p, id=named(p)) for p in DOCUMENTS if runnable(p)])
def test_examples_run(path: pathlib.Path) -> None:
    """The blocks of a document share their names, from top to bottom."""
    names: dict[str, object] = {"__name__": named(path)}
    for block in runnable(path):
        exec(compile(block, named(path), "exec"), names)  # noqa: S102 - our own documents
