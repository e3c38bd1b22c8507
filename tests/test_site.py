"""The static site: a page an entity, plain HTML with JSON-LD, and a sitemap."""

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urljoin

import html_cases as cases
import pytest
import rdflib

from kg.cli import main
from kg.graph import Graph
from kg.records import Qualifiers, Statement
from kg.write.site import site

OWN = {"html", "head", "meta", "title", "link", "style", "script", "body", "main", "h1", "h2", "p", "a", "ul", "li"} | {
    *("mark", "blockquote", "cite", "em", "span")
}
ADDRESS = "https://example.org/关系/"
GRAPH = Graph(cases.ENTITIES, cases.STATEMENTS, (cases.document(),))


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return site(GRAPH, ADDRESS)


def links(text: str) -> list[str]:
    return [str(a["href"]) for tag, a in cases.Outline(text).tags if tag == "a"]


def test_the_page_the_data_and_a_page_for_each_entity(files: dict[str, str]) -> None:
    assert files["index.html"] == GRAPH.html()
    assert files["graph.ttl"] == GRAPH.turtle()
    assert {f"entity/{e.key}.html" for e in cases.ENTITIES} <= files.keys()
    assert len(files) == len(cases.ENTITIES) + 4


def test_every_link_leads_somewhere(files: dict[str, str]) -> None:
    for path, text in files.items():
        if path.endswith(".html") and path != "index.html":
            assert links(text)
            for link in links(text):
                there = unquote(urljoin(f"/{path}", link.split("#", maxsplit=1)[0]))[1:]
                assert there in files, (path, link)


def test_the_contents_lead_to_every_entity(files: dict[str, str]) -> None:
    found = {unquote(link) for link in links(files["entities.html"])}
    assert found == {"index.html", *(f"entity/{e.key}.html" for e in cases.ENTITIES)}


def test_an_entitys_page_says_its_names_facts_and_their_evidence(files: dict[str, str]) -> None:
    text = re.sub(r"<[^>]+>", "", files["entity/爱丽舍条约.html"].split("<main>")[1])
    for words in (
        "爱丽舍条约",
        "Élysée Treaty",
        "条约",
        "缔约方",
        "联邦德国",
        "1963-01-22",
        "由法国与联邦德国缔结",
        "《法德关系》 › 战后",
    ):
        assert words in text
    assert "否认" in files["entity/法国.html"]
    assert "… 缔约方 法国" in files["entity/法国.html"]


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
    assert len({path.casefold() for path in pages}) == len(names)
    for path in pages:
        assert re.fullmatch(r"entity/[\w·-]+\.html", path)
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
