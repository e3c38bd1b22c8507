"""Measure the HTML page in headless Chromium, side by side with plain pyvis on the same graph.

    python tests/benchmarks/bench_html.py [--plain] [--times N] [NODES …]

For each size (by default the demo graph of ``seeds/``, 2,000 nodes with 6,000 facts, and 20,000 with 60,000): how long
the page takes to be made, how large it is, how long after opening the first view is drawn, how many frames a second
panning gives, and how long the search takes to answer; each the median of ``--times`` openings. ``--plain`` measures
pyvis as it comes for each, with physics off and positions given (as fast as it gets) and as it is by default.
"""

from __future__ import annotations

import argparse
import importlib.util
import math
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from kg.pipeline import build
from kg.records import Document, Entity, Statement
from kg.write.html import write_html
from kg.write.network import network

ROOT = Path(__file__).parents[2]
PATIENCE = 240_000  # milliseconds
SETTLING = 2000  # nodes past which plain pyvis with physics is not waited for: at 2,000 it settles for minutes
FLAGS = ["--no-sandbox", "--disable-gpu"]

_SPEC = importlib.util.spec_from_file_location("html_cases", ROOT / "tests" / "html_cases.py")
assert _SPEC
assert _SPEC.loader
cases = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(cases)

# Milliseconds from the start of the navigation until the page says that it is ready, and the frame after is drawn.
DRAWN = """ready => new Promise(done => {
  const look = () => document.querySelector(ready)
    ? requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now())))
    : setTimeout(look, 5);
  look();
})"""
FRAMES = """() => new Promise(done => {
  let frames = 0;
  const start = performance.now();
  const tick = () => { frames++; performance.now() - start < 1500 ? requestAnimationFrame(tick) : done(frames / 1.5); };
  requestAnimationFrame(tick);
})"""
# The time the page takes to answer to a change of the words, with what it lists.
ANSWER = """words => {
  const query = document.getElementById("query");
  query.value = words;
  const start = performance.now();
  query.dispatchEvent(new Event("input"));
  document.getElementById("hits").getBoundingClientRect();
  return performance.now() - start;
}"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("nodes", nargs="*", type=int, default=[0, 2000, 20000], help="0 is the demo graph")
    parser.add_argument("--plain", action="store_true", help="measure plain pyvis too")
    parser.add_argument("--times", type=int, default=3, help="how often each page is opened (default: %(default)s)")
    arguments = parser.parse_args()
    from playwright.sync_api import sync_playwright

    print(f"{'page':<34} {'made':>8} {'size':>9} {'drawn':>9} {'panning':>9} {'search':>9}")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        for nodes in arguments.nodes:
            records = given(nodes)
            name = f"{len(records[0]):,} nodes, {len(records[1]):,} facts"
            measure(browser, name, partial(write_html, *records, title=name), Path(folder), arguments.times)
            for physics in (False, *((True,) if nodes <= SETTLING else ())) if arguments.plain else ():
                title = f"  pyvis, physics {'on' if physics else 'off'}"
                measure(
                    browser,
                    title,
                    partial(plain, records, physics=physics),
                    Path(folder),
                    1 if physics else arguments.times,
                )
        browser.close()


def given(nodes: int) -> tuple[list[Entity], list[Statement], list[Document]]:
    """The demo graph for 0, else a made-up one with three facts for each node."""
    if nodes:
        found: tuple[list[Entity], list[Statement], list[Document]] = cases.large(nodes, 3 * nodes)
        return found
    graph = build([ROOT / "seeds"])
    return list(graph.entities), list(graph.statements), list(graph.documents)


def plain(records: tuple[list[Entity], list[Statement], list[Document]], *, physics: bool) -> str:
    """The same graph as pyvis writes it, its library inlined; with physics off, in a circle."""
    from pyvis.network import Network

    graph = network(records[0], records[1])
    drawn = Network(directed=True, cdn_resources="in_line")
    for i, node in enumerate(graph):
        turn = 2.4 * i
        at = {} if physics else {"x": 40 * math.sqrt(i) * math.cos(turn), "y": 40 * math.sqrt(i) * math.sin(turn)}
        drawn.add_node(node, graph.nodes[node]["label"], **at)
    known = set(graph)
    drawn.get_nodes = lambda: known  # it makes a list of all nodes at every edge
    for subject, object_, edge in graph.edges(data=True):
        drawn.add_edge(subject, object_, title=edge["property"])
    drawn.toggle_physics(physics)
    page: str = drawn.generate_html()
    # pyvis says nothing when it is ready: with physics on it is once the positions have settled.
    event = "stabilizationIterationsDone" if physics else "afterDrawing"
    return page.replace(
        "return network;", f'network.once("{event}", () => document.body.dataset.ready = "yes");return network;'
    )


def measure(browser: Any, name: str, make: Callable[[], str], folder: Path, times: int) -> None:
    """Print one line, of medians."""
    started = time.perf_counter()
    text = make()
    made = time.perf_counter() - started
    file = folder / "graph.html"
    file.write_text(text, encoding="utf-8", newline="\n")
    line = f"{name:<34} {made:>6.1f} s {file.stat().st_size / 1e6:>6.2f} MB"
    try:
        found = [opened(browser, file) for _ in range(times)]
    except Exception as error:  # whatever the browser cannot do is a result too
        print(f"{line}  not within {PATIENCE / 1000:.0f} s ({type(error).__name__})")
        return
    drawn, panned = (statistics.median(values) for values in list(zip(*found, strict=True))[:2])
    answers = [times_ for *_, times_ in found if times_]
    search = (
        f"{statistics.median(map(statistics.median, answers)):.0f}/{max(map(max, answers)):.0f} ms"
        if answers
        else "none"
    )
    print(f"{line} {drawn / 1000:>7.2f} s {panned:>5.0f} f/s {search:>9}")


def opened(browser: Any, file: Path) -> tuple[float, float, list[float]]:
    """Milliseconds until the first view, frames a second, and milliseconds for each question, the first of them included."""
    tab = browser.new_page(viewport={"width": 1400, "height": 900}, locale="zh-CN")
    tab.context.set_offline(True)
    tab.set_default_timeout(PATIENCE)
    try:
        tab.goto(file.as_uri(), wait_until="commit")
        return tab.evaluate(DRAWN, "body[data-ready]"), frames(tab), answer(tab)
    finally:
        tab.close()


def frames(tab: Any) -> float:
    """Frames a second while the picture is dragged to and fro."""
    box = tab.locator("canvas").first.bounding_box()
    x, y = box["x"] + 15, box["y"] + box["height"] - 15
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.evaluate(f"() => {{ window.counted = ({FRAMES})() }}")
    end = time.perf_counter() + 1.5
    step = 0
    while time.perf_counter() < end:
        step += 1
        tab.mouse.move(x + 60 + 50 * math.sin(step / 4), y - 60 - 40 * math.cos(step / 5))
    counted: float = tab.evaluate("() => window.counted")
    tab.mouse.up()
    return counted


def answer(tab: Any) -> list[float]:
    """How long the search takes over several questions; nothing where there is no search."""
    if not tab.query_selector("#query"):
        return []
    questions = ("zhao", "zhaowen", "赵文", "孫", "li", "xyz", "19", "法国", "wangde")
    return [tab.evaluate(ANSWER, words) for words in questions]


if __name__ == "__main__":
    main()
