"""The HTML page: its network, its source, its data. What a reader sees and does is in test_html_browser.py."""

import base64
import gzip
import hashlib
import json
import os
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from typing import Any

import html_cases as cases
import pytest
import rdflib

from kg.graph import Graph
from kg.records import Entity, Mention, Statement
from kg.write import html as html_module
from kg.write.html import visible
from kg.write.network import LITERALS, SYMMETRIC, Box, label, network, overview, positions

ENTITIES, STATEMENTS, PARAGRAPHS, HOSTILE, PATH = (
    cases.ENTITIES,
    cases.STATEMENTS,
    cases.PARAGRAPHS,
    cases.HOSTILE,
    cases.PATH,
)
Outline, document, entity, fact, hostile_page, page = (
    cases.Outline,
    cases.document,
    cases.entity,
    cases.fact,
    cases.hostile_page,
    cases.page,
)


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
    joined = {f"名{i:02}" for pair in pairs for i in pair}
    for (a, (ax, ay)), (b, (bx, by)) in combinations(places.items(), 2):
        wide, high = (120, 60) if {a, b} <= joined or not joined else (40, 40)
        assert abs(ax - bx) >= wide or abs(ay - by) >= high


def test_nodes_without_edges_stand_below_the_others_by_class() -> None:
    entities = [*(entity(f"国{i}", "State") for i in range(40)), *(entity(f"事{i}", "Event") for i in range(40))]
    graph = network([*ENTITIES, *entities], STATEMENTS)
    places = positions(graph, {node: Box(80.0, 15.0, 30.0) for node in graph})
    lone = {node for node in graph if not graph.degree(node)}
    assert min(places[node][1] for node in lone) > max(places[node][1] for node in graph if node not in lone) + 40
    rows = sorted((places[node][1], places[node][0], graph.nodes[node]["kind"]) for node in lone)
    assert [kind for *_, kind in rows] == ["Event"] * 41 + ["State"] * 40


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
            page(title="another")
    finally:
        html_module._library.cache_clear()


def test_no_text_is_markup() -> None:
    plain, hostile = Outline(page()), Outline(hostile_page())
    assert [tag for tag, _ in hostile.tags] == [tag for tag, _ in plain.tags]
    assert hostile.texts("h1") == [HOSTILE]
    data = hostile.data()
    names = [name for *_, every in data["names"] for _, name in every]
    assert f"甲{HOSTILE}" in names
    assert "⟨U+202E⟩evil⟨U+0007⟩" in names
    assert [(d["title"], d["file"]) for d in data["documents"]] == [(HOSTILE, PATH)]
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
    assert "甲\u2028乙" in [name for *_, every in Outline(text).data()["names"] for _, name in every]


def passage(data: dict[str, Any], number: int) -> str:
    """The words of a passage, as the page's script takes them from the document."""
    source, _, *place = data["passages"][number]
    if isinstance(place[0], str):
        return place[0]
    text: str = data["documents"][source]["text"]
    return text.encode("utf-16-le")[2 * place[0] : 2 * place[1]].decode("utf-16-le")


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda s: f"{s.subject}-{s.property}-{s.object}")
def test_the_marked_words_are_the_quote_within_its_sentence(statement: Statement) -> None:
    data = Outline(page(statements=[statement])).data()
    [[number, start, end, rule]] = data["facts"][0][5]
    text = passage(data, number)
    assert rule == "by-hand"
    # JavaScript counts UTF-16 units; one paragraph holds a character of two.
    assert text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le") == statement.evidence[0].quote
    assert any(text in paragraph for paragraph in PARAGRAPHS)
    assert text.endswith("。")
    assert data["sections"] == ["战后"]


def test_a_quote_over_two_sentences_shows_both() -> None:
    quote = "有效期30年。两国首脑"
    data = Outline(page(statements=[fact("法国", "aided", "联邦德国", quote)])).data()
    assert passage(data, 0) == PARAGRAPHS[0]


