"""The HTML page in headless Chromium: filters, taking away, tables, languages, and readers of every kind."""

import csv
import io
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import html_browser as browser
import html_cases as cases
import pytest
import rdflib

from kg.write.turtle import build_rdf

chromium = browser.chromium
opened = browser.opened
click = browser.click
colour = browser.colour
drawn = browser.drawn
faded = browser.faded
heading = browser.heading
save = browser.save
search = browser.search
shown_edges = browser.shown_edges
spot = browser.spot
ENTITIES = cases.ENTITIES
HOSTILE = cases.HOSTILE
page = cases.page
Opener = Callable[..., Any]


# ---- filters ----


def filter_by(tab: Any, label: str, on: bool) -> None:
    tab.locator("#filter").evaluate("menu => { menu.open = false }")
    tab.locator("#filter summary").click()
    tab.locator("#filters").get_by_label(label).first.set_checked(on)
    tab.keyboard.press("Escape")


def test_filter_by_property(opened: Opener) -> None:
    tab = opened(page())
    before = shown_edges(tab)
    filter_by(tab, "签署人", False)
    assert shown_edges(tab) == before - 2
    search(tab, "爱丽舍条约")
    assert "签署人 (2)" not in tab.locator("#detail h3").all_inner_texts()
    assert "另有 2 条被筛选隐去" in tab.locator("#detail").inner_text()
    tab.locator("#filter summary").click()
    tab.get_by_role("button", name="清除筛选").click()
    assert shown_edges(tab) == before


def test_filter_by_document(opened: Opener) -> None:
    tab = opened(cases.two_documents())
    before = shown_edges(tab)
    filter_by(tab, "阿登纳", False)
    assert shown_edges(tab) == before - 1
    search(tab, "阿登纳")
    assert "访问" not in tab.locator("#detail h3").all_inner_texts()


def test_the_unsure_is_dashed_and_shown_on_request(opened: Opener) -> None:
    tab = opened(page())
    before = shown_edges(tab)
    search(tab, "阿尔萨斯")
    assert tab.locator("#detail .unsure").count() == 0
    filter_by(tab, "否认", True)
    assert shown_edges(tab) == before + 1
    assert tab.locator("#detail .unsure .tag").inner_text() == "否认"
    svg = save(tab, "#save-svg").decode()
    assert svg.count("stroke-dasharray") == 1


def test_filter_by_degree(opened: Opener) -> None:
    tab = opened(page())
    tab.locator("#filter summary").click()
    tab.locator("#degree").focus()
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("ArrowRight")
    assert [drawn(tab, name) for name in ("法国", "爱丽舍条约", "戴高乐", "巴黎")] == [True, True, False, False]


def test_entities_without_relations(opened: Opener) -> None:
    tab = opened(page())
    assert drawn(tab, "普法战争")
    assert not tab.locator("#count").is_visible()
    filter_by(tab, "没有关系的实体", False)
    assert not drawn(tab, "普法战争")
    assert tab.locator("#count").inner_text() == "显示 8 / 9 个实体"
    assert "lone=0" in tab.evaluate("location.hash")
    filter_by(tab, "签署地", False)
    filter_by(tab, "没有关系的实体", True)
    assert drawn(tab, "普法战争")
    assert not drawn(tab, "巴黎")  # its relation is filtered out, it is not without one


# ---- take away ----


def test_the_picture_as_png(opened: Opener) -> None:
    tab = opened(page())
    png = save(tab, "#save-png")
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    box = tab.locator("#graph").bounding_box()
    size = int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")
    assert size == pytest.approx((box["width"], box["height"]), abs=2)
    assert len(png) > 5000


def test_the_picture_as_svg(opened: Opener) -> None:
    tab = opened(page())
    root = ET.fromstring(save(tab, "#save-svg"))
    tags = {element.tag.rsplit("}")[-1] for element in root.iter()}
    assert tags == {"svg", "title", "rect", "line", "path", "text", "tspan"}
    words = {"".join(element.itertext()) for element in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"法国", "联邦德国", "爱丽舍条约", "巴黎"} <= words
    assert "缔约方 1963" in words


