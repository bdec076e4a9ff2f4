"""The page `/verify` in a real Chromium: what holds, all that is altered by its name, keyboard, languages."""

from __future__ import annotations

import base64
import json
import pathlib
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING

import httpx
import pytest
from starlette import applications, requests, responses, routing

from registry import app, settings
from registry.audit import errors, proof_file, signing_key
from registry.pages import verify
from tests import browser as browsers
from tests.registry import test_app as serving
from tests.registry.audit import certified, test_proof_file

if TYPE_CHECKING:
    from playwright.async_api import Browser, FilePayload, Page

KEY = str(certified.KEY)
CERTIFICATE = certified.certificate().encode()
PROOF = str(certified.proofs()[2]).encode()
ASK = """async (asked) => {
    const told = [];
    for (const [data, key] of asked) {
        const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
        told.push(await verify(bytes, key).then((found) => found.form, (error) => error.check || String(error)));
    }
    return told;
}"""


async def answered(request: requests.Request) -> responses.Response:
    headers = {name.decode(): value.decode() for name, value in verify.PAGE.security()}
    return responses.HTMLResponse(verify.render(KEY), headers=headers)


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """The page as its server gives it, in English, with the key of the test's log."""
    application = applications.Starlette(routes=[routing.Route("/verify", answered)])
    async with browsers.served(application) as address, browsers.context(browser, locale="en-GB") as context:
        opened = await context.new_page()
        await opened.goto(f"{address}/verify")
        yield opened


async def asked(page: Page, files: Sequence[bytes], key: str = KEY) -> list[str]:
    """The form of each file that holds, else the check that failed; in one round trip."""
    found: list[str] = await page.evaluate(ASK, [[base64.b64encode(data).decode(), key] for data in files])
    return found


def file(data: bytes, name: str = "any") -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


async def verdict(page: Page) -> tuple[str | None, str | None]:
    result = page.locator("#result[data-verified]")
    await result.wait_for()
    return await result.get_attribute("data-verified"), await result.get_attribute("data-check")


def said_by_the_product(data: bytes) -> str:
    """Of a proof: the check that failed, or that it holds, as one does whose signature stands there twice."""
    try:
        proof_file.verify(data, certified.KEY)
    except errors.NotVerified as error:
        return error.check.value
    return "proof"


async def test_it_finds_what_the_product_finds(page: Page) -> None:
    assert test_proof_file.KEY == certified.KEY
    good = [CERTIFICATE, PROOF.partition(b"\n\n")[2]]
    assert await asked(page, good) == ["certificate", "checkpoint"]
    proofs = certified.proofs(positions=range(1, len(certified.LEAVES) + 1))
    assert set(await asked(page, [str(one).encode() for one in proofs])) == {"proof"}
    bad = {name: (data, check) for name, (data, check) in certified.bad().items()}
    lines = PROOF.decode().split("\n")
    for at in range(len(lines)):
        cut = "\n".join(lines[:at] + lines[at + 1 :]).encode()
        twice = "\n".join([*lines[:at], lines[at], *lines[at:]]).encode()
        for name, data in ((f"without line {at}", cut), (f"line {at} twice", twice)):
            if data.startswith(b"c2sp"):
                bad[name] = data, said_by_the_product(data)
    assert {name for name, (_, said) in bad.items() if said == "proof"} == {f"line {len(lines) - 2} twice"}
    found = dict(zip(bad, await asked(page, [data for data, _ in bad.values()]), strict=True))
    assert found == {name: check for name, (_, check) in bad.items()}
    assert await asked(page, [PROOF], str(certified.OTHER.verifier)) == ["key"]
    assert await asked(page, [PROOF], KEY[:-4] + "AAA=") == ["key form"]


async def test_the_states_are_those_of_the_format_s_vectors(page: Page) -> None:
    history = [
        {**entry["body"], "at": entry["position"], "recorded": entry["recorded_at"]}
        for entry in certified.VECTORS["history"]
    ]
    asked = [
        {"valid_on": one["valid"], "position": one["position"]}
        for one in certified.VECTORS["questions"]
        if "position" in one
    ]
    states = await page.evaluate("([events, asked]) => asked.map((one) => state(events, one))", [history, asked])
    assert states == [one["state"] for one in certified.VECTORS["questions"] if "position" in one]
    assert len(states) > 50


async def test_a_person_with_a_keyboard(page: Page) -> None:
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.id") == "language"
    await page.keyboard.press("Enter")
    assert await page.inner_text("#check") == "验证"
    for name in ("key", "file", "check"):
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement.id") == name
    await page.keyboard.press("Enter")
    assert await page.inner_text("#verdict") == "请先选择文件。"
    assert await page.input_value("#key") == KEY
    await page.set_input_files("#file", file(CERTIFICATE))
    assert await verdict(page) == ("true", "")
    assert await page.inner_text("#verdict") == "✓ 验证通过"
    text = await page.inner_text("#result")
    assert all(one in text for one in ("3301-0007-1102", "已加密", "不能证明此后没有新的事件"))
    assert "AAECAwQFBgcICQoL" not in text
    await page.fill("#key", str(certified.OTHER.verifier))
    await page.focus("#check")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#result[data-check=key]")
    await page.click("#language")
    assert await page.inner_text("#verdict") == "✗ Not verified (key)"
    assert await page.inner_text("#why") == "it is signed by others, not by this key."


async def test_what_is_dropped(page: Page) -> None:
    altered, check = certified.bad()["a hash"]
    await page.evaluate(
        """(data) => { const moved = new DataTransfer();
            moved.items.add(new File([Uint8Array.from(atob(data), (one) => one.charCodeAt(0))], "x"));
            const drop = new DragEvent("drop", { dataTransfer: moved, bubbles: true });
            document.getElementById("drop").dispatchEvent(drop); }""",
        base64.b64encode(altered).decode(),
    )
    assert await verdict(page) == ("false", check)
    assert (await page.inner_text("#why")).startswith("Event 3 of the file: the hashes lead to another root")


async def test_it_says_where_it_cannot_check(browser: Browser) -> None:
    """A page that came by plain http from elsewhere has no WebCrypto."""
    async with browsers.context(browser, locale="zh-CN") as context:
        await context.route(
            "http://fangji.test/verify", lambda route: route.fulfill(body=verify.render(KEY), content_type="text/html")
        )
        page = await context.new_page()
        await page.goto("http://fangji.test/verify")
        await page.set_input_files("#file", file(PROOF))
        assert await verdict(page) == ("false", "browser")
        assert "此浏览器无法核验" in await page.inner_text("#why")


async def test_the_server_gives_it_with_the_key_of_its_log(database: str, tmp_path: pathlib.Path) -> None:
    configured = settings.Settings(database_url=database, data_dir=tmp_path)
    async with serving.serving(app.build(configured, projector=False)) as client:
        before = await client.get("/verify")
        key = str(signing_key.load(configured.signing_key_file, "fangji/demo").verifier)
        after = await client.get("/verify")
    assert (before.status_code, _data(before)["key"], _data(after)["key"]) == (200, "", key)
    policy = after.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "'unsafe" not in policy
    assert "fangji/demo" not in before.text


def _data(answer: httpx.Response) -> dict[str, object]:
    told = answer.text.partition('id="data">')[2].partition("</script>")[0]
    found: dict[str, object] = json.loads(told)
    return found
