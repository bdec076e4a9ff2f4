"""The page `/search` in a real Chromium on a real server: typing, keyboard, filters, lives, phones."""

from __future__ import annotations

import asyncio
import contextlib
import json
import pathlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

import httpx
import pytest
import pytest_asyncio

from registry import app, settings, wiring
from registry.access import tokens
from registry.city import loading, plan
from registry.cli import project
from registry.search import rebuilding
from search.embedded import engine
from tests import browser as browsers
from tests import servers

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page, Request, Route

pytestmark = pytest.mark.asyncio(loop_scope="module")

HITS = "#results li"
BAD = {"SEARCH_UNAVAILABLE": "The search engine does not answer", "INVALID_SEARCH": "cannot be searched"}
UNNAMED = """() => [...document.querySelectorAll("button, input, select, a, summary, [role=listbox], section, aside")]
    .filter((one) => one.checkVisibility())
    .filter((one) => !(one.getAttribute("aria-label") || one.labels?.length || one.textContent.trim()))
    .map((one) => one.outerHTML)"""


@dataclass(frozen=True)
class Site:
    """A server on a small city, and a browser."""

    browser: Browser
    address: str
    household: str
    house: str
    street: str
    person: str

    @contextlib.asynccontextmanager
    async def page(self, fragment: str = "", **options: object) -> AsyncIterator[Page]:
        """The page in a fresh profile; fails where it asked anybody but its server."""
        asked: list[str] = []
        async with browsers.context(self.browser, **{"locale": "en-GB", **options}) as context:
            context.on("request", lambda request: asked.append(request.url))
            opened = await context.new_page()
            await opened.goto(f"{self.address}/search{fragment}")
            yield opened
        assert {url.removeprefix(self.address).partition("#")[0] for url in asked} <= {"/search", "/graphql"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(
    server_folder: pathlib.Path, server_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Site]:
    async with servers.fresh_database(server_folder, server_url) as url, browsers.launched() as browser:
        configured = settings.Settings(database_url=url, data_dir=tmp_path_factory.mktemp("page"))
        key = tokens.secret(configured)
        readers = {role: tokens.issue(key, (role,), ("*",)) for role in ("caseworker", "auditor")}
        application = app.build(configured, projector=False, presets=readers)
        async with application.router.lifespan_context(application), browsers.served(application) as address:
            await _fill(application.state.registry)
            async with httpx.AsyncClient(base_url=address) as client:
                yield await _site(client, browser, address, readers["caseworker"])


async def _fill(registry: wiring.Registry) -> None:
    await loading.load(plan.City(30, 5, 1), registry.ledger, registry.keys)
    await project.catch_up(registry)
    await registry.masker().catch_up()
    await registry.grams().catch_up()
    await rebuilding.rebuild(registry.fresh, engine.Embedded(registry.fresh), "search")


async def _site(client: httpx.AsyncClient, browser: Browser, address: str, token: str) -> Site:
    text = """{ households(first: 1) { nodes { code members(live: null) { name } } }
        houses(first: 1) { nodes { code address } } }"""
    headers = {"authorization": f"Bearer {token}", "x-purpose": "case-handling"}
    told = (await client.post("/graphql", json={"query": text}, headers=headers)).json()["data"]
    (household,), (house,) = told["households"]["nodes"], told["houses"]["nodes"]
    (street,) = re.findall(r"区(.+?路)", house["address"])[:1]
    name = household["members"][0]["name"]
    return Site(browser, f"{client.base_url}".rstrip("/"), household["code"], house["code"], street, name)


async def become(page: Page, role: str, purpose: str = "") -> None:
    await page.click("#who summary")
    await page.select_option("#tokens", label=role)
    await page.fill("#purpose", purpose)
    await page.click("#who summary")


async def until(page: Page, holds: str) -> None:
    """Waits for an expression; the page's policy lets playwright's own way of doing so evaluate none."""
    for _ in range(browsers.SLOW // 50):
        if await page.evaluate(holds):
            return
        await asyncio.sleep(0.05)
    pytest.fail(f"it never holds: {holds}")


def answering(body: str) -> Callable[[Route], Awaitable[None]]:
    """A server that says one thing."""

    async def fulfil(route: Route) -> None:
        await route.fulfill(body=body)

    return fulfil


async def test_typing_finds(site: Site) -> None:
    async with site.page() as page:
        assert await page.evaluate("document.activeElement.id") == "text"
        assert await page.is_visible("#hint")
        await page.keyboard.type(site.street[:2])
        await page.wait_for_selector(HITS)
        card = page.locator(HITS).first
        assert site.street[:2] in "".join(await card.locator("mark").all_inner_texts())
        assert await card.locator(".kind").inner_text() in {"House", "Building", "Project", "Division", "Enterprise"}
        assert await card.locator(".code").inner_text() == await card.get_attribute("data-code")
        assert re.fullmatch(r"\d+ hits · \d+ ms", await page.inner_text("#status"))
        assert re.fullmatch(r"As of position \d+ of the ledger, .*", await page.inner_text("#position"))
        assert unquote(page.url).endswith(f"#q={site.street[:2]}")
        first = await page.locator(HITS).count()
        await page.click("#more")
        await until(page, f"document.querySelectorAll('{HITS}').length > {first}")
        codes = [await one.get_attribute("data-code") for one in await page.locator(HITS).all()]
        assert len(codes) == len(set(codes)), "a further page repeats none"
        await page.fill("#text", "")
        await page.wait_for_selector(HITS, state="detached")
        assert await page.is_visible("#hint")


async def test_from_the_box_to_a_life_and_back_with_a_keyboard(site: Site) -> None:
    async with site.page() as page:
        await page.keyboard.type(site.house[:-1])
        await page.wait_for_selector("#suggestions li")
        assert await page.get_attribute("#text", "aria-expanded") == "true"
        await page.keyboard.press("ArrowDown")
        pointed = await page.get_attribute("#text", "aria-activedescendant")
        assert await page.get_attribute(f"#{pointed}", "aria-selected") == "true"
        await page.keyboard.type(site.house[-1])
        await page.keyboard.press("Escape")  # before the pause after which what is typed is looked for
        assert await page.get_attribute("#text", "aria-expanded") == "false"
        first = f"document.querySelector('{HITS}')?.dataset.code"
        await until(page, f"{first} === '{site.house}'")  # not its building, which a part of the code finds first
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await page.wait_for_selector("#title")
        assert await page.evaluate("document.activeElement.id") == "title"
        assert await page.locator(".timeline time").count() % 2 == 0, "two days of each event"
        assert await page.locator(".timeline .when").first.inner_text()
        await page.go_back()
        await page.wait_for_selector("#life", state="hidden")
        inside = "document.activeElement.closest('li').dataset.code"
        assert await page.evaluate(inside) == site.house
        await page.keyboard.press("Enter")
        await page.wait_for_selector("#life .facts a")
        await page.keyboard.press("Tab")
        await page.focus("#life .facts a")
        await page.keyboard.press("Enter")
        await until(page, f"document.getElementById('life').dataset.code !== '{site.house}'")
        await page.keyboard.press("Escape")
        await page.wait_for_selector("#life", state="hidden")
        assert "life=" not in page.url, "it closes all lives, the browser's Back one"
        await page.keyboard.press("/")
        assert await page.evaluate("document.activeElement.id") == "text"


async def test_filters_narrow(site: Site) -> None:
    async with site.page(f"#q={site.street}") as page:
        box = page.locator("#KIND-HOUSE")
        await box.wait_for()
        count = await box.locator("xpath=..").locator(".count").inner_text()
        await box.check()
        await until(page, f"document.getElementById('status').textContent.startsWith('{count} hit')")
        kinds = {await one.get_attribute("data-kind") for one in await page.locator(HITS).all()}
        assert kinds == {"HOUSE"}
        assert await page.evaluate("document.activeElement.id") == "KIND-HOUSE", "it stays where it was"
        await page.click("#chosen button")
        await page.wait_for_selector(f'{HITS}:not([data-kind="HOUSE"])')
        assert not await page.is_visible("#chosen")
        await page.select_option("#sort", "CODE")
        await until(
            page,
            f"(codes => codes.length > 1 && codes.join() === [...codes].sort().join())"
            f"([...document.querySelectorAll('{HITS} .code')].map(one => one.textContent))",
        )


async def test_both_languages(site: Site) -> None:
    async with site.page(f"#q={site.street}", locale="zh-CN") as page:
        await page.wait_for_selector(HITS)
        assert "条结果" in await page.inner_text("#status")
        assert await page.inner_text("#facets legend >> nth=0") == "类别"
        assert await page.get_attribute("html", "lang") == "zh-CN"
        await page.locator(HITS).locator("button").first.click()
        await page.wait_for_selector(".timeline")
        assert "全生命周期" in await page.inner_text("#life")
        await page.click("#language")
        assert "Whole life" in await page.inner_text("#life")
        assert "hits" in await page.inner_text("#status")
        shown = await page.inner_text("#life .facts dt >> nth=0")
        assert shown.isascii()
        await page.reload()
        assert await page.get_attribute("html", "lang") == "en", "it is remembered"


async def test_the_public_is_told_of_no_household(site: Site) -> None:
    async with site.page(f"#q={site.household}") as page:
        await until(page, "document.getElementById('status').textContent")
        await page.focus("#text")
        await page.keyboard.press("End")
        await page.keyboard.press("Backspace")
        await page.wait_for_timeout(600)
        assert await page.locator(f'[data-code="{site.household}"]').count() == 0
        assert "Household" not in await page.inner_text("main")
        assert await page.locator("#suggestions li").count() == 0
        await page.goto(f"{site.address}/search#life=HOUSEHOLD/{site.household}")
        await page.wait_for_selector("#life .gone")
        await become(page, "auditor")
        await page.fill("#text", site.household)
        await page.locator(f'{HITS}[data-kind="HOUSEHOLD"] button').first.click()
        await page.wait_for_selector("#life .rows")
        people = await page.inner_text("#life .rows >> nth=0")
        assert "*" in people
        assert site.person not in people
        assert "sealed" in await page.inner_text(".timeline")


async def test_who_states_a_purpose_searches_on_enter_alone(site: Site) -> None:
    sent: list[tuple[str, str | None]] = []

    def note(request: Request) -> None:
        if request.post_data and request.url.endswith("/graphql"):
            name = re.findall(r"query (\w+)", json.loads(request.post_data)["query"])[0]
            sent.append((name, request.headers.get("x-purpose")))

    async with site.page() as page:
        await become(page, "caseworker", "case-handling")
        page.on("request", note)
        await page.focus("#text")
        await page.keyboard.type(site.person)
        assert await page.is_visible("#record")
        await page.wait_for_timeout(600)
        assert {name for name, _ in sent} == {"Suggestions"}
        assert "Enter" in await page.inner_text("#status")
        await page.keyboard.press("Enter")
        card = page.locator(f'{HITS}[data-code="{site.household}"]')
        await card.wait_for()
        assert "names 1 of the persons" in await card.inner_text()
        assert "#" not in page.url, "no name stays in the browser's history"
        await card.locator("button").click()
        await page.wait_for_selector("#life .rows")
        assert site.person in await page.inner_text("#life .rows >> nth=0")
        assert set(sent) == {("Suggestions", None), ("Search", "case-handling"), ("Life", "case-handling")}


async def test_a_life_as_it_was(site: Site) -> None:
    async with site.page(f"#life=HOUSE/{site.house}") as page:
        await page.wait_for_selector(".timeline li")
        whole = await page.locator(".timeline > li").count()
        first = await page.get_attribute(".timeline time >> nth=0", "datetime")
        valid = page.locator(".clocks input").nth(0)
        await valid.fill(first or "")
        await until(page, f"document.querySelectorAll('.timeline > li').length < {whole}")
        await page.locator(".clocks input").nth(1).fill("1990-01-01")
        await page.wait_for_selector("#life .gone")
        await page.click(".clocks button")
        await until(page, f"document.querySelectorAll('.timeline > li').length === {whole}")
        await page.select_option("#life .head select", "registered")
        told = await page.locator(".what > small").all_inner_texts()
        positions = [int(one.split()[0].removeprefix("#")) for one in told]
        assert positions == sorted(positions)
        await page.click("#life .back")
        await page.wait_for_selector("#life", state="hidden")


async def test_what_goes_wrong_is_said(site: Site) -> None:
    async with site.page() as page:
        for code, says in BAD.items():
            told = json.dumps({"errors": [{"message": "Because.", "extensions": {"code": code}}]})
            await page.route("**/graphql", answering(told))
            await page.fill("#text", code)
            await until(page, f"document.getElementById('said').textContent.includes('{says}')")
            assert "Because." in await page.inner_text("#said")
        await page.route("**/graphql", answering("<html>"))
        await page.fill("#text", "off")
        await until(page, "document.getElementById('said').textContent.includes('server does not answer')")
        await page.unroute_all()
        await page.fill("#text", "没有的地方xyzw")
        await until(page, "document.getElementById('status').textContent.startsWith('Nothing')")
        assert not await page.is_visible("#said")
        assert await page.is_visible("#hint")


async def test_a_phone(site: Site) -> None:
    async with site.page(f"#q={site.street}", viewport={"width": 360, "height": 740}) as page:
        await page.wait_for_selector(HITS)
        assert not await page.is_visible("#facets"), "they open on a click"
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not await page.evaluate(wide)
        await page.locator(HITS).locator("button").first.click()
        await page.wait_for_selector(".timeline")
        assert not await page.is_visible("#results")
        assert not await page.evaluate(wide)
        await page.go_back()
        await page.wait_for_selector(HITS)


async def test_it_is_told_to_who_does_not_see_it(site: Site) -> None:
    async with site.page(f"#q={site.street}") as page:
        await page.wait_for_selector(HITS)
        assert await page.evaluate(UNNAMED) == []
        roles = {"text": "combobox", "suggestions": "listbox", "status": "status", "said": "alert", "form": "search"}
        assert {name: await page.get_attribute(f"#{name}", "role") for name in roles} == roles
        assert await page.get_attribute("#text", "aria-controls") == "suggestions"
        await page.locator(HITS).locator("button").first.click()
        await page.wait_for_selector(".timeline")
        assert await page.evaluate(UNNAMED) == []
        assert await page.locator(f"{HITS} [aria-current]").count() == 1
        assert await page.get_attribute("#life", "aria-labelledby") == "title"
        ids = await page.evaluate("[...document.querySelectorAll('[id]')].map((one) => one.id)")
        assert len(ids) == len(set(ids))


async def test_it_runs_nothing_but_its_own(site: Site) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"{site.address}/search")
    policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
    assert (policy["default-src"], policy["connect-src"], policy["base-uri"]) == ("'none'", "'self'", "'none'")
    assert re.fullmatch(r"'sha256-[\w+/=]+'", policy["script-src"])
    assert re.fullmatch(r"'sha256-[\w+/=]+'", policy["style-src"])
    assert " style=" not in answer.text
    assert len(answer.content) < 200_000
