"""Writes what is generated from the vocabulary: run it after every change of ``ontology/bangjiao.ttl``.

python docs/generate.py            ontology/context.jsonld, docs/vocabulary.md and docs/ontology.html
python docs/generate.py --print    the table of the vocabulary, on standard output
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from rdflib import OWL, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection

ROOT = Path(__file__).parents[1]
KG = Namespace("https://w3id.org/bangjiao/ontology#")
LANGUAGES = ("zh-Hans", "zh-Hant", "en")
_LABELS = {"@container": ["@language", "@set"]}


def load() -> Graph:
    """The vocabulary."""
    return Graph().parse(ROOT / "ontology/bangjiao.ttl")


def terms(graph: Graph, *kinds: URIRef) -> list[URIRef]:
    """The own terms of the kinds, in the order of the file."""
    found = {t for kind in kinds for t in graph.subjects(RDF.type, kind) if str(t).startswith(str(KG))}
    text = (ROOT / "ontology/bangjiao.ttl").read_text("utf-8")
    order = re.findall(r"^kg:(\w+) a ", text, re.MULTILINE)
    return sorted((t for t in found if isinstance(t, URIRef)), key=lambda t: order.index(name(t)))


def name(term: object) -> str:
    """The local name, or the IRI with a known prefix."""
    return str(term).removeprefix(str(KG)).replace(str(XSD), "xsd:").replace(str(RDF), "rdf:")


def label(graph: Graph, term: URIRef, language: str, what: URIRef = RDFS.label) -> str:
    """The label (or comment) in a language."""
    return next((str(o) for o in graph.objects(term, what) if isinstance(o, Literal) and o.language == language), "")


def ends(graph: Graph, term: URIRef, side: URIRef) -> str:
    """The classes of a domain or range, a union spelt out."""
    found: list[str] = []
    for node in graph.objects(term, side):
        union = graph.value(node, OWL.unionOf) if isinstance(node, BNode) else None
        found += [name(m) for m in Collection(graph, union)] if union else [name(node)]
    return ", ".join(found)


def character(graph: Graph, term: URIRef) -> str:
    """What holds of a property besides its domain and range."""
    words = ("symmetric", "functional", "transitive", "asymmetric", "irreflexive")
    kinds = set(graph.objects(term, RDF.type))
    found = [word for word in words if OWL[f"{word.title()}Property"] in kinds]
    if (term, KG.takesDate, None) in graph:
        found.append("dated")
    inverse = graph.value(predicate=OWL.inverseOf, object=term)
    return ", ".join([*found, f"inverse `kg:{name(inverse)}`"] if inverse else found)


def table(graph: Graph) -> str:
    """The vocabulary as Markdown."""
    version = graph.value(predicate=RDF.type, object=OWL.Ontology)
    out = [
        "<!-- Generated from ontology/bangjiao.ttl by docs/generate.py: do not edit. -->",
        "# The vocabulary",
        "",
        f"`kg:` is `{KG}`, version {graph.value(version, OWL.versionInfo)}.",
        "",
        *("## Classes", "", "| class | 名称 | below | what it is |", "|---|---|---|---|"),
    ]
    for term in terms(graph, OWL.Class):
        above = [f"`kg:{name(o)}`" for o in graph.objects(term, RDFS.subClassOf) if str(o).startswith(str(KG))]
        out.append(f"| `kg:{name(term)}` | {names(graph, term)} | {', '.join(above)} | {comment(graph, term)} |")
    for title, kind in (("Properties between things", OWL.ObjectProperty), ("Values", OWL.DatatypeProperty)):
        out += ["", f"## {title}", "", "| property | 名称 | from → to | | says |", "|---|---|---|---|---|"]
        for term in terms(graph, kind):
            if graph.value(term, OWL.inverseOf) is None:
                side = f"{ends(graph, term, RDFS.domain)} → {ends(graph, term, RDFS.range)}"
                cells = (f"`kg:{name(term)}`", names(graph, term), side, character(graph, term), comment(graph, term))
                out.append(f"| {' | '.join(cells)} |")
    return "\n".join(out) + "\n"


def names(graph: Graph, term: URIRef) -> str:
    """Both Chinese labels, or the one where they are the same."""
    return " · ".join(dict.fromkeys(label(graph, term, language) for language in LANGUAGES[:2]))


def comment(graph: Graph, term: URIRef) -> str:
    """The English comment."""
    return label(graph, term, "en", RDFS.comment)


def context(graph: Graph) -> dict[str, Any]:
    """The JSON-LD context: the vocabulary's own names without a prefix, all others with theirs."""
    from kg.write.formats_data import prefixes

    found: dict[str, Any] = {"@version": 1.1, "id": "@id", "type": "@type"}
    found |= prefixes()
    found |= {name(term): f"kg:{name(term)}" for term in terms(graph, OWL.Class)}
    for term in terms(graph, OWL.DatatypeProperty):
        found[name(term)] = f"kg:{name(term)}"
    for term in terms(graph, OWL.ObjectProperty):
        found[name(term)] = {"@id": f"kg:{name(term)}", "@type": "@id"}
    found |= {name(SKOS[n]).rsplit("#")[-1]: {"@id": f"skos:{n}", **_LABELS} for n in ("prefLabel", "altLabel")}
    return {"@context": found}


def page(graph: Graph) -> str:
    """The documentation page, made by pyLODE without the network."""
    from pylode import OntPub

    for term in list(graph.subjects(RDF.type)):
        graph.remove((term, RDFS.isDefinedBy, None))
        if str(term).startswith(str(KG)) and isinstance(term, URIRef):
            joined = " · ".join(dict.fromkeys(label(graph, term, language) for language in LANGUAGES))
            graph.set((term, RDFS.label, Literal(joined)))
    html = OntPub(ontology=graph, sort_subjects=True).make_html()
    return re.sub(r"\n\s+", "\n", str(html)).strip() + "\n"


def main() -> None:
    """Write all, or print the table."""
    graph = load()
    if "--print" in sys.argv[1:]:
        sys.stdout.write(table(graph))
        return
    text = json.dumps(context(graph), ensure_ascii=False, indent=2) + "\n"
    (ROOT / "ontology/context.jsonld").write_text(text, "utf-8", newline="\n")
    (ROOT / "docs/vocabulary.md").write_text(table(graph), "utf-8", newline="\n")
    (ROOT / "docs/ontology.html").write_text(page(graph), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
