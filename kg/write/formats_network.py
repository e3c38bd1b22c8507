"""The graph as a network of entities, for the tools that draw and measure networks: GraphML, GEXF, CSV for Neo4j.

A node is an entity, an edge a statement of a fact between two. What the documents deny or plan is no edge.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.write.formats_data import GraphData, Node

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["gexf", "graphml", "neo4j"]

_DATES = ("signedOn", "effectiveOn", "endedOn", "startedOn", "foundedOn", "dissolvedOn", "term")
_QUALIFIERS = ("onDate", "fromDate", "toDate", "edtf", "role", "currency")
_PLACES = ("atPlace", "underTreaty", "claimant")
_ARTICLE = "http://xmlns.com/foaf/0.1/isPrimaryTopicOf"
#: Superclasses of the entities, as labels of their own in Neo4j.
_ABOVE = {"Leader": ("Leader", "Person", "Agent"), "Person": ("Person", "Agent"), "State": ("State", "Agent")} | {
    kind: (kind, "Agent") for kind in ("Government", "Organization")
}


def graphml(data: GraphData) -> str:
    """GraphML (yEd, Gephi, Cytoscape, igraph)."""
    import networkx as nx

    return "\n".join(nx.generate_graphml(_network(data), named_key_ids=True)) + "\n"


def gexf(data: GraphData) -> str:
    """GEXF (Gephi), without the day it was written on: the same graph gives the same bytes."""
    import networkx as nx

    text = "\n".join(nx.generate_gexf(_network(data))) + "\n"
    return re.sub(r' lastmodifieddate="[^"]*"', "", text)


def _network(data: GraphData) -> nx.MultiDiGraph[str]:
    import networkx as nx

    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in data.entities:
        network.add_node(data.key(node), **{k: _xml(v) for k, v in _node(data, node).items() if v})
    for statement, fact in data.between():
        edge = {k: _xml(v) if isinstance(v, str) else v for k, v in _edge(data, statement, fact).items() if v}
        network.add_edge(data.key(fact.subject), data.key(fact.object), data.key(statement), **edge)
    return network


def _node(data: GraphData, node: Node) -> dict[str, str]:
    labels = {tag: names[0] for tag, names in data.labels(node).items()}
    found = {"label": labels.get("zh-Hans") or next(iter(labels.values()), data.key(node)), "kind": _kind(data, node)}
    found |= {"traditional": labels.get("zh-Hant", ""), "english": labels.get("en", "")}
    return found | {name: " / ".join(_words(data.values(node, name))) for name in _DATES}


def _kind(data: GraphData, node: Node) -> str:
    return data.kinds(node)[0]


def _edge(data: GraphData, statement: Node, fact: ox.Triple) -> dict[str, str | int | float]:
    found: dict[str, str | int | float] = {"label": data.key(fact.predicate)}
    found |= {name: " / ".join(_words(data.values(statement, name))) for name in _QUALIFIERS}
    found |= {name: data.key(data.one(statement, name)) for name in _PLACES}
    amount = data.one(statement, "amount")
    passages = data.values(statement, "evidence")
    quotes = sorted({data.one(passage, "quote") for passage in passages})
    return found | {"amount": float(amount) if amount else 0, "passages": len(passages), "quote": " / ".join(quotes)}


def _words(values: Iterable[Node]) -> list[str]:
    return [str(getattr(value, "value", "")) for value in values]


def _xml(text: str) -> str:
    """Without the characters that XML 1.0 cannot hold."""
    return re.sub("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)


def neo4j(data: GraphData) -> dict[str, str]:
    """``nodes.csv`` and ``relationships.csv`` for ``neo4j-admin database import``.

    A list is joined with ``;``, the importer's own default; a ``;`` within a value becomes ``；``.
    """
    nodes = io.StringIO()
    head = ["key:ID", "name", "traditional", "english", "names:string[]", "articles:string[]"]
    writer = csv.writer(nodes, lineterminator="\n")
    writer.writerow([*head, *_DATES, ":LABEL"])
    for node in data.entities:
        known, kind = _node(data, node), _kind(data, node)
        names = (w for words in data.labels(node, "altLabel").values() for w in words)
        lists = [_list(names), _list(_words(data.values(node, _ARTICLE)))]
        above = ";".join((*_ABOVE.get(kind, (kind,)), "Entity"))
        first = (known[name] for name in ("label", "traditional", "english"))
        writer.writerow([data.key(node), *first, *lists, *(known[name] for name in _DATES), above])
    edges = io.StringIO()
    writer = csv.writer(edges, lineterminator="\n")
    head = [":START_ID", ":END_ID", "statement", *_QUALIFIERS, *_PLACES, "amount:double", "quotes:string[]"]
    writer.writerow([*head, "documents:string[]", ":TYPE"])
    for statement, fact in data.between():
        edge = _edge(data, statement, fact)
        passages = data.values(statement, "evidence")
        writer.writerow(
            [data.key(fact.subject), data.key(fact.object), data.key(statement)]
            + [edge[name] for name in (*_QUALIFIERS, *_PLACES)]
            + [edge["amount"] or "", _list(data.one(p, "quote") for p in passages)]
            + [_list(data.key(data.one(p, "document")) for p in passages), edge["label"]]
        )
    return {"nodes.csv": nodes.getvalue(), "relationships.csv": edges.getvalue()}


def _list(values: Iterable[str]) -> str:
    return ";".join(sorted({value.replace(";", "；") for value in values}))
