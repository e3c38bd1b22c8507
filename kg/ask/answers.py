"""Answers as text: an aligned table, the W3C's formats of results, RDF for CONSTRUCT and DESCRIBE."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

import pyoxigraph as ox

from kg.ask.dataset import Answer, Dataset, Node
from kg.ask.sparql import BadQuery

__all__ = ["FORMATS", "cell", "graph_bytes", "render", "table", "width"]

_RESULTS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
# A graph has no rows: the names of the formats of results mean what is nearest to them.
_GRAPHS = {
    "table": ox.RdfFormat.TURTLE,
    "turtle": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "json": ox.RdfFormat.JSON_LD,
    "jsonld": ox.RdfFormat.JSON_LD,
    "xml": ox.RdfFormat.RDF_XML,
}
#: What an answer can be written as.
FORMATS = tuple(dict.fromkeys(["table", *_RESULTS, *_GRAPHS]))
_LEAST = 8  # columns: narrower, a wrapped cell cannot be read
# wcwidth takes longer to load than a question to be answered. Text of these characters, which is nearly all that a graph
# holds, has the width that is given here; whatever else there is (joined, combining, right to left) is left to wcwidth.
# No regular expression: one with the Chinese characters in it takes 4 ms to compile.
_COLUMNS = (
    (1, " ", "~"),
    (1, "\u00a1", "\u00ac"),  # \u00ad is the soft hyphen
    (1, "\u00ae", "\u02af"),
    (1, "\u2010", "\u2027"),  # dashes, quotation marks
    (1, "\u2190", "\u21ff"),  # arrows
    (1, "\u2500", "\u257f"),  # lines
    (2, "\u3000", "\u3029"),  # 、。《》
    (2, "\u3041", "\u3096"),  # kana
    (2, "\u30a1", "\u30ff"),
    (2, "\u3400", "\u4dbf"),  # Chinese characters
    (2, "\u4e00", "\u9fff"),
    (2, "\uff01", "\uff60"),  # fullwidth forms
)


def render(dataset: Dataset, answer: Answer, form: str = "table", columns: int | None = None) -> bytes:
    """An answer in a format of :data:`FORMATS`, UTF-8, the triples of a graph sorted.

    ``columns`` is the width that a table is wrapped to; without it, lines are as long as they need.

    Raises:
        BadQuery: the format does not fit the kind of answer.
    """
    if isinstance(answer, ox.QueryTriples):
        if form not in _GRAPHS:
            raise BadQuery(f"the answer is a graph, which {form} cannot hold: use {', '.join(_GRAPHS)}")
        return graph_bytes(dataset, answer, _GRAPHS[form])
    if form in _RESULTS:
        return answer.serialize(format=_RESULTS[form]) or b""
    if form != "table":
        raise BadQuery(f"the answer is no graph, as {form} needs: use table, {', '.join(_RESULTS)}")
    if isinstance(answer, ox.QueryBoolean):
        return b"true\n" if answer else b"false\n"
    head = [v.value for v in answer.variables]
    rows = list(answer)
    cells = [[cell(dataset, term) for term in row] for row in rows]
    numeric = [_numeric([row[i] for row in rows]) for i in range(len(head))]
    count = f"{len(rows):,} row{'' if len(rows) == 1 else 's'}\n"
    return (table(head, cells, numeric, columns) + count).encode()


def graph_bytes(dataset: Dataset, triples: Iterable[ox.Triple], form: ox.RdfFormat) -> bytes:
    """Triples as RDF, sorted, with the prefixes that they need."""
    found = sorted(set(triples), key=str)
    if form == ox.RdfFormat.JSON_LD:  # its prefixes would be a context, which pyoxigraph does not use for all terms
        return ox.serialize(found, format=form) or b""
    iris = [n.value for t in found for n in (t.subject, t.predicate, t.object) if isinstance(n, ox.NamedNode)]
    iris += [t.object.datatype.value for t in found if isinstance(t.object, ox.Literal)]
    used = {p: s for p, s in sorted(dataset.prefixes.items()) if any(iri.startswith(s) for iri in iris)}
    return ox.serialize(found, format=form, prefixes=used) or b""


def cell(dataset: Dataset, term: Node | None) -> str:
    """A term for the eye: an entity by its name, another IRI with its prefix, a literal by its words."""
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        return dataset.short(term.value).removeprefix("ent:")
    return term.value if isinstance(term, ox.Literal) else str(term)


def _numeric(terms: Sequence[Node | None]) -> bool:
    kinds = {t.datatype.value.rpartition("#")[2] if isinstance(t, ox.Literal) else "" for t in terms if t is not None}
    return bool(kinds) and kinds <= {"integer", "decimal", "double"}


def table(head: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool], columns: int | None = None) -> str:
    """Rows under a head, in columns as wide on the screen as they look, numbers to the right."""
    flat = [[" ".join(text.split()) for text in row] for row in rows]
    widths = [max(width(text) for text in column) for column in zip(head, *flat, strict=True)]
    if columns is not None:
        widths = _fit(widths, columns)

    def line(texts: Sequence[str]) -> str:
        gaps = (" " * (w - width(t)) for t, w in zip(texts, widths, strict=True))
        padded = (gap + t if r else t + gap for t, gap, r in zip(texts, gaps, right, strict=True))
        return "  ".join(padded).rstrip()

    lines = [line(head), line(["─" * w for w in widths])]
    for row in flat:
        parts = [_wrap(text, w) if width(text) > w else [text] for text, w in zip(row, widths, strict=True)]
        lines += [line([p[i] if i < len(p) else "" for p in parts]) for i in range(max(map(len, parts), default=0))]
    return "\n".join(lines) + "\n"


def width(text: str) -> int:
    """How many columns a text takes on the screen: a Chinese character takes two."""
    known = [_columns(character) for character in text]
    if all(known):
        return sum(known)
    from wcwidth import width as any_width

    return any_width(text)


@cache
def _columns(character: str) -> int:
    """The width of a character that stands alone, 0 where that is not so sure."""
    return next((columns for columns, first, last in _COLUMNS if first <= character <= last), 0)


def _wrap(text: str, columns: int) -> list[str]:
    from wcwidth import wrap

    return wrap(text, columns) or [""]


def _fit(widths: list[int], columns: int) -> list[int]:
    """Narrow the widest columns until all fit, none below what can be read."""
    fitted = list(widths)
    while sum(fitted) + 2 * (len(fitted) - 1) > columns and max(fitted, default=0) > _LEAST:
        fitted[fitted.index(max(fitted))] -= 1
    return fitted