def test_the_shown_facts_as_turtle_are_the_graphs_own(opened: Opener) -> None:
    tab = opened(page())
    found = rdflib.Graph().parse(data=save(tab, "#save-turtle"), format="turtle")
    own = build_rdf(ENTITIES, cases.STATEMENTS, [cases.document()])
    kg = rdflib.Namespace("https://w3id.org/bangjiao/ontology#")
    statements = set(found.subjects(rdflib.RDF.type, kg.Statement))
    assert len(statements) == 13  # the denied is not shown
    assert statements <= set(own.subjects(rdflib.RDF.type, kg.Statement))
    names = (
        rdflib.RDF.subject,
        rdflib.RDF.predicate,
        rdflib.RDF.object,
        kg.certainty,
        kg.onDate,
        kg.atPlace,
        kg.amount,
    )
    direct = [t for t in found if t[1].startswith(kg) and t[0] not in statements]
    assert len(direct) == 13
    assert all(t in own for t in direct)
    assert all(t in own for t in found if t[1] in names)


def test_the_shown_facts_as_csv(opened: Opener) -> None:
    tab = opened(page())
    search(tab, "戴高乐")
    rows = list(csv.DictReader(io.StringIO(save(tab, "#save-csv").decode("utf-8-sig"))))
    assert {(row["subject"], row["property"], row["object"]) for row in rows} >= {("爱丽舍条约", "签署人", "戴高乐")}
    assert all(
        "戴高乐" in (r["subject"], r["object"])
        or {r["subject"], r["object"]} <= {"爱丽舍条约", "阿登纳", "1963-01-22", "P30Y"}
        for r in rows
    )
    met = next(row for row in rows if row["property"] == "会见")
    assert (met["onDate"], met["atPlace"], met["document"], met["quote"]) == (
        "1958-09-14",
        "法国",
        "法德关系",
        "与戴高乐会谈",
    )


def test_a_name_is_no_formula_in_a_spreadsheet(opened: Opener) -> None:
    evil = cases.entity("=HYPERLINK(1)", "State")
    tab = opened(page(entities=[*ENTITIES, evil], statements=[cases.fact(evil.key, "aided", "法国", "法国")]))
    rows = list(csv.DictReader(io.StringIO(save(tab, "#save-csv").decode("utf-8-sig"))))
    assert [row["subject"] for row in rows] == ["'=HYPERLINK(1)"]


# ---- tables and timeline ----


def column(tab: Any, number: int) -> list[str]:
    texts: list[str] = tab.locator(f"#view-tables tbody tr > :nth-child({number})").all_inner_texts()
    return texts


def test_tables_of_treaties_people_and_territories(opened: Opener) -> None:
    tab = opened(page())
    tab.get_by_role("tab", name="表格").click()
    [row] = tab.locator("#view-tables tbody tr").all()
    cells = row.locator("th, td").all_inner_texts()
    assert cells == ["爱丽舍条约", "1963年1月22日", "法国、联邦德国", "阿登纳、戴高乐", "巴黎", "1963–1993", "7"]
    tab.get_by_role("button", name="人物", exact=True).click()
    assert dict(zip(column(tab, 1), column(tab, 3), strict=True)) == {"阿登纳": "总理", "戴高乐": ""}
    tab.get_by_role("button", name="地区", exact=True).click()
    assert dict(zip(column(tab, 1), column(tab, 3), strict=True)) == {"阿尔萨斯": "德意志帝国", "巴黎": ""}
    tab.locator("#view-tables").get_by_role("button", name="德意志帝国").click()
    assert heading(tab) == "德意志帝国"


def test_a_table_sorts_by_every_column(opened: Opener) -> None:
    tab = opened(page(), "#v=tables")
    tab.locator("[data-table=Person]").click()
    for number in range(1, 5):
        head = tab.locator(f"#view-tables thead th:nth-child({number})")
        head.locator("button").click()
        if number == 1:
            head.locator("button").click()
        first = head.get_attribute("aria-sort")
        one = column(tab, 1)
        tab.keyboard.press("Enter")  # the focus has stayed on the heading
        assert {first, head.get_attribute("aria-sort")} == {"ascending", "descending"}
        if number in (1, 4):
            assert column(tab, 1) == one[::-1]
        else:
            assert column(tab, number)[-1] == ""  # the empty stand last either way


