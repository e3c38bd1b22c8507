"""The HTML page: its source, and in headless Chromium what a reader sees and does."""

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from array import array
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from kg.records import Block, Document, Entity, Evidence, Qualifiers, Section, Span, Statement
from kg.write import html as html_module
from kg.write.html import visible, write_html
from kg.write.network import LITERALS, SYMMETRIC, Box, label, network, positions

PATH = "法德关系.md"
PARAGRAPHS = (
    "1963年1月22日，戴高乐与阿登纳在巴黎签署《爱丽舍条约》，由法国与联邦德国缔结，有效期30年。两国首脑每年会晤两次。",
    "1958年9月14日，阿登纳访问法国，与戴高乐会谈。𠀋字之后，时任总理的阿登纳代表联邦德国。",
    "法国向联邦德国提供2亿法郎的贷款。法国拒绝承认德意志帝国对阿尔萨斯的占领。",
)
HOSTILE = "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=2>"


def document(paragraphs: tuple[str, ...] = PARAGRAPHS) -> Document:
    text = "\n".join(paragraphs)
    blocks, start = [], 0
    for paragraph in paragraphs:
        sentences = tuple(Span(start + m.start(), start + m.end()) for m in re.finditer("[^。]+。?", paragraph))
        blocks.append(Block(start, start + len(paragraph), "paragraph", sentences))
        start += len(paragraph) + 1
    return Document(
        path=PATH,
        source=text,
        sha256="0" * 64,
        encoding="utf-8",
        format="plain",
        title="法德关系",
        names=("法德关系",),
        text=text,
        offsets=array("l", range(len(text))),
        blocks=tuple(blocks),
        sections=(Section(0, len(text), "法德关系", 1, ("法德关系",)),),
        links=(),
        bold=(),
        categories=(),
    )


def evidence(quote: str, paragraphs: tuple[str, ...] = PARAGRAPHS) -> Evidence:
    start = "\n".join(paragraphs).index(quote)
    return Evidence(PATH, start, start + len(quote), quote, ("法德关系", "战后"), "by-hand")


def entity(key: str, kind: str, english: str = "", *others: str) -> Entity:
    labels = (("zh-Hans", key), *((("en", english),) if english else ()))
    return Entity(key, kind, labels, tuple(("zh-Hant", other) for other in others))


ENTITIES = (
    entity("法国", "State", "France", "法國", "法蘭西"),
    entity("联邦德国", "State", "West Germany", "西德"),
    entity("德意志帝国", "State"),
    entity("戴高乐", "Leader", "Charles de Gaulle", "戴高樂"),
    entity("阿登纳", "Leader", "Konrad Adenauer"),
    entity("爱丽舍条约", "Treaty", "Élysée Treaty", "愛麗舍條約"),
    entity("巴黎", "Territory", "Paris"),
    entity("阿尔萨斯", "Territory", "Alsace"),
    entity("普法战争", "Event"),
)


def fact(subject: str, name: str, object_: str, quote: str, certainty: str = "affirmed", **more: str) -> Statement:
    return Statement(subject, name, object_, Qualifiers(**more), certainty, (evidence(quote),))


STATEMENTS = (
    fact("爱丽舍条约", "party", "法国", "由法国与联邦德国缔结"),
    fact("爱丽舍条约", "party", "联邦德国", "由法国与联邦德国缔结"),
    fact("爱丽舍条约", "signatory", "戴高乐", "戴高乐与阿登纳在巴黎签署《爱丽舍条约》", on_date="1963-01-22"),
    fact("爱丽舍条约", "signatory", "阿登纳", "戴高乐与阿登纳在巴黎签署《爱丽舍条约》", on_date="1963-01-22"),
    fact("爱丽舍条约", "signedAt", "巴黎", "在巴黎签署"),
    fact("爱丽舍条约", "signedOn", "1963-01-22", "1963年1月22日"),
    fact("爱丽舍条约", "term", "P30Y", "有效期30年"),
    fact("阿登纳", "visited", "法国", "阿登纳访问法国", on_date="1958-09-14"),
    fact("戴高乐", "met", "阿登纳", "与戴高乐会谈", on_date="1958-09-14", at_place="法国"),
    fact("阿登纳", "represents", "联邦德国", "时任总理的阿登纳代表联邦德国", role="总理"),
    fact("法国", "aided", "联邦德国", "法国向联邦德国提供2亿法郎的贷款", amount="200000000", currency="FRF"),
    fact("法国", "negotiatedWith", "联邦德国", "两国首脑每年会晤两次", from_date="1963"),
    fact("法国", "recognizes", "阿尔萨斯", "法国拒绝承认德意志帝国对阿尔萨斯的占领", "denied"),
    fact("阿尔萨斯", "occupiedBy", "德意志帝国", "德意志帝国对阿尔萨斯的占领"),
)


