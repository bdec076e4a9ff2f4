"""Takes the README's picture of the search page from a running demo: `python -m tests.registry.pages.picture [URL]`.

It needs a Chromium and a font with Chinese characters (Debian: apt-get install chromium fonts-wqy-microhei).
"""

from __future__ import annotations

import asyncio
import pathlib
import sys

from registry.city import stories
from registry.cli import demo
from tests import browser as browsers

PICTURE = pathlib.Path(__file__).parents[3] / "docs" / "images" / "search.png"
SIZE = {"width": 1360, "height": 860}
ROLE, TEXT = "caseworker", "晨光路八號澜庭1幢101"


async def take(url: str) -> None:
    """The page with a question, its hits, and the life of the house of the tour."""
    house = stories.house_of_the_tour(demo.CITY).code
    async with (
        browsers.launched() as browser,
        browsers.context(browser, locale="en-GB", viewport=SIZE) as context,
    ):
        page = await context.new_page()
        await page.goto(f"{url}/search")
        await page.click("#who summary")
        await page.select_option("#tokens", label=ROLE)
        await page.click("#who summary")
        await page.fill("#text", TEXT)
        await page.keyboard.press("Enter")
        await page.click(f'[data-code="{house}"] button')
        await page.wait_for_selector(".timeline")
        await page.evaluate("scrollTo(0, 0)")
        await page.screenshot(path=PICTURE)


if __name__ == "__main__":
    PICTURE.parent.mkdir(exist_ok=True)
    asyncio.run(take(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"))