def test_the_timeline_by_state(opened: Opener) -> None:
    tab = opened(page())
    tab.get_by_role("tab", name="时间线").click()
    assert tab.locator("#view-timeline h3").all_inner_texts() == ["1958年", "1963年"]
    assert tab.locator("#lane option").all_inner_texts()[0] == "所有国家"
    tab.select_option("#lane", label="联邦德国 (5)")
    assert set(tab.locator("#view-timeline .facts > li .entity").all_inner_texts()) >= {"爱丽舍条约"}
    dots = tab.locator("#view-timeline .dot[data-state=法国]")
    assert [dot.get_attribute("data-year") for dot in dots.all()] == ["1958", "1963"]
    dots.first.click()
    assert tab.locator("#view-timeline h3").all_inner_texts() == ["1958年"]
    assert "访问" in tab.locator("#view-timeline .facts").inner_text()


def test_a_view_that_was_not_the_first_draws_the_picture_when_asked(opened: Opener) -> None:
    tab = opened(page(), "#v=timeline")
    tab.get_by_role("tab", name="关系图").click()
    assert faded(tab) == set()
    assert drawn(tab, "法国")
    tab.go_back()
    assert tab.locator("#view-timeline").is_visible()


# ---- language, light and dark, phone, keyboard, screen readers ----


@pytest.mark.parametrize(
    ("tag", "name", "treaty", "party", "table", "date"),
    [
        ("zh-Hans", "法国", "爱丽舍条约", "缔约方 (2)", "表格", "1963年1月22日"),
        ("zh-Hant", "法國", "愛麗舍條約", "締約方 (2)", "表格", "1963年1月22日"),
        ("en", "France", "Élysée Treaty", "party (2)", "Tables", "22 January 1963"),
    ],
)
def test_the_language_of_names_labels_dates_and_the_page(
    opened: Opener, tag: str, name: str, treaty: str, party: str, table: str, date: str
) -> None:
    tab = opened(page())
    tab.select_option("#language", tag)
    assert tab.get_attribute("html", "lang") == tag
    assert tab.locator("#tab-tables").inner_text() == table
    search(tab, "爱丽舍条约")
    assert heading(tab) == treaty
    assert party in tab.locator("#detail h3").all_inner_texts()
    assert date in tab.locator("#detail .facts").first.inner_text()
    words = save(tab, "#save-svg").decode()
    assert name in words
    tab.mouse.move(*spot(tab, name))
    tab.locator(".vis-tooltip").wait_for(state="visible")
    assert tab.locator(".vis-tooltip").inner_text() == name


def test_no_text_of_the_page_stays_in_another_language(opened: Opener) -> None:
    documents = [cases.document(title="Relations")]
    entities = [e for e in ENTITIES if dict(e.labels).get("en")]
    keys = {e.key for e in entities}
    statements = [s for s in cases.STATEMENTS if {s.subject, s.object} <= keys]
    tab = opened(page(entities=entities, statements=statements, documents=documents, title="Graph"), "#l=en")
    for view in ("graph", "阿登纳", "tables", "timeline"):
        if view in keys:
            search(tab, view)
            assert tab.locator("#detail .names", has_text="Offices").inner_text() == "Offices: premier"
        else:
            tab.locator(f"#tab-{view}").click()
        seen = tab.evaluate(
            """() => {
              const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              const found = [];
              while (walk.nextNode()) {
                const { parentElement: parent, textContent } = walk.currentNode;
                if (!parent.closest("script, noscript, #language, [lang^=zh], #nothing")) found.push(textContent);
              }
              const labels = [...document.querySelectorAll("[aria-label]")].map(e => e.ariaLabel);
              return [...found, ...labels].filter(text => /[\\u4e00-\\u9fff]/.test(text));
            }"""
        )
        assert seen == []


