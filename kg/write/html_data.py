"""What the page's script is given: names to show and to search by, facts with their evidence, the drawn network."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from kg.language.pinyin import readings
from kg.language.script import fold, traditional
from kg.records import Document, Mention, Qualifiers, Statement
from kg.write.english import office_in_english, title_in_english
from kg.write.html_text import Texts, merged, visible
from kg.write.network import LITERALS, SYMMETRIC, Box, Overview, first_date, overview, positions
from kg.write.turtle import statement_name

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["names_in_three", "page_data", "page_words", "three"]

# Shapes that vis-network draws. Territory and Asset are drawn as rings by the page's script.
_SHAPES = {
    "State": "dot",
    "Government": "hexagon",
    "Organization": "square",
    "Leader": "triangle",
    "Person": "triangleDown",
    "Treaty": "diamond",
    "Territory": "dot",
    "Asset": "square",
    "Event": "star",
}
_HOLLOW = ("Territory", "Asset")
_FONT = 14  # of the names, for the room they are given
_LINE = 10  # Chinese characters in a line of a name

_INTERACTION: dict[str, Any] = {
    "hover": True,
    "tooltipDelay": 250,
    "selectConnectedEdges": False,
    "keyboard": {"enabled": True, "bindToWindow": False},
}
_OPTIONS = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "nodes": {"borderWidth": 1.5, "borderWidthSelected": 3},
    "edges": {
        "smooth": False,
        "arrows": {"to": {"scaleFactor": 0.45}, "from": {"scaleFactor": 0.45}},
        "arrowStrikethrough": False,
        "selectionWidth": 1.5,
        "hoverWidth": 0.5,
    },
}
_MANY = 800  # edges past which they are left out while the picture is moved: drawing them is what takes the time

# Lets the dashed edge of what is not affirmed stand beside the edge of what is.
_CURVE = {"type": "curvedCW", "roundness": 0.2}


def three(simple: str, english: str) -> list[str]:
    """A text in the page's languages: simplified, traditional, English."""
    return [simple, traditional(simple), english]


