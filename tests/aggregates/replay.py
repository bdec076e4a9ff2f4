"""Replays a published draw with nothing but Python; printed in docs/lottery.md, and independent of Fangji's code."""

import hashlib
import hmac
import json
from typing import Any


def sha(*lines: str) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def mac(key: bytes, *lines: str) -> bytes:
    return hmac.digest(key, "\n".join(lines).encode(), "sha256")


def canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def replay(bundle: dict[str, Any]) -> list[str]:
    """Return the names of what does not fit: none, and the draw is proved."""
    listed, digest = bundle["list"], sha(canonical(bundle["list"]))
    revealed = {name: bundle["result"][name] for name in ("seed", "randomness")}
    key = mac(bytes.fromhex(revealed["seed"]), "fangji-lots-1 key", digest, revealed["randomness"])
    drawn = sorted(listed["tickets"], key=lambda t: (t["tier"], mac(key, "fangji-lots-1 lot", str(t["ticket"]))))
    classes = []
    for size in sorted({one["bedrooms"] for one in listed["homes"] + listed["tickets"]}):
        homes = sum(home["bedrooms"] == size for home in listed["homes"])
        order = [ticket["ticket"] for ticket in drawn if ticket["bedrooms"] == size]
        classes.append({"bedrooms": size, "homes": homes, "chosen": order[:homes], "reserves": order[homes:]})
    named = {"version": "fangji-lots-1", "batch": listed["batch"], "list_digest": digest}
    result = {**named, **revealed, "classes": classes}
    committed = sha("fangji-lots-1 commitment", listed["batch"], revealed["seed"])
    right = {"list_digest": digest, "result": result, "result_digest": sha(canonical(result))}
    wrong = [name for name, value in right.items() if bundle[name] != value]
    return wrong if listed["commitment"] == committed else ["commitment", *wrong]
