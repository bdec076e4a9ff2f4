"""The oracle's findings and investigations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.graphql_api import paging
from tests.graphql_api.of_subjects import Subjects
from tests.graphql_api.reading import Node


class Findings(Subjects):
    """Mixed into the oracle."""

    async def findings(self, node: Node, arguments: Mapping[str, Any]) -> Node:
        assert node.kind is not None
        found = await self.elements(node, node.kind.collections["findings"], arguments)
        page = paging.Page(found, "findings", [paging.Key("key")], arguments, 20, await self.position())
        return Node("Connection", {}, self.now(), page=page)
