"""Facts as QuickStatements (V1) for Wikidata, https://www.wikidata.org/wiki/Help:QuickStatements

Only facts whose things have a known item (``owl:sameAs`` or ``skos:exactMatch`` in the graph); no item is guessed.
"""

from __future__ import annotations

import re

import pyoxigraph as ox

from kg.write.formats_data import GraphData, Node

__all__ = ["quickstatements"]

#: The properties of Wikidata that say the same. What has no exact counterpart is left out.
_PROPERTIES = {
    "party": "P1891",
    "signatory": "P1891",
    "replaces": "P1365",
    "memberOf": "P463",
    "participant": "P710",
    "tookPlaceAt": "P276",
    "signedAt": "P276",
    "signedOn": "P585",
    "startedOn": "P580",
    "endedOn": "P582",
    "foundedOn": "P571",
    "dissolvedOn": "P576",
}
_QUALIFIERS = {"onDate": "P585", "fromDate": "P580", "toDate": "P582"}
_PRECISION = {4: ("-00-00", 9), 7: ("-00", 10), 10: ("", 11)}


def quickstatements(data: GraphData) -> str:
    """One line a fact; empty where no thing of the graph has an item."""
    items = data.items()
    lines = set()
    for statement, fact in data.affirmed():
        name = _PROPERTIES.get(data.key(fact.predicate))
        value = _date(fact.object) if isinstance(fact.object, ox.Literal) else items.get(fact.object)
        if name and value and fact.subject in items:
            # The date of signing is the fact itself there, no qualifier of it.
            dated = {} if isinstance(fact.object, ox.Literal) else _QUALIFIERS
            pairs = ((p, _date(o)) for q, p in dated.items() for o in data.values(statement, q))
            lines.add("\t".join([items[fact.subject], name, value, *(x for pair in pairs if pair[1] for x in pair)]))
    return "".join(f"{line}\n" for line in sorted(lines))


def _date(node: Node) -> str:
    """A date with its precision, ``+1950-02-14T00:00:00Z/11``; ``""`` for what is none."""
    text = str(getattr(node, "value", ""))
    if not re.fullmatch(r"\d{4}(-\d\d){0,2}", text):
        return ""
    rest, precision = _PRECISION[len(text)]
    return f"+{text}{rest}T00:00:00Z/{precision}"