def test_without_its_document_the_quote_stands_alone() -> None:
    quotes = {s.evidence[0].quote for s in STATEMENTS}
    moved = document(("前言。", *PARAGRAPHS))
    for documents in ([], [moved]):
        data = Outline(page(documents=documents, mentions={})).data()
        assert {passage(data, i) for i in range(len(data["passages"]))} == quotes


def test_the_whole_document_is_there_with_its_mentions() -> None:
    data = Outline(page()).data()
    [source] = data["documents"]
    assert source["text"] == "\n".join(PARAGRAPHS)
    units = source["text"].encode("utf-16-le")
    for start, end, entities in source["mentions"]:
        words = units[2 * start : 2 * end].decode("utf-16-le")
        assert [data["keys"][i] for i in entities] == (["法国", "联邦德国"] if words == "两国" else [words])
    assert len(source["mentions"]) == len(cases.mentions()) - 1  # the date is no entity


def test_a_mention_within_another_gives_way_and_a_merged_one_is_found_by_its_words() -> None:
    found = [
        Mention(15, 18, "Leader", ("阿登纳",), "阿登纳", "names"),
        Mention(15, 16, "State", ("法国",), "阿", "letter"),
        Mention(23, 30, "Treaty", ("爱丽舍条约（旧）",), "《爱丽舍条约》", "title marks"),
        Mention(31, 32, "State", ("无人知晓",), "由", "shape"),
    ]
    data = Outline(page(mentions={PATH: found})).data()
    [source] = data["documents"]
    assert [[data["keys"][i] for i in e] for _, _, e in source["mentions"]] == [["阿登纳"], ["爱丽舍条约"]]


def test_a_built_graph_carries_its_mentions(own: Graph) -> None:
    data = Outline(own.html()).data()
    for source in data["documents"]:
        units = source["text"].encode("utf-16-le")
        words = {
            units[2 * a : 2 * b].decode("utf-16-le"): [data["keys"][i] for i in e] for a, b, e in source["mentions"]
        }
        assert words["莫斯科" if "莫斯科" in words else "蘇聯"] == ["莫斯科" if "莫斯科" in words else "苏联"]


def test_unseen_characters_of_a_document_are_written_out_and_the_places_follow() -> None:
    paragraphs = ("甲\u202e乙。", *PARAGRAPHS)
    said = cases.evidence("阿登纳访问法国", paragraphs)
    statement = Statement("阿登纳", "visited", "法国", STATEMENTS[0].qualifiers, "affirmed", (said,))
    data = Outline(page(statements=[statement], documents=[document(paragraphs)], mentions={})).data()
    assert data["documents"][0]["text"].startswith("甲⟨U+202E⟩乙。")
    [[number, start, end, _]] = data["facts"][0][5]
    assert passage(data, number)[start:end] == "阿登纳访问法国"


def test_parallel_facts_are_one_edge_and_the_unsure_another() -> None:
    data = Outline(page(statements=[*STATEMENTS, fact("法国", "aided", "阿尔萨斯", "法国")])).data()
    number = {key: i for i, key in enumerate(data["keys"])}

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
    dates = [q.get("on_date") or q.get("from_date") or "~" for *_, q, _, _ in facts]
    assert dates == sorted(dates)


def test_labels_are_the_ontologys_in_three_languages() -> None:
    data = Outline(page()).data()
    assert data["classes"]["Treaty"] == ["条约", "條約", "Treaty", "Treaties"]
    labels = {name: (own, inverse) for name, own, inverse, _ in data["properties"]}
    assert labels["signatory"] == (["签署人", "簽署人", "signatory"], ["签署的条约", "簽署的條約", "signed"])
    assert labels["met"][0] == labels["met"][1]
    assert {name for name, *_, symmetric in data["properties"] if symmetric} == {"met", "negotiatedWith"}


