"""The browser that the tests of the HTML page share, and what a reader does with a page in it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
FAR = {"德意志帝国", "阿尔萨斯", "普法战争"}  # joined to none of the others
FADED = (228, 226, 220)  # --faded in page.css
Opener = Callable[..., Any]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    driver = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no chromium found")
    with driver.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def opener(chromium: Any, folder: Path) -> Iterator[Opener]:
    """Opens a page's text from a file; afterwards nothing may have been fetched, logged as an error or forbidden."""
    complaints: list[str] = []
    contexts = []

    def open_(
        text: str, fragment: str = "", size: tuple[int, int] = (1200, 800), script: str = "", **options: Any
    ) -> Any:
        file = folder / "graph.html"
        file.write_text(text, encoding="utf-8", newline="\n")
        settings = {"locale": "zh-CN", "reduced_motion": "reduce", "offline": True} | options
        context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, **settings)
        context.set_default_timeout(8000)
        contexts.append(context)
        tab = context.new_page()
        tab.add_init_script("addEventListener('securitypolicyviolation', e => console.error(e.violatedDirective))")
        tab.add_init_script(script)
        tab.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on("dialog", lambda dialog: complaints.append(dialog.message))
        own = ("data:,", "blob:")
        tab.on("request", lambda r: complaints.append(r.url) if not is_own(r.url, file.as_uri(), own) else None)
        tab.goto(file.as_uri() + fragment)
        if "class=empty" not in text:
            tab.locator("body[data-ready]").wait_for()
        return tab

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def opened(chromium: Any, tmp_path: Path) -> Iterator[Opener]:
    """A way to open pages, each in a browser profile of its own."""
    with opener(chromium, tmp_path) as open_:
        yield open_


def is_own(url: str, file: str, own: tuple[str, ...]) -> bool:
    return url.split("#", maxsplit=1)[0] == file or url.startswith(own)


def spot(tab: Any, *names: str) -> tuple[float, float]:
    """Where on the screen the node of that name stands, or the middle between two nodes."""
    found: dict[str, float] = tab.evaluate(
        """names => {
          const { network } = document.getElementById("graph");
          const nodes = Object.values(network.body.nodes);
          const at = names.map(name => network.getPosition(nodes.find(n => n.options.title === name).id));
          const mean = axis => at.reduce((sum, p) => sum + p[axis], 0) / at.length;
          const { x, y } = network.canvasToDOM({ x: mean("x"), y: mean("y") });
          const box = document.getElementById("graph").getBoundingClientRect();
          return { x: x + box.x, y: y + box.y };
        }""",
        list(names),
    )
    return found["x"], found["y"]


def colour(tab: Any, name: str, across: float = 0, up: float = 0) -> tuple[int, ...]:
    """The colour on the screen in the middle of a node, or so many pixels beside it, once it has been drawn."""
    x, y = spot(tab, name)
    found: list[int] = tab.evaluate(
        """async ([x, y]) => {
          for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
          const canvas = document.querySelector("#graph canvas");
          const box = canvas.getBoundingClientRect();
          const scale = canvas.width / box.width;
          const copy = new OffscreenCanvas(1, 1).getContext("2d");
          copy.drawImage(canvas, (x - box.x) * scale, (y - box.y) * scale, 1, 1, 0, 0, 1, 1);
          return [...copy.getImageData(0, 0, 1, 1).data];
        }""",
        [x + across, y - up],
    )
    return tuple(found[:3])


def faded(tab: Any) -> set[str]:
    """The entities that are drawn in the colour of what is faded (of whatever part is in view)."""
    found: list[str] = tab.evaluate(
        """() => {
          const faded = getComputedStyle(document.documentElement).getPropertyValue("--faded").trim();
          const nodes = Object.values(document.getElementById("graph").network.body.nodes);
          return nodes.filter(n => !n.options.hidden && n.options.color.border === faded).map(n => n.options.title);
        }"""
    )
    return set(found)


def drawn(tab: Any, name: str) -> bool:
    found: bool = tab.evaluate(
        "name => Object.values(document.getElementById('graph').network.body.nodes)"
        ".some(n => n.options.title === name && !n.options.hidden)",
        name,
    )
    return found


def shown_edges(tab: Any) -> int:
    count: int = tab.evaluate(
        "Object.values(document.getElementById('graph').network.body.edges).filter(e => !e.options.hidden).length"
    )
    return count


def click(tab: Any, *names: str, **options: Any) -> None:
    tab.mouse.click(*spot(tab, *names), **options)


def heading(tab: Any) -> str:
    text: str = tab.locator("#detail h2").inner_text()
    return text


def until(tab: Any, holds: Callable[[], bool]) -> None:
    """Wait until something is seen. The page's policy forbids Playwright's own way, which evaluates a string."""
    for _ in range(300):
        if holds():
            return
        tab.wait_for_timeout(20)
    raise AssertionError


def search(tab: Any, words: str) -> None:
    tab.keyboard.press("/")
    tab.keyboard.insert_text(words)
    tab.keyboard.press("Enter")


def save(tab: Any, what: str) -> bytes:
    """What is downloaded by a click in the menu."""
    if not tab.locator("#takes").is_visible():
        tab.locator("#take summary").click()
    with tab.expect_download() as download:
        tab.locator(what).click()
    tab.keyboard.press("Escape")
    assert re.fullmatch(r"[\w-]+\.(png|svg|ttl|csv)", download.value.suggested_filename)
    return Path(download.value.path()).read_bytes()


def svg_boxes(tab: Any, svg: bytes) -> dict[str, tuple[float, ...]]:
    """The boxes of the texts of a saved picture, by their words."""
    blank = tab.context.new_page()
    blank.set_content(svg.decode())
    found: list[list[Any]] = blank.evaluate(
        "[...document.querySelectorAll('text')].map(t => [t.textContent, t.getBBox()])"
        ".map(([words, { x, y, width, height }], i) => [words, i, [x, y, width, height]])"
    )
    blank.close()
    return {words: tuple(box) for words, _, box in found}


def drag(tab: Any, handle: str, year: int) -> None:
    """Drag a handle of the time slider to a year, with the mouse."""
    box = tab.locator(f"#{handle}").bounding_box()
    low, high, now = tab.evaluate("h => [h.min, h.max, h.value].map(Number)", tab.query_selector(f"#{handle}"))

    def x(value: float) -> float:
        return float(box["x"] + 8 + (box["width"] - 16) * (value - low) / (high - low))

    y = box["y"] + box["height"] / 2
    tab.mouse.move(x(now), y)
    tab.mouse.down()
    tab.mouse.move(x(year), y, steps=5)
    tab.mouse.up()


def axe() -> str:
    """The source of axe-core, from where npm has put it; AXE names another file."""
    npm = shutil.which("npm")
    roots = [os.environ.get("AXE", "")]
    if npm:
        found = subprocess.run([npm, "root", "--global"], capture_output=True, text=True, check=False).stdout.strip()
        roots += [f"{root}/axe-core/axe.min.js" for root in (Path(__file__).parents[1] / "node_modules", found)]
    file = next((Path(root) for root in roots if root and Path(root).is_file()), None)
    if file is None:
        pytest.skip("axe-core is not installed: npm install axe-core")
    return file.read_text(encoding="utf-8")
