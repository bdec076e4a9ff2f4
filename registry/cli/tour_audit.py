"""The tour's step on audit: a checkpoint is signed, one event is proved to be under it, the whole city is verified."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import rich.markup
import rich.table

from registry import wiring
from registry.audit import proof_file
from registry.audit.verifying import verifying
from registry.cli import audit_verify, console


async def guide(registry: wiring.Registry, event: Mapping[str, Any]) -> None:
    """Prints it; ``event`` is one of the house of the tour."""
    position = int(event["position"])
    console.heading(
        "7",
        "History that nobody can alter unseen 可验证的历史",
        f"fangji audit checkpoint; fangji audit prove {position} --out event.tlog-proof; fangji audit check …; fangji "
        "audit verify --no-read",
    )
    await registry.checkpointer().catch_up()
    prover, key = registry.prover(), registry.signer().verifier
    signed, file = await prover.newest(), await prover.file(position)
    checked = proof_file.verify(str(file), key)
    table = rich.table.Table.grid(padding=(0, 2))
    table.add_row("[dim]checkpoint 检查点[/dim]", f"{signed.size} events, root {signed.root.hex()}")
    table.add_row("[dim]signed by 签名[/dim]", rich.markup.escape(str(key)))
    proved = f"{event['type']} at position {checked.position} is under it 在其中: {len(file.hashes)} hashes prove it"
    table.add_row("[dim]proof 证明[/dim]", proved)
    table.add_row("[dim]verified 核验[/dim]", await _verified(registry))
    console.out.print(table)


async def _verified(registry: wiring.Registry) -> str:
    started = time.monotonic()
    place = audit_verify.place(registry, [], processes=1)
    result = await verifying.verify(place, verifying.Wanted(read=False))
    seconds = time.monotonic() - started
    if not result.clean:
        return f"NOT whole 不完好: {result.faults.kept()[0].text}"
    return f"positions {result.first} to {result.last} are whole 完好, {seconds:.1f} s"
