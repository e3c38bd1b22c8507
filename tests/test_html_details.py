"""The HTML page in headless Chromium: dates, clicks, tooltips, what is exported, and how names are set."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import html_browser as browser
import html_cases as cases
import pytest
import rdflib

from kg.graph import Graph
from kg.write.site import site
from kg.write.turtle import build_rdf

chromium = browser.chromium
opened = browser.opened
page = cases.page
Opener = Callable[..., Any]
SEASONAL = [
    cases.fact("法国", "met", "联邦德国", "法国", on_date="1949-22"),
    cases.fact("法国", "aided", "联邦德国", "法国", from_date="1950-10"),
]
KG = rdflib.Namespace("https://w3id.org/bangjiao/ontology#")


def graph(tab: Any, expression: str) -> Any:
    return tab.evaluate(f"(() => {{ const {{ network }} = document.getElementById('graph'); return {expression}; }})()")


@pytest.mark.parametrize(
    ("language", "season", "month"), [("zh-Hans", "1949年夏", "1950年10月"), ("en", "Summer 1949", "October 1950")]
)
def test_a_season_is_no_month(opened: Opener, language: str, season: str, month: str) -> None:
    tab = opened(page(statements=SEASONAL), f"#e=法国&l={language}")
    dates = tab.locator("#detail .when").all_inner_texts()
    assert season in dates
    assert any(month in date for date in dates)
    tab.locator("#detail .facts > li", has_text=season).locator("button.cite").click()
    assert f"({season})" in tab.locator(".citation").inner_text()


def test_a_season_is_exported_as_edtf(opened: Opener) -> None:
    tab = opened(page(statements=SEASONAL))
    found = rdflib.Graph().parse(data=browser.save(tab, "#save-turtle"), format="turtle")
    own = build_rdf(cases.ENTITIES, SEASONAL, [cases.document()])
    for name in (KG.onDate, KG.fromDate, KG.edtf):
        assert set(found.subject_objects(name)) == set(own.subject_objects(name))
    assert len(list(found.subject_objects(KG.edtf))) == 1
    rows = csv.DictReader(io.StringIO(browser.save(tab, "#save-csv").decode("utf-8-sig")))
    assert sorted((r["onDate"], r["fromDate"], r["edtf"]) for r in rows) == [("", "", "1949-22"), ("", "1950-10", "")]


def test_a_season_in_the_site() -> None:
    files = site(Graph(cases.ENTITIES, tuple(SEASONAL), (cases.document(),)), "https://example.org/")
    assert "1949年夏" in files["entity/法国.html"]
    assert "Summer 1949" in files["entity/法国.en.html"]
    assert "1950年10月起" in files["entity/法国.html"]


@pytest.mark.parametrize("name", ["法国", "巴黎", "德意志帝国"])
def test_a_double_click_with_the_panel_closed_expands_what_was_clicked(opened: Opener, name: str) -> None:
    tab = opened(page())
    tab.keyboard.press("Escape")
    assert not tab.locator("#panel").is_visible()
    tab.wait_for_timeout(300)
    graph(tab, "network.on('click', (event) => (window.said ||= event))")
    browser.click(tab, name)
    tab.wait_for_timeout(400)  # the panel opens, and the picture moves aside
    # The second click comes in time, and hits nothing: a slow machine would miss the moment.
    for kind in ("click", "doubleClick"):
        graph(tab, f"network.body.emitter.emit('{kind}', {{ ...window.said, nodes: [], edges: [] }})")
    assert "x=" in tab.evaluate("location.hash")
    assert browser.heading(tab) == name


def test_the_scale_and_the_centre_stay_when_the_panel_closes(opened: Opener) -> None:
    tab = opened(page())
    expression = "[network.getScale(), network.getViewPosition().x, network.getViewPosition().y]"
    before, width = graph(tab, expression), tab.locator("#graph").bounding_box()["width"]
    tab.keyboard.press("Escape")
    tab.wait_for_timeout(400)
    assert tab.locator("#graph").bounding_box()["width"] > width
    assert graph(tab, "network.canvas.frame.canvas.clientWidth") > width
    assert graph(tab, expression) == pytest.approx(before, abs=1)
    assert graph(tab, expression)[0] == pytest.approx(before[0])


def test_a_tooltip_goes_when_the_mouse_leaves_or_the_view_changes(opened: Opener) -> None:
    tab = opened(page())
    tip = tab.locator(".vis-tooltip")
    for leaves in (True, False):
        tab.mouse.move(*browser.spot(tab, "法国"))
        tip.wait_for(state="visible")
        if leaves:
            tab.mouse.move(5, 5)
        else:
            tab.keyboard.press("Escape")
        tip.wait_for(state="hidden")


def test_only_the_facts_of_what_is_selected_are_exported(opened: Opener) -> None:
    tab = opened(page(), "#e=戴高乐")
    rows = list(csv.DictReader(io.StringIO(browser.save(tab, "#save-csv").decode("utf-8-sig"))))
    assert {(r["subject"], r["object"]) for r in rows} == {("爱丽舍条约", "戴高乐"), ("戴高乐", "阿登纳")}
    tab = opened(page(), "#e=爱丽舍条约")
    rows = list(csv.DictReader(io.StringIO(browser.save(tab, "#save-csv").decode("utf-8-sig"))))
    assert len(rows) == 7
    assert {r["subject"] for r in rows} == {"爱丽舍条约"}


def test_a_passage_that_two_rules_found_is_shown_once(opened: Opener) -> None:
    [said] = cases.STATEMENTS[4].evidence
    twice = replace(cases.STATEMENTS[4], evidence=(said, replace(said, rule="other-rule")))
    tab = opened(page(statements=[twice]), "#e=巴黎")
    assert tab.locator("#detail blockquote").count() == 1
    assert tab.locator("#detail cite").get_attribute("title").endswith("· by-hand, other-rule")
    text = site(Graph(cases.ENTITIES, (twice,), (cases.document(),)), "https://example.org/")["entity/巴黎.html"]
    assert text.count("<blockquote") == 1
    assert '<cite title="by-hand, other-rule">' in text


def test_a_dashed_line_is_seen_at_any_scale(opened: Opener) -> None:
    tab = opened(page(), "#c=affirmed&c=denied")
    for scale in (0.2, 1, 3):
        tab.evaluate(f"document.getElementById('graph').network.moveTo({{ scale: {scale} }})")
        tab.wait_for_timeout(100)
        width = graph(tab, "Object.values(network.body.edges).find(e => e.options.dashes).options.width")
        assert width * scale >= 1.5
    svg = browser.save(tab, "#save-svg").decode()
    assert svg.count("#8a4b3c") == 1


def test_title_and_counts_in_english(opened: Opener) -> None:
    tab = opened(page(title="法德关系 等 2 篇", statements=SEASONAL[:1]), "#l=en")
    assert tab.locator("h1").inner_text() == tab.title() == "France–Germany relations and 1 more"
    assert tab.locator("#detail .class").first.inner_text() == "9 entities, 1 fact, 1 document"
    tab.select_option("#language", "zh-Hant")
    assert tab.locator("h1").inner_text() == "法德關係 等 2 篇"


def test_list_marks_stay_with_the_name_before_them(opened: Opener) -> None:
    tab = opened(page(), "#v=tables&l=en", (500, 800))
    names = tab.locator("#view-tables td .entity")
    assert names.all_inner_texts() == ["France,", "West Germany", "Konrad Adenauer,", "Charles de Gaulle", "Paris"]
    # In the line of the name's last word, though that be its second.
    places = """name => [...name.childNodes].map(part => {
      const range = document.createRange();
      range.selectNodeContents(part);
      return [...range.getClientRects()].at(-1);
    })"""
    name, mark = names.nth(2).evaluate(places)
    assert mark["y"] == pytest.approx(name["y"], abs=2)
    assert mark["x"] == pytest.approx(name["x"] + name["width"], abs=2)


@pytest.mark.parametrize("size", [(1200, 800), (740, 640), (900, 500)])
def test_names_stand_inside_the_picture_at_the_first_view(opened: Opener, size: tuple[int, int]) -> None:
    long = [cases.entity(f"第{i}届国际和平与安全合作组织筹备委员会", "Organization") for i in range(6)]
    facts = [cases.fact(one.key, "met", "法国", "法国") for one in long]
    tab = opened(page(entities=[*cases.ENTITIES, *long], statements=[*cases.STATEMENTS, *facts]), "#l=zh-Hans", size)
    svg = browser.save(tab, "#save-svg")
    box = tab.locator("#graph").bounding_box()
    for words, (x, y, width, height) in browser.svg_boxes(tab, svg).items():
        assert x >= 0, words
        assert x + width <= box["width"], words
        assert y >= 0, words
        assert y + height <= box["height"], words


def test_the_count_covers_no_part_of_the_picture(opened: Opener) -> None:
    tab = opened(page(), "#lone=0")
    picture, line = tab.locator("#graph").bounding_box(), tab.locator("#count").bounding_box()
    assert line["y"] >= picture["y"] + picture["height"]


def test_brackets_stay_with_what_they_hold(opened: Opener) -> None:
    names = ["中俄蒙三国恰克图协定(1915)", "中华人民共和国政府代表团（1954年）"]
    facts = [cases.fact(name, "concerns", "法国", "法国") for name in names]
    entities = [*cases.ENTITIES, *(cases.entity(name, "Treaty") for name in names)]
    tab = opened(page(entities=entities, statements=facts))
    blank = tab.context.new_page()
    blank.set_content(browser.save(tab, "#save-svg").decode())
    lines = blank.locator("tspan").all_text_contents()
    assert "".join(lines).count("1915") == 1
    assert not [line for line in lines if line.startswith((")", "）")) or line.endswith(("(", "（"))], json.dumps(lines)


def test_the_slash_searches_from_a_slider_too(opened: Opener) -> None:
    tab = opened(page())
    tab.locator("#fromYear").focus()
    tab.keyboard.press("/")
    assert tab.evaluate("document.activeElement.id") == "query"


def test_what_takes_the_focus_in_the_picture_says_what_it_is(opened: Opener) -> None:
    tab = opened(page(), "#l=en")
    focused = tab.locator("#graph [tabindex='0']")
    assert focused.get_attribute("role") == "application"
    assert focused.get_attribute("aria-label").startswith("Graph: arrow keys")


def crowded() -> str:
    """A page of 120 entities with long names, most of them joined to three hubs."""
    hubs = [cases.entity(f"第{i}大国", "State") for i in range(3)]
    rest = [
        cases.entity(f"第{i:03}号互不侵犯条约", "Treaty", f"Treaty of Non-Aggression No. {i:03}") for i in range(117)
    ]
    facts = [
        cases.fact(one.key, "party", hub.key, "法国")
        for i, one in enumerate(rest)
        for hub in (hubs[i % 3], hubs[i % 2])
    ]
    return page(entities=[*hubs, *rest], statements=list(dict.fromkeys(facts)))


@pytest.mark.parametrize("size", [(1200, 800), (390, 780)])
@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_a_name_covers_no_symbol_and_is_not_cut_by_the_edge(
    opened: Opener, size: tuple[int, int], language: str
) -> None:
    phone = {"has_touch": True, "is_mobile": True} if size[0] < 500 else {}
    tab = opened(crowded(), f"#l={language}", size, **phone)
    symbols = tab.evaluate(
        """() => {
          const { network } = document.getElementById("graph");
          const scale = network.getScale();
          return Object.values(network.body.nodes).filter(n => !n.options.hidden).map(n => {
            const { x, y } = network.canvasToDOM(n);
            return [n.options.title, x, y, n.options.size * scale];
          });
        }"""
    )
    width, height = (tab.locator("#graph").bounding_box()[side] for side in ("width", "height"))
    boxes = browser.svg_boxes(tab, browser.save(tab, "#save-svg"))
    names = {words: box for words, box in boxes.items() if "party" not in words and "缔约方" not in words}
    assert len(names) > 8
    hubs = [title for title, *_ in symbols if "大国" in title]
    covering = set()
    for words, (x, y, wide, high) in names.items():
        assert x >= 0, words
        assert x + wide <= width + 1, words
        assert y >= -2, words
        assert y + high <= height + 2, words
        inner = x + 2, y + 3, x + wide - 2, y + high - 3  # a box reaches above and below its letters
        for _, at_x, at_y, radius in symbols:
            level = min(inner[2], at_x + radius) > max(inner[0], at_x - radius)
            if level and min(inner[3], at_y + radius) > max(inner[1], at_y - radius):
                covering.add(words)
    assert covering <= set(hubs)  # only a hub may, where there is no room at all


def test_a_long_name_is_cut_at_the_end_of_a_word(opened: Opener) -> None:
    long = "Agreement on the Economic and Cultural Cooperation of the Two Republics and the Navigation of the Border Rivers"
    treaty = cases.entity("甲条约", "Treaty", long)
    facts = [cases.fact("甲条约", "party", "法国", "法国")]
    tab = opened(page(entities=[*cases.ENTITIES, treaty], statements=facts), "#l=en")
    blank = tab.context.new_page()
    blank.set_content(browser.save(tab, "#save-svg").decode())
    [lines] = [text.locator("tspan").all_text_contents() for text in blank.locator("text", has_text="Agreement").all()]
    assert len(lines) == 4
    assert lines[-1].endswith("…")
    assert " ".join(lines)[:-1] == long[: len(" ".join(lines)) - 1]
    assert long[len(" ".join(lines)) - 1] == " "


def test_names_are_placed_anew_where_the_picture_has_been_moved(opened: Opener) -> None:
    tab = opened(crowded(), "", (600, 700))
    before = set(browser.svg_boxes(tab, browser.save(tab, "#save-svg")))
    box = tab.locator("#graph").bounding_box()
    tab.mouse.move(box["x"] + 5, box["y"] + box["height"] - 5)
    tab.mouse.wheel(0, -600)
    tab.wait_for_timeout(300)
    near = set(browser.svg_boxes(tab, browser.save(tab, "#save-svg")))
    tab.mouse.move(box["x"] + 40, box["y"] + box["height"] - 40)
    tab.mouse.down()
    tab.mouse.move(box["x"] + 240, box["y"] + box["height"] - 240, steps=5)
    tab.mouse.up()
    tab.wait_for_timeout(100)
    moved = set(browser.svg_boxes(tab, browser.save(tab, "#save-svg")))
    assert near - before
    assert moved - near
