"""The HTML page in headless Chromium: years, and going back and forward through what was chosen."""

from collections.abc import Callable
from typing import Any

import html_browser as browser
import html_cases as cases
import pytest

chromium = browser.chromium
opened = browser.opened
FAR = browser.FAR
click = browser.click
colour = browser.colour
drag = browser.drag
drawn = browser.drawn
faded = browser.faded
heading = browser.heading
search = browser.search
page = cases.page
Opener = Callable[..., Any]

# Writes down every window of years with what is faded in it, as soon as it is shown; looking now and then might miss one.
WATCH = """() => {
  window.seen = [];
  const { network } = document.getElementById("graph");
  const paper = getComputedStyle(document.documentElement).getPropertyValue("--faded").trim();
  const look = () => queueMicrotask(() => {
    const nodes = Object.values(network.body.nodes).filter(n => n.options.color.border === paper);
    window.seen.push([document.getElementById("years").textContent, nodes.map(n => n.options.title)]);
  });
  new MutationObserver(look).observe(document.getElementById("years"), { childList: true });
}"""


# ---- time ----


def test_dragging_the_handles_fades_what_did_not_hold(opened: Opener) -> None:
    tab = opened(page())
    assert tab.locator("#years").inner_text() == "1958–1993"
    drag(tab, "toYear", 1960)
    assert tab.locator("#years").inner_text() == "1958–1960"
    assert faded(tab) == FAR | {"爱丽舍条约", "联邦德国", "巴黎"}
    drag(tab, "toYear", 1993)
    drag(tab, "fromYear", 1990)
    # The treaty's thirty years have not run out, and so its parties stand; who signed it is long past.
    assert faded(tab) == FAR | {"戴高乐", "阿登纳"}
    tab.get_by_role("button", name="全部年份").click()
    assert faded(tab) == set()


def test_treaties_in_force_are_ringed(opened: Opener) -> None:
    tab = opened(page(), "#y=1970-1980")
    assert "1 项条约有效" in tab.locator("#forced").inner_text()
    radius = tab.evaluate(
        "(() => { const { network } = document.getElementById('graph');"
        "const node = Object.values(network.body.nodes).find(n => n.options.title === '爱丽舍条约');"
        "return node.options.size * network.getScale() + 6; })()"
    )
    assert colour(tab, "爱丽舍条约", up=radius) == pytest.approx((10, 92, 147), abs=4)  # --accent
    drag(tab, "toYear", 1962)
    assert tab.locator("#years").inner_text() == "1962"
    assert not tab.locator("#forced").is_visible()
    assert colour(tab, "爱丽舍条约", up=radius) != pytest.approx((10, 92, 147), abs=4)


def test_one_handle_pushes_the_other_and_the_keyboard_moves_them(opened: Opener) -> None:
    tab = opened(page())
    drag(tab, "toYear", 1970)
    tab.locator("#fromYear").focus()
    tab.keyboard.press("End")
    assert tab.locator("#years").inner_text() == "1993"
    tab.keyboard.press("ArrowLeft")
    assert tab.locator("#years").inner_text() == "1992–1993"
    assert tab.get_attribute("#fromYear", "aria-label") == "起始年份"


def test_the_histogram_counts_and_chooses_a_year(opened: Opener) -> None:
    tab = opened(page())
    bars = tab.locator("#bars rect")
    assert [bar.get_attribute("data-year") for bar in bars.all()] == ["1958", "1963"]
    assert bars.nth(1).locator("title").text_content() == "1963 年：4 条事实"
    heights = [float(bar.get_attribute("height")) for bar in bars.all()]
    assert heights[1] > heights[0]
    bars.nth(0).click()
    assert tab.locator("#years").inner_text() == "1958"
    assert bars.nth(1).get_attribute("class") == "out"


