"""The graph as one HTML page: pyvis's network and library, with our own page around it.

Nothing is fetched: the page carries vis-network whole, its own style and script, and the data as JSON.
A Content-Security-Policy in the page names the three by their hash and forbids everything else, and no text of
a document or a name is ever read as markup: the page's script only sets ``textContent``.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from itertools import pairwise
from pathlib import PurePath
from string import Template
from typing import TYPE_CHECKING, Any, TypeVar

from kg.records import Document, Entity, Evidence, Qualifiers, Statement
from kg.write.network import LITERALS, SYMMETRIC, Box, first_date, network, positions

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["visible", "write_html"]

_Row = TypeVar("_Row")

# C0 and C1 controls but for tab and newline, every character that turns the direction of text
# (https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters), invisible joins, half surrogates.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]"
)

# Shapes that vis-network draws with the label below. Territory and Asset are drawn as rings by the page's script.
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

_LINE = 10  # Chinese characters in a line of a label
_LINES = 3
_LINE_HEIGHT = 1.25  # of the font's size; vis-network sets lines that far apart

_OPTIONS = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "hover": True,
        "tooltipDelay": 250,
        "selectConnectedEdges": False,
        "keyboard": {"enabled": True, "bindToWindow": False},
    },
    "nodes": {"borderWidth": 1.5, "borderWidthSelected": 3, "scaling": {"label": {"drawThreshold": 6}}},
    "edges": {
        "smooth": False,
        "arrows": {"to": {"scaleFactor": 0.45}, "from": {"scaleFactor": 0.45}},
        "arrowStrikethrough": False,
        "selectionWidth": 1.5,
        "hoverWidth": 0.5,
        "scaling": {"label": {"drawThreshold": 9}},
    },
}

# Lets the dashed edge of what is not affirmed stand beside the edge of what is.
_CURVE = {"type": "curvedCW", "roundness": 0.2}


def write_html(
    entities: Sequence[Entity], statements: Sequence[Statement], documents: Sequence[Document], *, title: str
) -> str:
    """The page that shows ``entities`` and ``statements``, with the words of ``documents`` that say them.

    Write it as UTF-8 with line ends as they are (``newline="\\n"``). The same records give the same page.
    Raises ValueError for a statement about an entity that is not among ``entities``.
    """
    graph = network(entities, statements)
    data = _data(graph, documents)
    style, library, script = _asset("page.css"), _library(), _asset("page.js")
    return Template(_asset("page.html")).substitute(
        policy=_policy(style, library, script),
        title=escape(visible(title)),
        style=style,
        library=library,
        script=script,
        data=_json(data),
        empty="" if graph else " class=empty",
    )


def visible(text: str) -> str:
    """``text`` with control characters, direction overrides and half surrogates written out: ``⟨U+202E⟩``."""
    return _UNSEEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)


def _asset(name: str) -> str:
    return (files("kg.write") / "page" / name).read_text(encoding="utf-8").strip("\n")


@cache
def _library() -> str:
    """vis-network as pyvis carries it, licence included, without the style of its editing tools (220 KB of icons).

    pyvis's page also refers to Bootstrap on a CDN and runs a script of its own; both stay behind.
    """
    from pyvis.network import Network

    page = Network(cdn_resources="in_line").generate_html()
    scripts: list[str] = re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL)
    found = [script for script in scripts if "visjs.github.io/vis-network" in script]
    if len(found) != 1:
        raise RuntimeError(f"pyvis's page holds vis-network {len(found)} times, not once: it has changed its template")
    # Browsers hash a script after turning its line ends into LF.
    return found[0].replace("\r\n", "\n").replace("\r", "\n").strip("\n")


def _policy(style: str, *scripts: str) -> str:
    """The Content-Security-Policy. vis-network sets styles only through the CSSOM, which needs no permission."""

    def hashed(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(map(hashed, scripts))}",
            f"style-src {hashed(style)}",
            "img-src data:",  # the empty icon, without which a browser asks the server for one
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
        )
    )


def _json(data: object) -> str:
    """JSON that can stand in a script element: nothing in it opens or closes a tag or ends a line."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _data(graph: nx.MultiDiGraph[str], documents: Sequence[Document]) -> dict[str, Any]:
    """All that the page's script is given. Entities and properties are numbered, passages said once."""
    labels = json.loads(_asset("labels.json"))
    number = {key: i for i, key in enumerate(graph)}
    passages = _Passages(documents)
    statements: list[Statement] = [fact for node in graph for fact in graph.nodes[node]["statements"]]
    statements += [fact for *_, edge in graph.edges(data=True) for fact in edge["statements"]]
    statements.sort(key=lambda fact: (first_date(fact.qualifiers) or "~", number[fact.subject]))
    used = {fact.property for fact in statements}
    properties = [p for p in labels["properties"] if p in used] + sorted(used - labels["properties"].keys())
    facts = [
        [
            number[fact.subject],
            properties.index(fact.property),
            visible(fact.object) if fact.property in LITERALS else number[fact.object],
            fact.certainty,
            _qualifiers(fact.qualifiers, number),
            [passages.place(evidence) for evidence in fact.evidence],
        ]
        for fact in statements
    ]
    drawn = _drawn(graph, number, {fact: i for i, fact in enumerate(statements)})
    return {
        "classes": {kind: labels["classes"].get(kind, kind) for kind in _kinds(graph)},
        "hollow": _HOLLOW,
        "properties": [[*labels["properties"].get(p, (visible(p), visible(p))), p in SYMMETRIC] for p in properties],
        "certainties": labels["certainties"],
        "names": [sorted({(tag, visible(name)) for tag, name in graph.nodes[node]["names"]}) for node in graph],
        "documents": list(passages.documents),
        "sections": list(passages.sections),
        "passages": list(passages.passages),
        "facts": facts,
        "nodes": drawn.nodes,
        "edges": drawn.edges,
        "options": drawn.options,
    }