def page(**changes: Any) -> str:
    given: dict[str, Any] = {
        "entities": ENTITIES,
        "statements": STATEMENTS,
        "documents": [document()],
        "title": "法德关系图谱",
    }
    given |= changes
    return write_html(given["entities"], given["statements"], given["documents"], title=given["title"])


def hostile_page() -> str:
    paragraphs = (f"甲方{HOSTILE}签署了它。",)
    entities = [
        Entity("甲", "State", (("zh-Hans", f"甲{HOSTILE}"),), (("en", "\u202eevil\x07"), ('"><b>', "x"))),
        Entity("乙", "<b>kind", (("zh-Hans", "`${alert(1)}`"),), ()),
    ]
    words = Evidence(PATH, 2, 2 + len(HOSTILE), HOSTILE, ("<i>节</i>",), "by-hand")
    statements = [
        Statement("甲", "<u>property", "乙", Qualifiers(role=HOSTILE, at_place=HOSTILE), "affirmed", (words,)),
        Statement("甲", "foundedOn", HOSTILE, Qualifiers(on_date=HOSTILE), "<s>certainty", (words,)),
    ]
    source = replace(document(paragraphs), title=HOSTILE)
    return write_html(entities, statements, [source], title=HOSTILE)


class Outline(HTMLParser):
    """The elements of a page: every tag closed in its turn, the attributes, and the text of each script and style."""

    VOID = frozenset({"meta", "link", "input"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.raw: list[tuple[str, dict[str, str | None], str]] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in ("script", "style", "title", "h1"):
            self.raw.append((tag, dict(attrs), ""))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("script", "style", "title", "h1"):
            tag, attributes, text = self.raw.pop()
            self.raw.append((tag, attributes, text + data))

    def texts(self, tag: str) -> list[str]:
        return [text for name, _, text in self.raw if name == tag]

    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(
            next(text for tag, attributes, text in self.raw if attributes.get("type") == "application/json")
        )
        return found


# ---- the network ----


def test_nodes_carry_names_and_literal_facts() -> None:
    node = network(ENTITIES, STATEMENTS).nodes["爱丽舍条约"]
    assert (node["label"], node["kind"]) == ("爱丽舍条约", "Treaty")
    assert ("zh-Hant", "愛麗舍條約") in node["names"]
    assert [s.property for s in node["statements"]] == ["signedOn", "term"]


def test_edges_are_keyed_by_property_and_apart_by_certainty() -> None:
    graph = network(ENTITIES, [*STATEMENTS, fact("法国", "recognizes", "阿尔萨斯", "法国")])
    assert set(graph["法国"]["阿尔萨斯"]) == {"recognizes", "recognizes:denied"}
    assert graph["戴高乐"]["阿登纳"]["met"]["date"] == "1958-09-14"
    assert len(graph["法国"]["联邦德国"]) == 2


def test_the_order_of_the_records_does_not_matter() -> None:
    forth, back = network(ENTITIES, STATEMENTS), network(ENTITIES[::-1], STATEMENTS[::-1])
    assert list(forth.nodes(data=True)) == list(back.nodes(data=True))
    assert list(forth.edges(keys=True, data=True)) == list(back.edges(keys=True, data=True))


def test_the_same_statement_twice_is_one() -> None:
    assert page(statements=[*STATEMENTS, STATEMENTS[0]]) == page()


def test_a_statement_about_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="西班牙"):
        network(ENTITIES, [fact("法国", "aided", "西班牙", "法国")])


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ((("en", "France"), ("zh-Hans", "法国")), "法国"),
        ((("en", "France"), ("zh-Hant", "法國")), "法國"),
        ((("en", "France"), ("fr", "la France")), "France"),
        ((("fr", "la France"),), "la France"),
        ((("zh-Hans", " "),), "key"),
        ((), "key"),
    ],
)
def test_label(labels: tuple[tuple[str, str], ...], expected: str) -> None:
    assert label(Entity("key", "State", labels, ())) == expected