@pytest.mark.parametrize(
    ("locale", "expected"),
    [("zh-CN", "zh-Hans"), ("zh-TW", "zh-Hant"), ("zh-HK", "zh-Hant"), ("en-GB", "en"), ("fr-FR", "en")],
)
def test_the_first_language_is_the_browsers(opened: Opener, locale: str, expected: str) -> None:
    tab = opened(page(), locale=locale)
    assert tab.get_attribute("html", "lang") == expected
    assert tab.input_value("#language") == expected


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark(opened: Opener, scheme: str) -> None:
    tab = opened(page(), color_scheme=scheme)

    def is_dark() -> tuple[bool, bool]:
        paper = tab.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
        faded = colour(tab, "德意志帝国")
        return sum(paper) < 3 * 128, sum(faded) < 3 * 128

    click(tab, "戴高乐")
    assert is_dark() == ((scheme == "dark"),) * 2
    tab.locator("#theme").click()
    assert is_dark() == ((scheme == "light"),) * 2


@pytest.mark.parametrize("view", ["graph", "tables", "timeline"])
def test_a_phone(opened: Opener, view: str) -> None:
    tab = opened(page(), f"#v={view}", (360, 640), has_touch=True, is_mobile=True)
    assert not tab.locator("#panel").is_visible()
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    assert tab.locator(f"#view-{view}").bounding_box()["height"] > 200
    tab.locator("#query").tap()
    tab.keyboard.insert_text("Paris")
    tab.locator("#hits li").tap()
    box = tab.locator("#panel").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    assert box["y"] + box["height"] <= 640
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    for menu in ("filter", "take"):
        tab.locator(f"#{menu} summary").tap()
        sheet = tab.locator(f"#{menu} .sheet").bounding_box()
        assert sheet["x"] >= 0
        assert sheet["x"] + sheet["width"] <= 360
        tab.locator(f"#{menu} summary").tap()


def test_everything_is_reached_by_keyboard(opened: Opener) -> None:
    tab = opened(page())
    reached = []
    for _ in range(40):
        tab.keyboard.press("Tab")
        reached.append(
            tab.evaluate("(e => e.id || (e.closest('[id]')?.id ?? '') + ' ' + e.tagName)(document.activeElement)")
        )
    for what in ("tab-graph", "query", "contents", "filter SUMMARY", "take SUMMARY", "language", "theme", "fit"):
        assert what in reached
    assert {"legend INPUT", "play", "fromYear", "toYear", "tab-facts", "close", "detail", "detail BUTTON"} <= set(
        reached
    )
    assert any(name.startswith("graph") for name in reached)
    tab.locator("#tab-graph").focus()
    tab.keyboard.press("ArrowRight")
    assert tab.locator("#view-tables").is_visible()
    tab.keyboard.press("ArrowLeft")
    assert tab.locator("#view-graph").is_visible()
    tab.locator("#filter summary").focus()
    tab.keyboard.press("Enter")
    assert tab.locator("#filters").is_visible()
    tab.keyboard.press("Escape")
    assert not tab.locator("#filters").is_visible()
    assert tab.locator("#legend input").first.evaluate("e => (e.focus(), document.activeElement === e)")
    tab.keyboard.press("Space")
    assert not drawn(tab, "法国")
    assert tab.evaluate("document.activeElement.closest('#legend') !== null")


@pytest.mark.parametrize(
    ("state", "theme"),
    [
        ("", "light"),
        ("", "dark"),
        ("&e=爱丽舍条约", "light"),
        ("&e=阿登纳&s=0-0-5", "dark"),
        ("&v=tables", "light"),
        ("&v=timeline&y=1960-1970", "dark"),
        ("&path=巴黎&path=戴高乐&y=1960-1970", "light"),
        ("&edge=法国&edge=联邦德国&edge=1&l=zh-Hant", "dark"),
    ],
)
def test_axe_finds_nothing_serious(opened: Opener, state: str, theme: str) -> None:
    source = browser.axe()
    tab = opened(page(), f"#l=en&c=affirmed&c=denied&t={theme}{state}", bypass_csp=True)
    if state == "":
        tab.locator("#filter summary").click()
        tab.fill("#query", "fa")
        tab.locator("#query").focus()
    tab.evaluate(source)
    found = tab.evaluate("axe.run().then(r => r.violations.map(v => [v.impact, v.id, v.nodes.map(n => n.html)]))")
    assert [v for v in found if v[0] in ("serious", "critical")] == []