def _kinds(graph: nx.MultiDiGraph[str]) -> list[str]:
    used = {graph.nodes[node]["kind"] for node in graph}
    return [kind for kind in _SHAPES if kind in used] + sorted(used - _SHAPES.keys())


def _qualifiers(qualifiers: Qualifiers, number: dict[str, int]) -> dict[str, str | int]:
    """The qualifiers that are set; those that name an entity by its number."""
    return {
        name: number.get(value, visible(value)) if name in ("at_place", "under_treaty", "claimant") else visible(value)
        for name in qualifiers.__slots__
        if (value := getattr(qualifiers, name))
    }


def _drawn(graph: nx.MultiDiGraph[str], number: dict[str, int], rank: dict[Statement, int]) -> Any:
    """The pyvis network: a node for each entity, an edge for all facts of one standing between two entities.

    ``rank`` gives the place of a statement in the list of facts.
    """
    from pyvis.network import Network

    drawn = Network(directed=True)
    degree = {node: len({*graph.predecessors(node), *graph.successors(node)} - {node}) for node in graph}
    looks = {node: _look(graph.nodes[node]["label"], degree[node]) for node in graph}
    places = positions(graph, {node: box for node, (_, _, _, box) in looks.items()})
    for node in graph:
        kind = graph.nodes[node]["kind"]
        text, font, size, _ = looks[node]
        x, y = places[node]
        drawn.add_node(
            number[node],
            text,
            shape=_SHAPES.get(kind, "dot"),
            group=kind,
            title=visible(graph.nodes[node]["label"]),
            font={"size": font},
            size=size,
            x=x,
            y=y,
        )
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
        width = round(1 + math.log2(len(bundle)), 1)
        drawn.add_edge(low, high, facts=sorted(i for i, *_ in bundle), width=width, arrows=arrows, **options)
    drawn.options = _OPTIONS
    return drawn