@pytest.mark.parametrize("count", [0, 1, 2, 3, 40])
def test_no_two_boxes_overlap(count: int) -> None:
    entities = [entity(f"名{i:02}", "State") for i in range(count)]
    # A hub, a ring around it, and every fifth node alone.
    pairs = [(0, i) for i in range(1, count) if i % 5] + [(i, i + 1) for i in range(1, count - 1) if i % 5 in (1, 2)]
    graph = network(entities, [fact(f"名{a:02}", "aided", f"名{b:02}", "法国") for a, b in pairs])
    boxes = {node: Box(120.0, 20.0, 40.0) for node in graph}
    places = positions(graph, boxes)
    assert set(places) == set(graph)
    for (ax, ay), (bx, by) in combinations(places.values(), 2):
        assert abs(ax - bx) >= 120 or abs(ay - by) >= 60


# ---- the source of the page ----


def test_well_formed() -> None:
    outline = Outline(page())
    assert [tag for tag, _ in outline.tags][:4] == ["html", "head", "meta", "meta"]
    assert outline.tags[2][1] == {"charset": "utf-8"}
    assert outline.texts("title") == outline.texts("h1") == ["法德关系图谱"]
    ids = [attributes["id"] for _, attributes in outline.tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_nothing_is_fetched() -> None:
    outline = Outline(page())
    for _, attributes in outline.tags:
        assert not {"src", "srcset", "style", "action"} & attributes.keys()
        assert not [name for name in attributes if name.startswith("on")]
        assert attributes.get("href", "data:,") == "data:,"
    for style in outline.texts("style"):
        assert "@import" not in style
        assert "url(" not in style


def test_the_policy_names_every_script_and_style_by_its_hash() -> None:
    outline = Outline(page())
    policy = next(a["content"] for _, a in outline.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    rules = {name: values for name, *values in (rule.split() for rule in policy.split(";"))}
    assert rules["default-src"] == ["'none'"]

    def hashes(tag: str) -> list[str]:
        run = [text for name, a, text in outline.raw if name == tag and a.get("type") != "application/json"]
        return [f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in run]

    assert rules["script-src"] == hashes("script")
    assert rules["style-src"] == hashes("style")


def test_the_library_is_whole_with_its_licence() -> None:
    library = Outline(page()).texts("script")[1]
    assert "visjs contributors" in library
    assert "\r" not in library
    assert len(library) > 400_000


def test_another_pyvis_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    from pyvis.network import Network

    monkeypatch.setattr(Network, "generate_html", lambda self: "<script>other</script>")
    html_module._library.cache_clear()
    try:
        with pytest.raises(RuntimeError, match="0 times"):
            page()
    finally:
        html_module._library.cache_clear()


def test_no_text_is_markup() -> None:
    plain, hostile = Outline(page()), Outline(hostile_page())
    assert [tag for tag, _ in hostile.tags] == [tag for tag, _ in plain.tags]
    assert hostile.texts("h1") == [HOSTILE]
    data = hostile.data()
    assert f"甲{HOSTILE}" in [name for names in data["names"] for _, name in names]
    assert "⟨U+202E⟩evil⟨U+0007⟩" in [name for names in data["names"] for _, name in names]
    assert data["documents"] == [[HOSTILE, PATH]]
    text = hostile_page()
    raw = text[text.index('id="data"') : text.index("</script>", text.index('id="data"'))]
    assert not set("<&\u2028\u2029") & set(raw)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("蘇聯 – Élysée·1950\n二", "蘇聯 – Élysée·1950\n二"),
        ("a\u202eb\u2069", "a⟨U+202E⟩b⟨U+2069⟩"),
        ("\x00\x1b\x85", "⟨U+0000⟩⟨U+001B⟩⟨U+0085⟩"),
        ("\ud800", "⟨U+D800⟩"),
    ],
)
def test_visible(text: str, expected: str) -> None:
    assert visible(text) == expected


def test_line_separators_are_escaped() -> None:
    text = page(entities=[*ENTITIES, entity("甲\u2028乙", "State")])
    assert "\u2028" not in text
    assert "甲\u2028乙" in [name for names in Outline(text).data()["names"] for _, name in names]


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda s: f"{s.subject}-{s.property}-{s.object}")
def test_the_marked_words_are_the_quote_within_its_sentence(statement: Statement) -> None:
    data = Outline(page(statements=[statement])).data()
    [[number, start, end]] = data["facts"][0][5]
    text = data["passages"][number][2]
    # JavaScript counts UTF-16 units; one paragraph holds a character of two.
    assert text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le") == statement.evidence[0].quote
    assert any(text in paragraph for paragraph in PARAGRAPHS)
    assert text.endswith("。")
    assert data["sections"] == ["战后"]


