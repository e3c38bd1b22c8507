"""The static site: a page an entity, plain HTML with JSON-LD, and a sitemap."""

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin

import html_browser as browser
import html_cases as cases
import pytest
import rdflib

from kg.cli import main
from kg.graph import Graph
from kg.records import Qualifiers, Statement
from kg.write.site import site

OWN = {
    "html",
    "head",
    "meta",
    "title",
    "link",
    "style",
    "script",
    "body",
    "nav",
    "main",
    "h1",
    "h2",
    "p",
    "a",
    "ul",
    "li",
} | {*("mark", "blockquote", "cite", "em", "span")}
ADDRESS = "https://example.org/关系/"
ENDINGS = ("html", "zh-Hant.html", "en.html")
GRAPH = Graph(cases.ENTITIES, cases.STATEMENTS, (cases.document(),))


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return site(GRAPH, ADDRESS)


def links(text: str) -> list[str]:
    return [str(a["href"]) for tag, a in cases.Outline(text).tags if tag == "a"]


def test_the_page_the_data_and_a_page_for_each_entity(files: dict[str, str]) -> None:
    assert files["graph.ttl"] == GRAPH.turtle()
    for ending in ENDINGS:
        assert {f"entity/{e.key}.{ending}" for e in cases.ENTITIES} | {f"entities.{ending}"} <= files.keys()
    assert len(files) == 3 * (len(cases.ENTITIES) + 1) + 3


def test_every_link_leads_somewhere(files: dict[str, str]) -> None:
    for path, text in files.items():
        if path.endswith(".html") and path != "index.html":
            assert links(text)
            for link in links(text):
                there = unquote(urljoin(f"/{path}", link.split("#", maxsplit=1)[0]))[1:]
                assert there in files, (path, link)


def test_the_contents_lead_to_every_entity(files: dict[str, str]) -> None:
    for ending in ENDINGS:
        found = {unquote(link).split("#")[0] for link in links(files[f"entities.{ending}"])}
        others = {f"entities.{other}" for other in ENDINGS if other != ending}
        assert found == {"index.html", *others, *(f"entity/{e.key}.{ending}" for e in cases.ENTITIES)}


def test_an_entitys_page_says_its_names_facts_and_their_evidence(files: dict[str, str]) -> None:
    text = re.sub(r"<[^>]+>", "", files["entity/爱丽舍条约.html"].split("<main>")[1])
    for words in (
        "爱丽舍条约",
        "Élysée Treaty",
        "条约",
        "缔约方",
        "联邦德国",
        "1963年1月22日",
        "30年",
        "由法国与联邦德国缔结",
        "《法德关系》 › 战后",
    ):
        assert words in text
    assert "否认" in files["entity/法国.html"]
    assert "<h2>缔结的条约</h2>" in files["entity/法国.html"]


@pytest.mark.parametrize(
    ("ending", "tag", "words"),
    [
        ("html", "zh-Hans", ["爱丽舍条约", "缔约方", "联邦德国", "1963年1月22日", "30年", "名称", "在关系图中查看"]),
        ("zh-Hant.html", "zh-Hant", ["愛麗舍條約", "締約方", "聯邦德國", "1963年1月22日", "30年", "名稱", "目錄"]),
        (
            "en.html",
            "en",
            ["Élysée Treaty", "party", "West Germany", "22 January 1963", "30 years", "Names", "Contents"],
        ),
    ],
)
def test_a_page_in_each_language(files: dict[str, str], ending: str, tag: str, words: list[str]) -> None:
    text = files[f"entity/爱丽舍条约.{ending}"]
    assert f'<html lang="{tag}">' in text
    assert cases.Outline(text).texts("h1") == words[:1]
    for word in words:
        assert word in text
    alternates = {
        a["hreflang"]: unquote(str(a["href"]))
        for name, a in cases.Outline(text).tags
        if name == "link" and "hreflang" in a
    }
    assert alternates == {
        other: f"爱丽舍条约.{end}" for other, end in zip(("zh-Hans", "zh-Hant", "en"), ENDINGS, strict=True)
    }


def test_no_chinese_is_left_in_english_but_what_is_quoted(files: dict[str, str]) -> None:
    text = files["entity/阿登纳.en.html"].split("<main>")[1]
    assert "(premier)" in text
    quoted = re.sub(r'<(blockquote|li) lang="zh[^>]*>.*?</\1>', "", text)
    assert re.findall("[\u4e00-\u9fff]+", re.sub("<[^>]+>", "", quoted)) == []


def test_the_json_ld_is_in_the_graph(files: dict[str, str]) -> None:
    own = rdflib.Graph().parse(data=files["graph.ttl"], format="turtle")
    schema = "https://schema.org/"
    for entity in cases.ENTITIES:
        text = files[f"entity/{entity.key}.html"]
        [data] = [t for tag, a, t in cases.Outline(text).raw if a.get("type") == "application/ld+json"]
        found = rdflib.Graph().parse(data=data, format="json-ld")
        said = [t for t in found if not (t[1].startswith(schema) or t[2].startswith(schema))]
        # Dates are plain strings in JSON-LD, and typed in the graph.
        plain = {(s, p, str(o)) for s, p, o in own}
        assert said
        assert all((s, p, str(o)) in plain for s, p, o in said), entity.key
        assert any(p == rdflib.URIRef(schema + "name") for _, p, _ in found)


