"""The paper of a random sample of events: what was drawn from what by what, and how anybody draws it again."""

import textwrap
from collections.abc import Iterator, Sequence

import orjson

from registry.audit import folders, notes, proof_file

FILE = "paper.md"

REDO = """\
import base64, hashlib, hmac, json

said = json.load(open("index.json"))
draw, (origin, size, root) = said["draw"], said["checkpoint"].split("\\n")[:3]
frame = {"version": "fangji-sample-1", "name": draw["name"], "origin": origin, "size": int(size),
         "root": base64.b64decode(root).hex(), "count": draw["count"], "commitment": draw["commitment"] or ""}
text = json.dumps(frame, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
digest = hashlib.sha256(text.encode()).hexdigest()
lot = lambda key, *parts: hmac.digest(key, "\\n".join(parts).encode(), "sha256")
key = lot(bytes.fromhex(draw["seed"] or ""), "fangji-sample-1 key", digest, draw["randomness"])
drawn, number, fair = [], 0, 2**256 - 2**256 % int(size)
while len(drawn) < draw["count"]:
    found = int.from_bytes(lot(key, "fangji-sample-1 lot", str(number)), "big")
    position, number = found % int(size) + 1, number + 1
    if found < fair and position not in drawn:
        drawn.append(position)
print(digest == draw["digest"], drawn == [one["position"] for one in said["events"]])
"""
"""Draws a sample again from its index, with Python's standard library alone; prints `True True`."""


def lines(index: folders.Index, proofs: Sequence[proof_file.ProofFile]) -> Iterator[str]:
    """What was drawn, for a terminal."""
    draw = index.draw
    assert draw is not None
    origin, size, root = notes.parse(index.checkpoint).text.split("\n")[:3]
    yield f"Sample 抽样 {draw.name}: {draw.count} of {size} events of {origin}"
    yield f"root 树根 {root}"
    yield f"frame digest 抽样框摘要 {draw.digest}"
    yield f"randomness 公共随机数 {draw.randomness}"
    if draw.seed:
        yield f"commitment 承诺 {draw.commitment}, seed 种子 {draw.seed}"
    for number, (one, proof) in enumerate(zip(index.events, proofs, strict=True), 1):
        body = orjson.loads(folders.leaf(proof).partition(b"\n")[2])
        yield f"{number:>5}  #{one.position:<10} {one.leaf_hash}  {body['kind']} {body['type']} {body['effective_on']}"


def text(index: folders.Index, proofs: Sequence[proof_file.ProofFile]) -> str:
    """The paper, in both languages, as Markdown."""
    head, *told = lines(index, proofs)
    seeded = index.draw is not None and index.draw.seed is not None
    english = (
        "The events were drawn at random from all that the signed checkpoint in `index.json` commits to. Where this "
        + ("and the commitment to the seed were" if seeded else "was")
        + " published before the public randomness was known, nobody could choose the sample. `events.ndjson` has the "
        "bytes of each event, `proofs/` the proof that it stands in the ledger."
    )
    chinese = (
        "本抽样自 `index.json` 所载已签名检查点涵盖的全部事件中随机产生。检查点"
        + ("与种子承诺均" if seeded else "")
        + "先于公共随机数公布者，任何人无法选定样本。`events.ndjson` 载各事件原始字节，"
        "`proofs/` 载其在账本中的存在证明。"
    )
    again = (
        "Check it offline with the log's verifier key 用账本验证公钥离线核验: `fangji audit check-folder FOLDER --key "
        "KEY`. "
        "Or draw it again in this folder with Python alone 或仅用 Python 重新抽取 (`True True`):"
    )
    wrapped = "\n\n".join("\n".join(textwrap.wrap(one, 110)) for one in (english, again))
    first, last = wrapped.split("\n\n")
    listed = "\n".join(told)
    return f"# {head}\n\n{first}\n\n{chinese}\n\n```\n{listed}\n```\n\n{last}\n\n```python\n{REDO}```\n"