def test_a_quote_over_two_sentences_shows_both() -> None:
    quote = "有效期30年。两国首脑"
    data = Outline(page(statements=[fact("法国", "aided", "联邦德国", quote)])).data()
    assert data["passages"][0][2] == PARAGRAPHS[0]


def test_without_its_document_the_quote_stands_alone() -> None:
    assert Outline(page(documents=[])).data()["passages"][0][2] in {s.evidence[0].quote for s in STATEMENTS}
    moved = document(("前言。", *PARAGRAPHS))
    assert Outline(page(documents=[moved])).data()["passages"][0][2] in {s.evidence[0].quote for s in STATEMENTS}


def test_parallel_facts_are_one_edge_and_the_unsure_another() -> None:
    data = Outline(page(statements=[*STATEMENTS, fact("法国", "aided", "阿尔萨斯", "法国")])).data()
    number = {name: i for i, names in enumerate(data["names"]) for _, name in names}

    def between(a: str, b: str) -> list[dict[str, Any]]:
        return [e for e in data["edges"] if {e["from"], e["to"]} == {number[a], number[b]}]

    assert len(between("法国", "联邦德国")) == 1
    assert len(between("法国", "联邦德国")[0]["facts"]) == 2
    assert [("dashes" in edge) for edge in between("法国", "阿尔萨斯")] == [True, False]


@pytest.mark.parametrize(
    ("subject", "name", "object_", "points_at"),
    [("法国", "aided", "阿登纳", {"阿登纳"}), ("阿登纳", "aided", "法国", {"法国"}), ("法国", "met", "阿登纳", set())],
)
def test_arrows_point_at_the_object(subject: str, name: str, object_: str, points_at: set[str]) -> None:
    data = Outline(page(statements=[fact(subject, name, object_, "法国")])).data()
    [edge] = data["edges"]
    ends = {data["nodes"][edge[way]]["title"] for way in ("from", "to") if way in edge["arrows"].split(",")}
    assert ends == points_at


def test_facts_are_in_order_of_time_the_undated_last() -> None:
    facts = Outline(page()).data()["facts"]
    dates = [q.get("on_date") or q.get("from_date") or "~" for *_, q, _ in facts]
    assert dates == sorted(dates)


def test_every_literal_and_symmetric_property_has_a_name() -> None:
    labels = json.loads((Path(html_module.__file__).parent / "page" / "labels.json").read_text(encoding="utf-8"))
    assert labels["properties"].keys() >= LITERALS | SYMMETRIC
    for name in SYMMETRIC:
        assert len(set(labels["properties"][name])) == 1


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("苏联", ["苏联"]),
        ("中苏友好同盟互助条约", ["中苏友好同盟互助条约"]),
        ("关于中国长春铁路、旅顺口及大连的协定", ["关于中国长春铁路、旅", "顺口及大连的协定"]),
        ("Charles de Gaulle", ["Charles de Gaulle"]),
        ("字" * 50, ["字" * 11, "字" * 11, "字" * 9 + "…"]),
        (" ", ["（无名）"]),
    ],
)
def test_labels_are_set_in_lines(name: str, lines: list[str]) -> None:
    assert html_module._in_lines(name).split("\n") == lines


def test_an_empty_graph_says_so() -> None:
    text = page(entities=[], statements=[], documents=[])
    assert "图中没有内容" in text
    assert ("body", {"class": "empty"}) in Outline(text).tags


RUN = """
import hashlib, importlib.util, sys
spec = importlib.util.spec_from_file_location("cases", sys.argv[1])
cases = importlib.util.module_from_spec(spec)
sys.modules["cases"] = cases
spec.loader.exec_module(cases)
order = slice(None, None, int(sys.argv[2]))
text = cases.page(entities=cases.ENTITIES[order], statements=cases.STATEMENTS[order])
print(hashlib.sha256(text.encode()).hexdigest())
"""


