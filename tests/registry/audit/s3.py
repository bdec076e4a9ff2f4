"""A server that speaks as much of S3 as exports take: objects, listing, deletion, and writes on condition."""

from __future__ import annotations

import hashlib
from xml.etree import ElementTree

from starlette import applications, requests, responses, routing

NAMESPACE = "{http://s3.amazonaws.com/doc/2006-03-01/}"
LISTED = (
    "<Contents><Key>{}</Key><LastModified>2026-01-01T00:00:00Z</LastModified><ETag>{}</ETag><Size>{}</Size></Contents>"
)


class Bucket:
    """The one bucket of a server; ``objects`` by key."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.application = applications.Starlette(
            routes=[
                routing.Route("/{bucket}", self._whole, methods=["GET", "POST"]),
                routing.Route("/{bucket}/{key:path}", self._one, methods=["GET", "PUT", "DELETE"]),
            ]
        )

    async def _one(self, request: requests.Request) -> responses.Response:
        if not request.headers.get("authorization", "").startswith("AWS4-HMAC-SHA256 Credential=any/"):
            return responses.Response(status_code=403)
        key = request.path_params["key"]
        if request.method == "PUT":
            return await self._put(request, key)
        if request.method == "DELETE":
            self.objects.pop(key, None)
            return responses.Response(status_code=204)
        if key not in self.objects:
            return responses.Response(status_code=404)
        modified = {"Last-Modified": "Thu, 01 Jan 2026 00:00:00 GMT"}
        return responses.Response(self.objects[key], headers={"ETag": tag(self.objects[key]), **modified})

    async def _put(self, request: requests.Request, key: str) -> responses.Response:
        there = tag(self.objects[key]) if key in self.objects else None
        wanted = request.headers.get("if-match")
        if (wanted is not None and wanted != there) or (request.headers.get("if-none-match") and there):
            return responses.Response(status_code=412)
        self.objects[key] = await request.body()
        return responses.Response(headers={"ETag": tag(self.objects[key])})

    async def _whole(self, request: requests.Request) -> responses.Response:
        if request.method == "POST":
            gone = [one.text or "" for one in ElementTree.fromstring(await request.body()).iter() if _is_key(one)]
            for key in gone:
                self.objects.pop(key, None)
            return _xml("DeleteResult", "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in gone))
        prefix = request.query_params["prefix"]
        found = [(key, data) for key, data in self.objects.items() if key.startswith(prefix)]
        listed = "".join(LISTED.format(key, tag(data).replace('"', "&quot;"), len(data)) for key, data in found)
        return _xml("ListBucketResult", f"<IsTruncated>false</IsTruncated>{listed}")


def tag(data: bytes) -> str:
    """An object's ETag."""
    return f'"{hashlib.md5(data, usedforsecurity=False).hexdigest()}"'


def _is_key(one: ElementTree.Element) -> bool:
    return one.tag.removeprefix(NAMESPACE) == "Key"


def _xml(name: str, inner: str) -> responses.Response:
    return responses.Response(f"<{name}>{inner}</{name}>", media_type="application/xml")