def _look(name: str, degree: int) -> tuple[str, int, float, Box]:
    """How a node is drawn: its label in lines, the font's size, the symbol's size (half its width), and its room."""
    text = _in_lines(visible(name))
    font = min(26, 14 + round(2 * math.log2(1 + degree / 3)))
    size = round(min(34.0, 7 + 3.2 * math.sqrt(degree)), 1)
    lines = text.split("\n")
    width = max(2 * size, font * max(map(_ems, lines)))
    return text, font, size, Box(width, size, size + 10 + font * _LINE_HEIGHT * len(lines))


def _ems(text: str) -> float:
    """About how wide ``text`` is set, in ems."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.56 for c in text)


def _in_lines(text: str) -> str:
    """``text`` in at most three lines of much the same length, cut with … if it is longer."""
    text = " ".join(text.split()) or "（无名）"
    count = min(_LINES, math.ceil(_ems(text) / _LINE))
    limit = min(_LINE, max(_ems(text) / count, 1.0)) + 1
    lines = [""]
    for word in re.findall(r"[A-Za-zÀ-ɏЀ-ӿ0-9.'’-]+ ?|.", text):
        pieces = [word] if _ems(word) <= _LINE else list(word)
        for piece in pieces:
            if lines[-1] and _ems(lines[-1] + piece.rstrip()) > limit and piece not in "》」』）】，、。；：·":
                lines.append("")
            lines[-1] += piece
    if len(lines) > _LINES:
        lines = [*lines[: _LINES - 1], lines[_LINES - 1][: _LINE - 1] + "…"]
    return "\n".join(line.strip() for line in lines)


class _Passages:
    """The sentences around the evidence, each kept once, with documents and sections numbered."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._by_path = {document.path: document for document in documents}
        self._sentences = {
            path: sorted(sentence for block in document.blocks for sentence in block.sentences)
            for path, document in self._by_path.items()
        }
        self.documents: dict[tuple[str, str], int] = {}
        self.sections: dict[str, int] = {}
        self.passages: dict[tuple[int, int, str], int] = {}

    def place(self, evidence: Evidence) -> tuple[int, int, int]:
        """The number of the passage ``evidence`` stands in, and the place of its words in it (in UTF-16 units)."""
        known = self._by_path.get(evidence.document)
        name = PurePath(evidence.document).name
        document = _number(self.documents, (visible(known.title if known else name), visible(name)))
        # The outermost section bears the document's title, which is shown anyway.
        path = evidence.section[1:] if known and evidence.section[:1] == (known.title,) else evidence.section
        section = _number(self.sections, visible(" › ".join(path)))
        before, words, after = self._sentence(evidence)
        passage = _number(self.passages, (document, section, before + words + after))
        return passage, _utf16(before), _utf16(before + words)

    def _sentence(self, evidence: Evidence) -> tuple[str, str, str]:
        """The sentence (or sentences) with the words of ``evidence``: what stands before, the words, what stands after.

        The words alone, where the document is not at hand or holds other words in that place.
        """
        document = self._by_path.get(evidence.document)
        if document is None or document.text[evidence.start : evidence.end] != evidence.quote:
            return "", visible(evidence.quote), ""
        sentences = self._sentences[evidence.document]
        first = bisect_right(sentences, evidence.start, key=lambda sentence: sentence.end)
        last = bisect_left(sentences, evidence.end, key=lambda sentence: sentence.start)
        start = min([evidence.start, *(sentence.start for sentence in sentences[first:last])])
        end = max([evidence.end, *(sentence.end for sentence in sentences[first:last])])
        before, words, after = (
            visible(document.text[a:b]) for a, b in pairwise((start, evidence.start, evidence.end, end))
        )
        return before.lstrip(), words, after.rstrip()


def _number(table: dict[_Row, int], row: _Row) -> int:
    """The place of ``row`` in ``table``, at the end if it is new."""
    return table.setdefault(row, len(table))


def _utf16(text: str) -> int:
    """The length of ``text`` as JavaScript counts it."""
    return len(text.encode("utf-16-le")) // 2