def test_play_moves_through_the_years(opened: Opener) -> None:
    tab = opened(page())
    tab.evaluate(WATCH)
    tab.get_by_role("button", name="播放").click()
    browser.until(tab, lambda: tab.evaluate("window.seen.length") >= 3)
    tab.get_by_role("button", name="暂停").click()
    stopped = tab.locator("#years").inner_text()
    seen = tab.evaluate("window.seen")
    windows = list(dict.fromkeys(years for years, _ in seen))
    assert windows[:3] == ["1958–1962", "1959–1963", "1960–1964"]
    assert "爱丽舍条约" in next(out for years, out in seen if years == "1958–1962")
    assert "爱丽舍条约" not in next(out for years, out in seen if years == "1959–1963")
    tab.wait_for_timeout(1000)
    assert tab.locator("#years").inner_text() == stopped
    assert tab.get_by_role("button", name="播放").is_visible()


def test_a_treaty_without_an_end_is_marked_as_such(opened: Opener) -> None:
    facts = [s for s in cases.STATEMENTS if s.property != "term"]
    tab = opened(page(statements=facts), "#y=1960-1962")
    assert not tab.locator("#still").is_visible()
    drag(tab, "toYear", 1963)
    assert (
        tab.locator("#still").inner_text() == "◌ 1 项未载明终止"
        or "1 项未载明终止" in tab.locator("#still").inner_text()
    )
    assert not tab.locator("#forced").is_visible()


# ---- back and forward ----


def test_back_undoes_years_and_filters_one_by_one(opened: Opener) -> None:
    tab = opened(page())
    search(tab, "巴黎")
    drag(tab, "fromYear", 1960)
    tab.locator("#legend").get_by_label("条约").uncheck()
    tab.locator("#filter summary").click()
    tab.locator("#filters").get_by_label("否认").check()
    tab.keyboard.press("Escape")
    assert "c=denied" in tab.evaluate("location.hash")
    tab.go_back()
    assert "c=denied" not in tab.evaluate("location.hash")
    assert not tab.locator("#filters").get_by_label("否认").is_checked()
    assert not drawn(tab, "爱丽舍条约")
    tab.go_back()
    assert drawn(tab, "爱丽舍条约")
    assert tab.locator("#legend").get_by_label("条约").is_checked()
    assert tab.locator("#years").inner_text() == "1960–1993"
    tab.go_back()
    assert tab.locator("#years").inner_text() == "1958–1993"
    assert tab.input_value("#fromYear") == "1958"
    assert heading(tab) == "巴黎"
    tab.go_back()
    assert heading(tab) == "目录"
    for _ in range(3):
        tab.go_forward()
    assert tab.locator("#years").inner_text() == "1960–1993"
    assert not drawn(tab, "爱丽舍条约")


def test_a_handle_drawn_far_is_one_step_and_played_years_are_one(opened: Opener) -> None:
    tab = opened(page())
    steps = "history.length"
    before = tab.evaluate(steps)
    drag(tab, "toYear", 1970)
    assert tab.evaluate(steps) == before + 1
    drag(tab, "toYear", 1965)
    assert tab.evaluate(steps) == before + 2
    for _ in range(4):
        tab.keyboard.press("ArrowLeft")
    assert tab.evaluate(steps) <= before + 3
    tab.go_back()
    tab.go_back()
    tab.evaluate(WATCH)
    tab.get_by_role("button", name="播放").click()
    browser.until(tab, lambda: tab.evaluate("window.seen.length") >= 4)
    tab.get_by_role("button", name="暂停").click()
    tab.go_back()
    assert tab.locator("#years").inner_text() in ("1958–1970", "1958–1993")


def test_the_language_and_the_light_are_not_undone(opened: Opener) -> None:
    tab = opened(page())
    search(tab, "法国")
    tab.select_option("#language", "en")
    tab.locator("#theme").click()
    search(tab, "巴黎")
    tab.go_back()
    assert heading(tab) == "France"
    tab.go_back()
    assert heading(tab) == "Contents"
    assert tab.input_value("#language") == "en"
    assert tab.get_attribute("html", "data-theme") == "dark"
    assert "l=en" in tab.evaluate("location.hash")


def test_an_address_that_is_typed_is_followed_whole(opened: Opener) -> None:
    tab = opened(page(), "#l=en")
    tab.evaluate("location.hash = '#e=巴黎&l=zh-Hant'")
    browser.until(tab, lambda: heading(tab) == "巴黎")
    assert tab.input_value("#language") == "zh-Hant"