def test_the_same_bytes_every_time() -> None:
    sums = {
        subprocess.run(
            [sys.executable, "-c", RUN, __file__, order],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed, order in (("1", "1"), ("2", "1"), ("3", "-1"))
    }
    assert sums == {hashlib.sha256(page().encode()).hexdigest() + "\n"}


# ---- in the browser ----

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
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


@pytest.fixture
def opened(chromium: Any, tmp_path: Path) -> Iterator[Opener]:
    """Opens a page's text from a file; afterwards nothing may have been fetched, logged as an error or forbidden."""
    complaints: list[str] = []
    contexts = []

    def open_(text: str, width: int = 1200, height: int = 800, **options: Any) -> Any:
        file = tmp_path / "graph.html"
        file.write_text(text, encoding="utf-8", newline="\n")
        context = chromium.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce", **options)
        contexts.append(context)
        tab = context.new_page()
        tab.add_init_script("addEventListener('securitypolicyviolation', e => console.error(e.violatedDirective))")
        tab.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on("dialog", lambda dialog: complaints.append(dialog.message))
        tab.on("request", lambda r: complaints.append(r.url) if r.url not in (file.as_uri(), "data:,") else None)
        tab.goto(file.as_uri())
        return tab

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


def spot(tab: Any, *names: str) -> tuple[float, float]:
    """Where on the screen the node of that name stands, or the middle between two nodes."""
    found: dict[str, float] = tab.evaluate(
        """names => {
          const graph = document.getElementById("graph");
          const data = JSON.parse(document.getElementById("data").textContent);
          const at = names.map(name => graph.network.getPosition(data.nodes.find(n => n.title === name).id));
          const mean = axis => at.reduce((sum, p) => sum + p[axis], 0) / at.length;
          const { x, y } = graph.network.canvasToDOM({ x: mean("x"), y: mean("y") });
          const box = graph.getBoundingClientRect();
          return { x: x + box.x, y: y + box.y };
        }""",
        list(names),
    )
    return found["x"], found["y"]


def shown_edges(tab: Any) -> int:
    count: int = tab.evaluate(
        "Object.values(document.getElementById('graph').network.body.edges).filter(e => !e.options.hidden).length"
    )
    return count


def test_a_click_on_a_node_shows_its_facts_and_the_words(opened: Opener) -> None:
    tab = opened(page())
    tab.mouse.click(*spot(tab, "爱丽舍条约"))
    panel = tab.locator("#detail")
    assert panel.locator("h2").inner_text() == "爱丽舍条约"
    assert panel.locator("h3").all_inner_texts() == ["签署日期", "期限", "缔约方（2）", "签署人（2）", "签署地"]
    assert "愛麗舍條約" in panel.locator(".names").first.inner_text() + panel.locator(".names").last.inner_text()
    facts = panel.locator(".facts li")
    assert facts.nth(0).inner_text().startswith("1963年1月22日")
    assert facts.nth(1).inner_text().startswith("30年")
    assert facts.nth(1).locator("mark").inner_text() == "有效期30年"
    assert facts.nth(1).locator("blockquote").inner_text() == PARAGRAPHS[0].split("。")[0] + "。"
    assert facts.nth(1).locator("cite").inner_text() == "《法德关系》 › 战后"


def test_role_amount_and_place_are_shown(opened: Opener) -> None:
    tab = opened(page())
    tab.mouse.click(*spot(tab, "联邦德国"))
    facts = tab.locator("#detail .facts li")
    assert "总理" in facts.filter(has_text="阿登纳").locator(".more").inner_text()
    assert "2亿" in facts.filter(has_text="贷款").locator(".more").inner_text()
    tab.mouse.click(*spot(tab, "戴高乐"))
    assert tab.locator("#detail .more", has_text="地点：").locator("button").inner_text() == "法国"


def test_a_click_on_an_edge_shows_all_its_facts(opened: Opener) -> None:
    tab = opened(page())
    tab.mouse.click(*spot(tab, "法国", "联邦德国"))
    assert tab.locator("#detail h2 button").all_inner_texts() == ["法国", "联邦德国"]
    assert tab.locator("#detail .facts li").count() == 2
    assert set(tab.locator("#detail mark").all_inner_texts()) == {
        "法国向联邦德国提供2亿法郎的贷款",
        "两国首脑每年会晤两次",
    }


def test_a_name_in_the_panel_leads_to_its_node(opened: Opener) -> None:
    tab = opened(page())
    tab.mouse.click(*spot(tab, "爱丽舍条约"))
    tab.locator("#detail button.entity", has_text="巴黎").click()
    assert tab.locator("#detail h2").inner_text() == "巴黎"
    assert tab.locator("#detail h3").all_inner_texts() == ["在此签署"]


@pytest.mark.parametrize("query", ["法蘭西", "france", "ＦＲＡＮＣＥ"])
def test_search_knows_every_name_and_needs_no_mouse(opened: Opener, query: str) -> None:
    tab = opened(page())
    tab.keyboard.press("/")
    tab.keyboard.insert_text(query)
    assert tab.locator("#hits [aria-selected=true] bdi").first.inner_text() == "法国"
    tab.keyboard.press("Enter")
    assert tab.locator("#detail h2").inner_text() == "法国"
    tab.keyboard.press("Tab")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Escape")
    assert not tab.locator("#panel").is_visible()


def test_arrows_choose_among_the_hits(opened: Opener) -> None:
    tab = opened(page())
    tab.fill("#query", "德")
    first, second = tab.locator("#hits li bdi").all_inner_texts()[:2]
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    assert tab.locator("#detail h2").inner_text() == second != first


def test_a_name_that_is_not_there(opened: Opener) -> None:
    tab = opened(page())
    tab.fill("#query", "西班牙")
    tab.keyboard.press("Enter")
    assert tab.locator("#hits").inner_text() == "没有这个名称"


def test_the_contents_lead_to_every_entity(opened: Opener) -> None:
    tab = opened(page())
    assert set(tab.locator("#detail button.entity").all_inner_texts()) == {e.key for e in ENTITIES}
    tab.locator("#detail button.entity", has_text="普法战争").press("Enter")
    assert "没有读到" in tab.locator("#detail").inner_text()


def test_the_unsure_is_dashed_and_off_at_first(opened: Opener) -> None:
    tab = opened(page())
    before = shown_edges(tab)
    tab.get_by_label("否认、计划、声称").check()
    assert shown_edges(tab) == before + 1
    tab.mouse.click(*spot(tab, "阿尔萨斯"))
    assert tab.locator("#detail .unsure .tag").inner_text() == "否认"


def test_the_legend_hides_a_class(opened: Opener) -> None:
    tab = opened(page())
    before = shown_edges(tab)
    tab.get_by_label("条约").uncheck()
    assert shown_edges(tab) == before - 5
    tab.get_by_label("条约").check()
    assert shown_edges(tab) == before


def test_hostile_text_is_shown_and_does_nothing(opened: Opener) -> None:
    tab = opened(hostile_page())
    tab.fill("#query", "甲")
    tab.keyboard.press("Enter")
    assert tab.locator("#detail h2").inner_text() == f"甲{HOSTILE}"
    assert HOSTILE in tab.locator("#detail mark").all_inner_texts()
    assert "⟨U+202E⟩evil" in tab.locator("#detail").inner_text()
    tab.mouse.move(*spot(tab, f"甲{HOSTILE}"))
    tab.locator(".vis-tooltip").wait_for(state="visible")
    assert tab.locator(".vis-tooltip").inner_text() == f"甲{HOSTILE}"
    assert tab.evaluate("window.hacked") is None
    assert tab.locator("img").count() == 0


@pytest.mark.parametrize("markup", ["<script>window.hacked=1</script>", "<img src=data:, onerror=window.hacked=1>"])
def test_the_policy_stops_what_is_not_ours(chromium: Any, tmp_path: Path, markup: str) -> None:
    file = tmp_path / "graph.html"
    file.write_text(page().replace("<main>", f"<main>{markup}"), encoding="utf-8", newline="\n")
    tab = chromium.new_page()
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.goto(file.as_uri())
    assert tab.evaluate("window.hacked") is None
    assert any("Content Security Policy" in text for text in said)
    tab.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone(opened: Opener, scheme: str) -> None:
    tab = opened(page(), 360, 640, color_scheme=scheme)
    assert not tab.locator("#panel").is_visible()
    tab.fill("#query", "Paris")
    tab.keyboard.press("Enter")
    box = tab.locator("#panel").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    assert box["y"] + box["height"] <= 640
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    paper = tab.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
    assert (sum(paper) < 3 * 128) == (scheme == "dark")


def test_an_empty_graph_is_a_page(opened: Opener) -> None:
    tab = opened(page(entities=[], statements=[], documents=[]))
    assert "图中没有内容" in tab.locator("main").inner_text()
    assert not tab.locator("#query").is_visible()