def test_every_property_between_entities_is_named_from_both_sides() -> None:
    from kg.knowledge import load

    words = json.loads((Path(html_module.__file__).parent / "page" / "labels.json").read_text(encoding="utf-8"))
    known = load().vocabulary.properties
    vocabulary = rdflib.Graph().parse(Path(__file__).parents[1] / "ontology" / "bangjiao.ttl")
    turned = {str(p).rsplit("#")[-1] for p in vocabulary.objects(None, rdflib.OWL.inverseOf)}
    said = {name for name in turned if not known[name].domain & {"Statement", "Passage"}}
    assert said
    assert words["inverse"].keys() >= said
    assert known.keys() >= words["inverse"].keys() | LITERALS | SYMMETRIC
    for texts in (*words["inverse"].values(), *words["ui"].values()):
        assert [bool(text) for text in texts] == [True, True]


def test_names_are_given_in_both_scripts_english_and_pinyin() -> None:
    data = Outline(page()).data()
    treaty = data["keys"].index("爱丽舍条约")
    hans, hant, english, every = data["names"][treaty]
    assert (hans, hant, english) == ("爱丽舍条约", "愛麗舍條約", "Élysée Treaty")
    assert len(every) == 3
    assert data["pinyin"][treaty] == "ai li she tiao yue"
    pairs = dict(zip(data["fold"][::2], data["fold"][1::2], strict=True))
    assert (pairs["愛"], pairs["國"], "国" in pairs) == ("爱", "国", False)


def test_u_with_dots_is_u_in_pinyin() -> None:
    data = Outline(page(entities=[*ENTITIES, entity("旅顺", "Territory")])).data()
    assert data["pinyin"][data["keys"].index("旅顺")] == "lu shun"


def test_a_large_graph_begins_with_what_counts() -> None:
    entities, statements, _ = cases.large(2100, 4000)
    graph = network(entities, statements)
    view = overview(graph)
    assert 300 <= len(view.first) <= 500
    assert len({node for c in view.communities for node in c.members}) == sum(len(c.members) for c in view.communities)
    degree = dict(graph.degree())
    assert max(degree, key=lambda node: (degree[node], node)) in view.first
    places = positions(graph, {node: Box(80.0, 15.0, 30.0) for node in view.first}, view)
    assert set(places) == set(view.first)
    for (ax, ay), (bx, by) in combinations(places.values(), 2):
        assert abs(ax - bx) >= 80 or abs(ay - by) >= 45


def test_up_to_two_thousand_nodes_all_are_shown() -> None:
    graph = network([entity(f"名{i}", "State") for i in range(2000)], [])
    assert overview(graph) == (tuple(sorted(graph)), ())


def test_a_large_page_carries_its_data_compressed() -> None:
    text = cases.large_page()
    raw = next(t for _, a, t in Outline(text).raw if a.get("type") == "application/json")
    assert 'data-encoding="gzip"' in text
    data = json.loads(gzip.decompress(base64.b64decode(raw)))
    assert len(data["nodes"]) == 2100
    assert {node["id"] for node in data["nodes"] if "x" in node} == set(data["first"])


def test_an_empty_graph_says_so() -> None:
    text = page(entities=[], statements=[], documents=[])
    assert "图中没有内容" in text
    assert ("body", {"class": "empty"}) in Outline(text).tags


RUN = """
import hashlib, importlib.util, sys
spec = importlib.util.spec_from_file_location("cases", sys.argv[1])
cases = importlib.util.module_from_spec(spec)
spec.loader.exec_module(cases)
order = slice(None, None, int(sys.argv[2]))
text = cases.page(entities=cases.ENTITIES[order], statements=cases.STATEMENTS[order])
print(hashlib.sha256((text + cases.large_page()).encode()).hexdigest())
"""


def test_the_same_bytes_every_time() -> None:
    sums = {
        subprocess.run(
            [sys.executable, "-c", RUN, cases.__file__, order],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed, order in (("1", "1"), ("2", "1"), ("3", "-1"))
    }
    assert sums == {hashlib.sha256((page() + cases.large_page()).encode()).hexdigest() + "\n"}