def test_the_sitemap_holds_every_page(files: dict[str, str]) -> None:
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    places = [element.text or "" for element in ET.fromstring(files["sitemap.xml"]).iter(f"{space}loc")]
    assert {unquote(place) for place in places} == {ADDRESS + path for path in files if path.endswith(".html")}
    assert all(re.fullmatch(r"[!-~]+", place.removeprefix(ADDRESS)) for place in places)


def test_the_same_bytes_whatever_the_order(files: dict[str, str]) -> None:
    turned = Graph(cases.ENTITIES[::-1], cases.STATEMENTS[::-1], (cases.document(),))
    again = site(turned, ADDRESS)
    assert again == files


def test_no_text_is_markup_and_no_name_leaves_the_folder() -> None:
    names = ["../../etc/passwd", "A", "a", "con/aux", "长" * 300, "e\u0301", "\u00e9", "&x=1"]
    labels = (("zh-Hans", cases.HOSTILE), ("en", "\u202eevil"))
    entities = [replace(cases.entity(name, "State"), labels=labels) for name in names]
    evil = Statement("A", "aided", "a", Qualifiers(role=cases.HOSTILE), "<b>", (cases.evidence("法国"),))
    files = site(Graph(tuple(entities), (evil,), (cases.document(),)), ADDRESS)
    pages = [path for path in files if path.startswith("entity/")]
    assert len({path.casefold() for path in pages}) == 3 * len(names)
    for path in pages:
        assert re.fullmatch(r"entity/[\w·-]+(\.zh-Hant|\.en)?\.html", path)
        assert len(path.encode()) < 255
        outline = cases.Outline(files[path])
        assert {tag for tag, _ in outline.tags} <= OWN
        assert [a.get("type") for tag, a in outline.tags if tag == "script"] == ["application/ld+json"]
        assert "\u202e" not in files[path]


def test_the_command_writes_it(articles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "site"
    arguments = [
        "build",
        str(articles),
        "-o",
        str(tmp_path / "out"),
        "--site",
        str(place),
        "--site-url",
        "https://a.example/b",
    ]
    assert main(arguments) == 0
    assert (place / "index.html").is_file()
    assert (place / "entity" / "苏联.html").is_file()
    assert "https://a.example/b/index.html" in (place / "sitemap.xml").read_text(encoding="utf-8")
    assert "site" in capsys.readouterr().out
    assert json.loads(
        re.search(r'ld\+json">(.*?)</script>', (place / "entity" / "苏联.html").read_text(encoding="utf-8"))[1]
    )


chromium = browser.chromium


def test_the_graph_leads_to_an_entitys_page_and_back(files: dict[str, str], chromium: Any, tmp_path: Path) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8", newline="\n")
    said: list[str] = []
    tab = chromium.new_page(locale="en-GB", offline=True)
    tab.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    tab.on(
        "request", lambda request: said.append(request.url) if not request.url.startswith(("file:", "data:")) else None
    )
    tab.goto((tmp_path / "index.html").as_uri() + "#e=巴黎")
    tab.locator("#own-page").click()
    assert tab.locator("h1").inner_text() == "Paris"
    tab.get_by_role("link", name="Élysée Treaty").first.click()
    assert tab.locator("h1").inner_text() == "Élysée Treaty"
    tab.get_by_role("link", name="繁體").click()
    assert tab.locator("h1").inner_text() == "愛麗舍條約"
    tab.get_by_role("link", name="在關係圖中查看").click()
    tab.locator("body[data-ready]").wait_for()
    assert browser.heading(tab) == "愛麗舍條約"
    tab.go_back()
    tab.get_by_role("link", name="目錄").click()
    tab.get_by_role("link", name="阿登納").click()
    assert tab.locator("h1").inner_text() == "阿登納"
    assert said == []
    tab.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_an_entitys_page(
    files: dict[str, str], chromium: Any, tmp_path: Path, scheme: str
) -> None:
    source = browser.axe()
    file = tmp_path / "page.html"
    file.write_text(files["entity/爱丽舍条约.en.html"], encoding="utf-8", newline="\n")
    tab = chromium.new_page(bypass_csp=True, color_scheme=scheme)
    tab.goto(file.as_uri())
    tab.evaluate(source)
    found = tab.evaluate("axe.run().then(r => r.violations.map(v => [v.impact, v.id, v.nodes.map(n => n.html)]))")
    assert [v for v in found if v[0] in ("serious", "critical")] == []
    tab.close()


def test_without_scripts_the_graph_leads_to_the_contents(files: dict[str, str]) -> None:
    assert '<a href="entities.en.html" lang="en">Contents</a>' in files["index.html"].split("<noscript>")[1]
    assert "entities" not in GRAPH.html().split("<noscript>")[1].split("</noscript>")[0]
