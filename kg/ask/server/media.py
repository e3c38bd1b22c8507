"""Which format an answer takes: media types, and the choice between them by ``Accept`` (RFC 9110, section 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pyoxigraph as ox

__all__ = ["BY_NAME", "GRAPHS", "HTML", "RESULTS", "best", "best_of"]

HTML = "text/html"

#: Media type → format of rows and truth values, the one given to who takes anything first.
RESULTS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/xml": ox.QueryResultsFormat.XML,
}
#: The same for graphs.
GRAPHS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/json": ox.RdfFormat.JSON_LD,
    "application/xml": ox.RdfFormat.RDF_XML,
}
#: ``format=`` in the address, for links: what it means for rows, and for graphs.
BY_NAME = {
    "json": ("application/sparql-results+json", "application/ld+json"),
    "xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "csv": ("text/csv", ""),
    "tsv": ("text/tab-separated-values", ""),
    "turtle": ("", "text/turtle"),
    "nt": ("", "application/n-triples"),
    "jsonld": ("", "application/ld+json"),
    "html": (HTML, HTML),
}
_RANGE = re.compile(r"\s*([\w!#$&^.+*-]+/[\w!#$&^.+*-]+)\s*((?:;[^,]*)?)\s*")
_QUALITY = re.compile(r";\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*(?:;|$)", re.IGNORECASE)


def best(accept: str | None, offers: Sequence[str]) -> str | None:
    """The offer that ``Accept`` prefers, the earlier of equals; None if it takes none of them."""
    if accept is None or not accept.strip():
        return offers[0]
    ranges = []
    for part in accept.split(","):
        found = _RANGE.fullmatch(part)
        if found:
            quality = _QUALITY.search(found[2])
            ranges.append((found[1].lower(), float(quality[1]) if quality else 1.0))

    def worth(offer: str) -> float:
        kind = offer.partition("/")[0]
        for wanted in (offer, f"{kind}/*", "*/*"):  # the most specific range decides
            fitting = [q for name, q in ranges if name == wanted]
            if fitting:
                return max(fitting)
        return 0.0

    chosen = max(offers, key=worth)
    return chosen if worth(chosen) > 0 else None


def best_of(form: str | None, accept: str | None, offers: Sequence[str]) -> str | None:
    """The same, where ``format=`` in the address goes before ``Accept``."""
    if form is None:
        return best(accept, offers)
    return next((media for media in BY_NAME.get(form, ()) if media in offers), None)
