"""The HTML page in headless Chromium: seeing, finding and evidence."""

from collections.abc import Callable, Iterator
from typing import Any

import html_browser as browser
import html_cases as cases
import pytest

chromium = browser.chromium
opened = browser.opened
FADED = browser.FADED
FAR = browser.FAR
click = browser.click
colour = browser.colour
drag = browser.drag
drawn = browser.drawn
faded = browser.faded
heading = browser.heading
save = browser.save
search = browser.search
shown_edges = browser.shown_edges
spot = browser.spot
svg_boxes = browser.svg_boxes
until = browser.until
ENTITIES = cases.ENTITIES
PARAGRAPHS = cases.PARAGRAPHS
page = cases.page
Opener = Callable[..., Any]


@pytest.fixture(scope="module")
def usual(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The page, opened once for tests that leave it as they found it."""
    with browser.opener(chromium, tmp_path_factory.mktemp("usual")) as open_:
        yield open_(page())


# ---- see ----


def test_a_click_on_a_node_shows_its_facts_and_the_words(opened: Opener) -> None:
    tab = opened(page())
    click(tab, "爱丽舍条约")
    panel = tab.locator("#detail")
    assert heading(tab) == "爱丽舍条约"
    assert panel.locator("h3").all_inner_texts() == ["签署日期", "有效期", "缔约方 (2)", "签署人 (2)", "签署地"]
    assert "愛麗舍條約" in panel.inner_text()
    assert "ai li she tiao yue" in panel.inner_text()
    assert "有效期间：1963–1993" in panel.inner_text()
    facts = panel.locator(".facts > li")
    assert facts.nth(0).inner_text().startswith("1963年1月22日")
    assert facts.nth(1).inner_text().startswith("30年")
    assert facts.nth(1).locator(".tag").inner_text() == "确认"
    assert facts.nth(1).locator("mark").inner_text() == "有效期30年"
    assert facts.nth(1).locator("blockquote").inner_text() == PARAGRAPHS[0].split("。")[0] + "。"
    assert facts.nth(1).locator("cite").inner_text() == "《法德关系》 › 战后"


def test_role_amount_and_place_are_shown(opened: Opener) -> None:
    tab = opened(page())
    click(tab, "联邦德国")
    facts = tab.locator("#detail .facts > li")
    assert "总理" in facts.filter(has_text="阿登纳").locator(".more").inner_text()
    assert "2亿" in facts.filter(has_text="贷款").locator(".more").inner_text()
    click(tab, "戴高乐")
    assert tab.locator("#detail .more", has_text="地点：").locator("button").inner_text() == "法国"
    click(tab, "阿登纳")
    assert "职务：总理" in tab.locator("#detail .names").all_inner_texts()


def test_a_click_on_an_edge_shows_all_its_facts(opened: Opener) -> None:
    tab = opened(page())
    click(tab, "法国", "联邦德国")
    assert tab.locator("#detail h2 button").all_inner_texts() == ["法国", "联邦德国"]
    assert tab.locator("#detail .facts > li").count() == 2
    assert set(tab.locator("#detail mark").all_inner_texts()) == {
        "法国向联邦德国提供2亿法郎的贷款",
        "两国首脑每年会晤两次",
    }


def test_a_name_in_the_panel_leads_to_its_node(opened: Opener) -> None:
    tab = opened(page())
    click(tab, "爱丽舍条约")
    tab.locator("#detail button.entity", has_text="巴黎").click()
    assert heading(tab) == "巴黎"
    assert tab.locator("#detail h3").all_inner_texts() == ["在此签署"]


def test_a_name_on_the_picture_can_be_clicked(opened: Opener) -> None:
    tab = opened(page())
    box = svg_boxes(tab, save(tab, "#save-svg"))["巴黎"]
    corner = tab.locator("#graph").bounding_box()
    tab.mouse.click(corner["x"] + box[0] + box[2] / 2, corner["y"] + box[1] + box[3] / 2)
    assert heading(tab) == "巴黎"


def test_no_two_names_overlap_at_the_first_view(opened: Opener) -> None:
    entities, statements, documents = cases.large(250, 320)
    tab = opened(page(entities=entities, statements=statements, documents=documents, mentions={}))
    boxes = list(svg_boxes(tab, save(tab, "#save-svg")).values())
    assert len(boxes) > 60
    for i, (ax, ay, aw, ah) in enumerate(boxes):
        for bx, by, bw, bh in boxes[i + 1 :]:
            inside = min(ax + aw, bx + bw) - max(ax, bx), min(ay + ah, by + bh) - max(ay, by)
            assert min(inside) < 4  # a box reaches above and below its letters


# Keeps the picture that is seen three frames after the page says that it is ready.
FIRST = """new MutationObserver(() => {
  if (!document.body?.dataset.ready || window.asked) return;
  window.asked = true;
  const look = () => { window.first = document.querySelector("#graph canvas").toDataURL(); };
  const after = (frames) => requestAnimationFrame(() => (frames ? after(frames - 1) : setTimeout(look)));
  after(2);
}).observe(document, { subtree: true, childList: true, attributes: true })"""


@pytest.mark.parametrize("selected", [False, True])
def test_the_first_view_is_whole(opened: Opener, selected: bool) -> None:
    entities, statements, documents = cases.large(250, 320)
    ends = [end for s in statements for end in (s.subject, s.object)]
    fragment = f"#e={max(ends, key=ends.count)}" if selected else ""
    text = page(entities=entities, statements=statements, documents=documents, mentions={})
    tab = opened(text, fragment, script=FIRST)
    until(tab, lambda: tab.evaluate("Boolean(window.first)"))
    redrawn = "() => { const { network } = document.getElementById('graph'); network.redraw(); network.redraw();"
    assert tab.evaluate(redrawn + " return document.querySelector('#graph canvas').toDataURL() === window.first; }")


def test_the_legend_hides_a_class(opened: Opener) -> None:
    tab = opened(page())
    before = shown_edges(tab)
    tab.locator("#legend").get_by_label("条约").uncheck()
    assert shown_edges(tab) == before - 5
    assert not drawn(tab, "爱丽舍条约")
    tab.locator("#legend").get_by_label("条约").check()
    assert shown_edges(tab) == before


def test_the_picture_is_still_and_the_same_when_opened_again(opened: Opener) -> None:
    first, again = (spot(opened(page()), "法国") for _ in range(2))
    tab = opened(page())
    tab.wait_for_timeout(300)
    assert first == again == spot(tab, "法国")


def test_a_node_can_be_dragged(opened: Opener) -> None:
    tab = opened(page())
    x, y = spot(tab, "巴黎")
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x + 40, y + 30, steps=4)
    tab.mouse.up()
    assert spot(tab, "巴黎") == pytest.approx((x + 40, y + 30), abs=3)


# ---- find ----


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("法蘭西", "法国"),
        ("法兰西", "法国"),
        ("france", "法国"),
        ("ＦＲＡＮＣＥ", "法国"),
        ("faguo", "法国"),
        ("Fa Guo", "法国"),
        ("dai gao le", "戴高乐"),
        ("daigao", "戴高乐"),
        ("dgl", "戴高乐"),
        ("de gaulle", "戴高乐"),
        ("愛丽舍條约", "爱丽舍条约"),
        ("《爱丽舍条约》", "爱丽舍条约"),
        ("elysee", "爱丽舍条约"),
        ("Élysée Treaty", "爱丽舍条约"),
        ("lianbangdeguo", "联邦德国"),
        ("xide", "联邦德国"),
    ],
)
def test_search_knows_every_name_and_needs_no_mouse(usual: Any, query: str, found: str) -> None:
    tab = usual
    tab.keyboard.press("/")
    tab.keyboard.insert_text(query)
    assert tab.locator("#hits [aria-selected=true] bdi").first.inner_text() == found
    tab.keyboard.press("Enter")
    assert heading(tab) == found
    assert tab.evaluate("document.activeElement.id") == "panel"
    tab.keyboard.press("Escape")
    assert not tab.locator("#panel").is_visible()


def test_arrows_choose_among_the_hits(opened: Opener) -> None:
    tab = opened(page())
    tab.fill("#query", "德")
    first, second = tab.locator("#hits li bdi").all_inner_texts()[:2]
    tab.keyboard.press("ArrowDown")
    assert tab.get_attribute("#query", "aria-activedescendant") == "hit1"
    tab.keyboard.press("Enter")
    assert heading(tab) == second != first


def test_a_hit_can_be_clicked(opened: Opener) -> None:
    tab = opened(page())
    tab.fill("#query", "paris")
    tab.locator("#hits li").click()
    assert heading(tab) == "巴黎"
    assert not tab.locator("#hits").is_visible()


def test_a_name_that_is_not_there(opened: Opener) -> None:
    tab = opened(page())
    tab.fill("#query", "西班牙")
    tab.keyboard.press("Enter")
    assert tab.locator("#hits").inner_text() == "没有这个名称"


def test_the_neighbourhood_is_kept_and_the_rest_faded(opened: Opener) -> None:
    tab = opened(page())
    assert faded(tab) == set()
    search(tab, "爱丽舍条约")
    assert faded(tab) == FAR
    search(tab, "戴高乐")
    assert faded(tab) == FAR | {"法国", "联邦德国", "巴黎"}
    tab.get_by_role("button", name="全图").click()
    click(tab, "爱丽舍条约")
    assert colour(tab, "联邦德国") == (0, 114, 178)  # --State
    click(tab, "阿登纳")
    tab.get_by_role("button", name="展开相邻").click()
    tab.keyboard.press("Escape")
    assert faded(tab) == set()


def test_what_is_faded_is_seen_to_be(opened: Opener) -> None:
    tab = opened(page())
    assert colour(tab, "法国") == (0, 114, 178)  # --State
    click(tab, "戴高乐")
    assert colour(tab, "法国") == FADED


def test_a_double_click_expands(opened: Opener) -> None:
    tab = opened(page())
    click(tab, "戴高乐")
    assert faded(tab) == FAR | {"法国", "联邦德国", "巴黎"}
    tab.wait_for_timeout(700)  # or the three clicks would be taken for one gesture
    tab.mouse.dblclick(*spot(tab, "阿登纳"))
    assert heading(tab) == "戴高乐"
    assert faded(tab) == FAR | {"巴黎"}
    tab.wait_for_timeout(700)
    tab.mouse.dblclick(*spot(tab, "戴高乐"))  # the selected itself: a ring more
    assert faded(tab) == FAR


def test_a_path_between_two_chosen_entities(opened: Opener) -> None:
    tab = opened(page())
    search(tab, "巴黎")
    tab.get_by_role("button", name="找路径…").click()
    assert tab.get_attribute("#query", "placeholder") == "到哪个实体的路径？"
    tab.keyboard.insert_text("agui")
    tab.keyboard.press("Escape")
    assert heading(tab) == "巴黎"
    tab.get_by_role("button", name="找路径…").click()
    tab.keyboard.insert_text("西德")
    tab.keyboard.press("Enter")
    assert tab.locator("#detail h2 button").all_inner_texts() == ["巴黎", "联邦德国"]
    steps = [step.split(" → ") for step in tab.locator("#detail h3").all_inner_texts()]
    assert steps == [["巴黎", "爱丽舍条约"], ["爱丽舍条约", "联邦德国"]]
    assert faded(tab) == FAR | {"法国", "戴高乐", "阿登纳"}


def test_shift_and_a_click_find_the_path_too_and_say_if_there_is_none(opened: Opener) -> None:
    tab = opened(page())
    click(tab, "戴高乐")
    tab.keyboard.down("Shift")
    click(tab, "联邦德国")
    tab.keyboard.up("Shift")
    assert "2 步" in tab.locator("#detail").inner_text()
    assert "path=" in tab.evaluate("location.hash")
    search(tab, "巴黎")
    tab.get_by_role("button", name="找路径…").click()
    tab.keyboard.insert_text("德意志帝国")
    tab.keyboard.press("Enter")
    assert "没有路径" in tab.locator("#detail").inner_text()


def test_back_and_forward(opened: Opener) -> None:
    tab = opened(page())
    search(tab, "法国")
    search(tab, "巴黎")
    tab.go_back()
    assert heading(tab) == "法国"
    assert "爱丽舍条约" not in faded(tab)
    tab.go_back()
    assert heading(tab) == "目录"
    assert faded(tab) == set()
    tab.go_forward()
    tab.go_forward()
    assert heading(tab) == "巴黎"


def test_a_link_opens_the_same_view(opened: Opener) -> None:
    tab = opened(page())
    search(tab, "联邦德国")
    tab.select_option("#language", "en")
    tab.locator("#theme").click()
    drag(tab, "fromYear", 1960)
    tab.locator("#legend").get_by_label("Treaties").uncheck()
    fragment = tab.evaluate("location.hash")
    seen = tab.locator("main").inner_text()
    again = opened(page(), fragment)
    assert again.locator("main").inner_text() == seen
    assert heading(again) == "West Germany"
    assert again.locator("#years").inner_text().startswith("1960–")
    assert again.get_attribute("html", "data-theme") == "dark"
    assert again.evaluate("location.hash") == fragment


@pytest.mark.parametrize(
    "fragment", ["#e=%3Cimg%3E", "#y=9-1&s=99-1-2&l=xx&c=x&deg=-4&v=q", "#%%%", "#edge=法国&x=&path=法国"]
)
def test_a_fragment_that_means_nothing_is_passed_over(opened: Opener, fragment: str) -> None:
    tab = opened(page(), fragment)
    assert heading(tab) == "目录"


def test_the_contents_lead_to_every_entity(opened: Opener) -> None:
    tab = opened(page())
    assert set(tab.locator("#detail button.entity").all_inner_texts()) == {e.key for e in ENTITIES}
    tab.locator("#detail button.entity", has_text="普法战争").press("Enter")
    assert "没有读到" in tab.locator("#detail").inner_text()
    tab.get_by_role("button", name="目录").click()
    assert heading(tab) == "目录"


# ---- evidence ----


def test_the_whole_document_with_the_words_marked(opened: Opener) -> None:
    tab = opened(page())
    search(tab, "阿登纳")
    tab.locator("#detail .facts > li", has=tab.locator("mark", has_text="访问")).first.locator(".to-source").click()
    source = tab.locator("#source")
    assert source.locator(".text p").all_inner_texts() == list(PARAGRAPHS)
    assert "".join(source.locator("mark.this").all_inner_texts()) == "阿登纳访问法国"
    marked = "".join(source.locator("mark").all_inner_texts())
    assert "戴高乐与阿登纳在巴黎签署《爱丽舍条约》" in marked
    assert "贷款" not in marked
    assert source.locator("mark.this").first.evaluate("m => m.getBoundingClientRect().bottom < innerHeight")
    assert tab.get_attribute("#tab-source", "aria-selected") == "true"


def test_a_mention_selects_its_entity(opened: Opener) -> None:
    tab = opened(page())
    tab.get_by_role("tab", name="原文").click()
    tab.locator("#source .mention", has_text="巴黎").click()
    assert tab.locator("#source .mention.chosen").all_inner_texts() == ["巴黎"]
    assert faded(tab) == FAR | {"法国", "联邦德国", "戴高乐", "阿登纳"}
    tab.get_by_role("tab", name="事实").click()
    assert heading(tab) == "巴黎"


def test_a_mention_of_two_shows_how_they_are_joined(opened: Opener) -> None:
    tab = opened(page())
    tab.get_by_role("tab", name="原文").click()
    tab.locator("#source .mention", has_text="两国").click()
    tab.get_by_role("tab", name="事实").click()
    assert tab.locator("#detail h2 button").all_inner_texts() == ["法国", "联邦德国"]


def test_another_document_can_be_read(opened: Opener) -> None:
    tab = opened(cases.two_documents())
    tab.get_by_role("tab", name="原文").click()
    tab.locator("#source select").select_option(label="阿登纳")
    assert tab.locator("#source .text").inner_text() == "阿登纳于1958年访问法国。"


def test_facts_stand_in_order_of_time(opened: Opener) -> None:
    facts = [cases.fact("法国", "met", "阿登纳", "法国", on_date=date) for date in ("1969", "", "1961-05-02", "1961")]
    tab = opened(page(statements=facts))
    search(tab, "法国")
    assert tab.locator("#detail .when").all_inner_texts() == ["1961年", "1961年5月2日", "1969年"]
    assert tab.locator("#detail .facts > li").last.locator(".when").count() == 0


def test_a_citation_line(opened: Opener) -> None:
    tab = opened(page())
    search(tab, "巴黎")
    tab.get_by_role("button", name="引用").click()
    line = tab.locator(".citation").inner_text()
    assert line.startswith(
        "爱丽舍条约 — 签署地 — 巴黎。《法德关系》, 战后：「在巴黎签署」。https://w3id.org/bangjiao/statement/"
    )
    assert tab.evaluate("getSelection().toString()") == line