def page_data(
    graph: nx.MultiDiGraph[str],
    documents: Sequence[Document],
    mentions: Mapping[str, Sequence[Mention]],
    *,
    title: str,
    base: str,
    pages: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """All that the page's script is given. Entities and properties are numbered, passages said once.

    ``pages`` are the addresses of the entities' own pages, by key, without the ending that tells their language.
    """
    words = page_words()
    number = {key: i for i, key in enumerate(graph)}
    names = [_names(graph.nodes[node]) for node in graph]
    by_name = {name: i for i, (*_, every) in reversed(list(enumerate(names))) for _, name in every}
    texts = Texts(documents)
    statements = _statements(graph, number)
    properties = _properties({fact.property for fact in statements}, words)
    certainties = _certainties({fact.certainty for fact in statements}, words)
    place = {name: i for i, (name, *_) in enumerate(properties)}
    sure = {name: i for i, (name, _) in enumerate(certainties)}
    facts = [
        [
            number[fact.subject],
            place[visible(fact.property)],
            visible(fact.object) if fact.property in LITERALS else number[fact.object],
            sure[visible(fact.certainty)],
            _qualifiers(fact.qualifiers, number),
            [texts.place(evidence) for evidence in merged(fact.evidence)],
            statement_name(fact),
        ]
        for fact in statements
    ]
    view = overview(graph)
    drawn = _drawn(graph, number, {fact: i for i, fact in enumerate(statements)}, view)
    return {
        "titles": _titles(visible(title), words["titleMore"]),
        "base": base,
        "ui": {key: three(*both) for key, both in words["ui"].items()},
        "classes": _classes(graph, words),
        "hollow": _HOLLOW,
        "properties": properties,
        "certainties": certainties,
        "offices": _offices(statements),
        "keys": [visible(node) for node in graph],
        "names": names,
        "pages": [quote(pages[node]) for node in graph] if pages else None,
        "pinyin": _pinyin([names[i][3] for i in number.values()]),
        "fold": _fold_table(names),
        "documents": texts.documents(mentions, number, by_name),
        "sections": list(texts.sections),
        "passages": list(texts.passages),
        "facts": facts,
        "first": [number[node] for node in view.first] if view.communities else None,
        "communities": [[number[node] for node in c.members] for c in view.communities],
        "nodes": drawn.nodes,
        "edges": drawn.edges,
        "options": drawn.options,
    }


def page_words() -> dict[str, Any]:
    """The page's own texts, ``page/labels.json``."""
    found: dict[str, Any] = json.loads((files("kg.write") / "page" / "labels.json").read_text(encoding="utf-8"))
    return found


@cache
def _vocabulary() -> Any:
    from kg.knowledge import load

    return load().vocabulary


def _labelled(labels: Mapping[str, str], name: str) -> list[str]:
    return [visible(labels.get(tag) or labels.get("zh-Hans") or name) for tag in ("zh-Hans", "zh-Hant", "en")]


def _classes(graph: nx.MultiDiGraph[str], words: dict[str, Any]) -> dict[str, list[str]]:
    used = {graph.nodes[node]["kind"] for node in graph}
    kinds = [kind for kind in _SHAPES if kind in used] + sorted(used - _SHAPES.keys())
    found = {visible(kind): _labelled(_vocabulary().classes.get(kind, {}), kind) for kind in kinds}
    for kind, labels in found.items():
        labels.append(words["plural"].get(kind, labels[2]))
    return found


def _properties(used: set[str], words: dict[str, Any]) -> list[list[Any]]:
    """Name, labels, labels seen from the object, symmetric or not; in the order of the vocabulary, dates first."""
    known = _vocabulary().properties
    order = [*sorted(LITERALS & used, key=list(known).index), *(p for p in known if p in used and p not in LITERALS)]
    rows: list[list[Any]] = []
    for name in [*order, *sorted(used - known.keys())]:
        labels = _labelled(known[name].labels if name in known else {}, name)
        inverse = three(*words["inverse"][name]) if name in words["inverse"] else labels
        rows.append([visible(name), labels, inverse, name in SYMMETRIC])
    return rows


def _certainties(used: set[str], words: dict[str, Any]) -> list[tuple[str, list[str]]]:
    known: dict[str, list[str]] = words["certainties"]
    order = ["affirmed", *(c for c in known if c in used and c != "affirmed"), *sorted(used - known.keys())]
    return [(visible(c), three(*known[c]) if c in known else [visible(c)] * 3) for c in order]


def _titles(title: str, more: str) -> list[str]:
    """The page's title in its languages; ``more`` is the English of the title of a graph of several documents."""
    found = re.fullmatch(r"(.*) 等 (\d+) 篇", title, re.DOTALL)  # as kg/graph.py puts it
    if not found:
        return three(title, title_in_english(title) or title)
    english = title_in_english(found[1]) or found[1]
    return three(title, more.replace("{title}", english).replace("{n}", str(int(found[2]) - 1)))


def _offices(statements: Sequence[Statement]) -> dict[str, list[str]]:
    """Every office in the page's languages; no English where it is not known."""
    offices = sorted({fact.qualifiers.role for fact in statements if fact.qualifiers.role})
    return {visible(office): three(visible(office), visible(office_in_english(office))) for office in offices}


def names_in_three(name: str, labels: Sequence[tuple[str, str]]) -> tuple[str, str, str]:
    """The name of an entity in each language (none in English, if there is none); ``name`` where no label says it."""
    first = {tag: visible(text) for tag, text in reversed(labels) if text.strip()}
    shown = visible(" ".join(name.split())) or "（无名）"
    return first.get("zh-Hans", shown), first.get("zh-Hant") or traditional(shown), first.get("en", "")


def _names(node: Mapping[str, Any]) -> tuple[str, str, str, list[tuple[str, str]]]:
    """The name in each language, and all names with their languages."""
    known = [(tag, visible(name)) for tag, name in node["names"] if name.strip()]
    return *names_in_three(node["label"], node["labels"]), sorted(set(known))


def _pinyin(names: Sequence[Sequence[tuple[str, str]]]) -> list[str]:
    """For each entity its Chinese names in pinyin: ``su lian|su wei ai …``."""
    folded = [dict.fromkeys(fold(name) for _, name in own) for own in names]
    chinese = [[text for text in own if re.search("[\u3400-\u9fff]", text)] for own in folded]
    read = readings(text for own in chinese for text in own)
    return ["|".join(dict.fromkeys(read[text] for text in own)) for own in chinese]


def _fold_table(names: Sequence[tuple[str, str, str, list[tuple[str, str]]]]) -> str:
    """Pairs of a character and its simplified form, for every character of the names in either script."""
    characters = {c for _, hant, _, every in names for text in (hant, *(name for _, name in every)) for c in text}
    characters |= {c for _, _, _, every in names for _, name in every for c in traditional(name)}
    pairs = ((c, fold(c)) for c in sorted(characters) if ord(c) > 0x2E80)
    return "".join(c + plain for c, plain in pairs if c != plain and len((c + plain).encode("utf-16-le")) == 4)


def _statements(graph: nx.MultiDiGraph[str], number: Mapping[str, int]) -> list[Statement]:
    """All statements in order of time, the undated last."""
    statements: list[Statement] = [fact for node in graph for fact in graph.nodes[node]["statements"]]
    statements += [fact for *_, edge in graph.edges(data=True) for fact in edge["statements"]]
    return sorted(statements, key=lambda fact: (first_date(fact.qualifiers) or "~", number[fact.subject]))


def _qualifiers(qualifiers: Qualifiers, number: Mapping[str, int]) -> dict[str, str | int]:
    """The qualifiers that are set; those that name an entity by its number."""
    return {
        name: number.get(value, visible(value)) if name in ("at_place", "under_treaty", "claimant") else visible(value)
        for name in qualifiers.__slots__
        if (value := getattr(qualifiers, name))
    }


def _drawn(
    graph: nx.MultiDiGraph[str], number: Mapping[str, int], rank: Mapping[Statement, int], view: Overview
) -> Any:
    """The pyvis network: a node for each entity, an edge for all facts of one standing between two entities.

    ``rank`` gives the place of a statement in the list of facts. Only what the first view shows has a place.
    """
    from pyvis.edge import Edge
    from pyvis.network import Network

    drawn = Network(directed=True)
    degree = {node: len({*graph.predecessors(node), *graph.successors(node)} - {node}) for node in graph}
    sizes = {node: round(min(34.0, 7 + 3.2 * math.sqrt(degree[node])), 1) for node in graph}
    places = positions(graph, {node: _room(graph.nodes[node]["label"], sizes[node]) for node in view.first}, view)
    for node in graph:
        kind = graph.nodes[node]["kind"]
        at = dict(zip("xy", places[node], strict=True)) if node in places else {}
        drawn.add_node(
            number[node],
            shape=_SHAPES.get(kind, "dot"),
            group=visible(kind),
            title=visible(graph.nodes[node]["label"]),
            size=sizes[node],
            **at,
        )
    for shape in drawn.nodes:
        del shape["label"]  # the page draws the names itself, in the reader's language and where there is room
        shape.pop("color", None)
    bundles: dict[tuple[int, int, bool], list[tuple[int, int, str]]] = defaultdict(list)
    for subject, object_, edge in graph.edges(data=True):
        low, high = sorted((number[subject], number[object_]))
        bundle = bundles[low, high, edge["certainty"] == "affirmed"]
        bundle.extend((rank[fact], number[subject], fact.property) for fact in edge["statements"])
    for (low, high, affirmed), bundle in sorted(bundles.items()):
        # The ends that arrows point at; a symmetric property has none.
        ends = {low if subject == high else high for _, subject, name in bundle if name not in SYMMETRIC}
        options: dict[str, Any] = {} if affirmed else {"dashes": [6, 5], "smooth": _CURVE}
        arrows = ",".join(way for way, end in (("from", low), ("to", high)) if end in ends)
        # Not Network.add_edge, which looks through all nodes at every edge.
        edge_ = Edge(low, high, directed=True, facts=sorted(i for i, *_ in bundle), arrows=arrows, **options)
        drawn.edges.append(edge_.options)
    hidden = {"hideEdgesOnDrag": True, "hideEdgesOnZoom": True} if len(drawn.edges) > _MANY else {}
    drawn.options = {**_OPTIONS, "interaction": _INTERACTION | hidden}
    return drawn


def _room(name: str, size: float) -> Box:
    """The room a node takes with its name below it, set in lines of much the same length."""
    ems = sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.56 for c in visible(name)) or 4.0
    lines = min(3, math.ceil(ems / _LINE))
    return Box(max(2 * size, _FONT * min(ems / lines + 0.5, _LINE + 1)), size, size + 8 + _FONT * 1.25 * lines)
