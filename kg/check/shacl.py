"""The shapes of ``ontology/shapes.ttl``, run by pyshacl (the extra ``check``)."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
from rdflib import DCTERMS, SH, XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from kg.check.finding import Finding
from kg.check.view import View
from kg.errors import BadKnowledge

__all__ = ["check_shapes", "installed"]

_BASE = "https://w3id.org/bangjiao/"


def installed() -> bool:
    """Whether pyshacl is there."""
    from importlib.util import find_spec

    return find_spec("pyshacl") is not None


def check_shapes(quads: list[ox.Quad], view: View, shapes: Path, *, queries: bool = False) -> list[Finding]:
    """What the shapes find, a finding for each thing and code.

    The shapes that are SPARQL queries run only with ``queries``: each has a coded check that finds the same in a
    hundredth of the time.

    Raises:
        BadKnowledge: the shapes cannot be read.
    """
    from pyshacl import validate

    rules = _shapes(shapes, view.base)
    if not queries:
        rules.remove((None, SH.sparql, None))
    _, report, _ = validate(_rdflib(quads), shacl_graph=rules, inference="none", inplace=True)
    if not isinstance(report, Graph):
        raise BadKnowledge(f"cannot be used as shapes: {report}", path=str(shapes))
    found = {_finding(report, result, rules, view) for result in report.objects(None, SH.result)}
    return sorted(found)


def _shapes(path: Path, base: str) -> Graph:
    """The shapes for a graph whose IRIs have this base."""
    try:
        return Graph().parse(data=path.read_text("utf-8").replace(_BASE + "ontology#", base + "ontology#"))
    except (OSError, SyntaxError) as error:
        raise BadKnowledge(f"cannot be read: {error}", path=str(path)) from error


def _rdflib(quads: list[ox.Quad]) -> Graph:
    """The quads as an rdflib graph, literals as they are written; this takes a third of the time of rdflib's parser."""
    graph = Graph(bind_namespaces="none")
    for quad in quads:
        subject, value = _node(quad.subject), _node(quad.object)
        if subject is not None and value is not None:
            graph.add((subject, URIRef(quad.predicate.value), value))
    return graph


def _node(node: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Node | None:
    if isinstance(node, ox.NamedNode):
        return URIRef(node.value)
    if isinstance(node, ox.BlankNode):
        return BNode(node.value)
    if isinstance(node, ox.Literal):
        if node.language or node.datatype.value == str(XSD.string):  # for rdflib "a" and "a"^^xsd:string are two
            return Literal(node.value, lang=node.language)
        return Literal(node.value, datatype=URIRef(node.datatype.value), normalize=False)
    return None  # RDF 1.2 triple terms: pyshacl knows none


def _finding(report: Graph, result: Node, shapes: Graph, view: View) -> Finding:
    shape, focus = report.value(result, SH.sourceShape), report.value(result, SH.focusNode)
    code = str(shapes.value(shape, DCTERMS.identifier))
    value, path = report.value(result, SH.value), report.value(result, SH.resultPath)
    # A shape over all triples of a class or property has that for its focus; the thing meant is the value.
    subject = str(value) if str(focus).startswith(view.base + "ontology#") else str(focus)
    what = f"{view.label(subject)}" + (f" kg:{str(path).rsplit('#', 1)[-1]}" if isinstance(path, URIRef) else "")
    if value is not None and str(value) != subject:
        what += f" {value if isinstance(value, Literal) else view.label(str(value))}"
    # Not the result's own messages: pyshacl drops the language of those of SPARQL constraints.
    messages = {str(m.language)[:2]: str(m) for m in shapes.objects(shape, SH.message) if isinstance(m, Literal)}
    return Finding(code, subject, f"{messages['zh']}：{what}", f"{messages['en']}: {what}")