# ---- hostile texts, the policy, large and empty graphs ----


def test_hostile_text_is_shown_and_does_nothing(opened: Opener) -> None:
    tab = opened(cases.hostile_page())
    search(tab, "甲")
    assert heading(tab) == f"甲{HOSTILE}"
    assert HOSTILE in tab.locator("#detail mark").all_inner_texts()
    assert "⟨U+202E⟩evil" in tab.locator("#detail").inner_text()
    tab.mouse.move(*spot(tab, f"甲{HOSTILE}"))
    tab.locator(".vis-tooltip").wait_for(state="visible")
    assert tab.locator(".vis-tooltip").inner_text() == f"甲{HOSTILE}"
    assert HOSTILE in "".join(ET.fromstring(save(tab, "#save-svg")).itertext()).replace("\n", "")
    assert HOSTILE.encode() in save(tab, "#save-csv")
    assert len(rdflib.Graph().parse(data=save(tab, "#save-turtle"), format="turtle")) > 5
    for view in ("#tab-source", "#tab-tables", "#tab-timeline"):
        tab.locator(view).click()
    assert tab.evaluate("window.hacked") is None
    assert tab.locator("img").count() == 0


def test_a_hostile_file_name_is_shown_and_does_nothing(opened: Opener) -> None:
    path = "dir/<img src=x onerror=window.hacked=3>\u202egpj.md"
    said = cases.Evidence(path, 0, 2, "法国", ("节",), "<b>rule")
    facts = [cases.Statement("法国", "aided", "巴黎", cases.Qualifiers(role="</script>部长"), "affirmed", (said,))]
    tab = opened(page(statements=facts, documents=[cases.document(path=path)], mentions={}), "#e=法国")
    shown = "<img src=x onerror=window.hacked=3>⟨U+202E⟩gpj.md · <b>rule"
    assert tab.locator("#detail cite").get_attribute("title") == shown
    assert "</script>部长" in tab.locator("#detail").inner_text()
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


def test_a_large_graph_shows_some_and_loads_what_is_asked_for(opened: Opener) -> None:
    tab = opened(cases.large_page())

    def there() -> int:
        count: int = tab.evaluate("document.getElementById('graph').network.body.data.nodes.length")
        return count

    first = there()
    assert 300 <= first <= 500
    assert tab.locator("#count").inner_text().endswith("/ 2100 个实体")
    _, statements, _ = cases.large(2100, 4000)
    shown = set(tab.evaluate("document.getElementById('graph').network.body.data.nodes.get().map(n => n.title)"))
    lonely = next(s.subject for s in statements if s.subject not in shown and s.object not in shown)
    search(tab, lonely)
    assert heading(tab) == lonely
    assert drawn(tab, lonely)
    assert first < there() <= first + 13
    hub = max(shown, key=lambda name: sum(name in (s.subject, s.object) for s in statements))
    search(tab, hub)
    before = there()
    tab.wait_for_timeout(600)
    tab.mouse.dblclick(*spot(tab, hub))
    assert there() >= before + 20


def test_a_community_of_a_large_graph_gives_more_of_its_members(opened: Opener) -> None:
    tab = opened(cases.large_page())
    before = tab.evaluate("document.getElementById('graph').network.body.data.nodes.length")
    place = tab.evaluate("document.getElementById('graph').marks()[0]")
    tab.mouse.click(place["x"], place["y"])
    assert tab.evaluate("document.getElementById('graph').network.body.data.nodes.length") == before + 40


def test_an_empty_graph_is_a_page(opened: Opener) -> None:
    tab = opened(page(entities=[], statements=[], documents=[], mentions={}))
    assert "图中没有内容" in tab.locator("main").inner_text()
    assert not tab.locator("#query").is_visible()


def test_a_graph_without_dates_has_no_slider(opened: Opener) -> None:
    tab = opened(page(statements=[cases.fact("法国", "aided", "联邦德国", "法国")]))
    assert not tab.locator("#time").is_visible()
    tab.get_by_role("tab", name="时间线").click()
    assert "没有有日期的事实" in tab.locator("#view-timeline").inner_text()
