"""resolve: all Readings and Claims → Entities and Statements. One thing is one node, across names, scripts and documents."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace

from kg.knowledge import Knowledge
from kg.knowledge.names import normal
from kg.language.script import simplified, traditional
from kg.records import Claim, Entity, Evidence, Mention, Qualifiers, Reading, Statement

__all__ = ["resolve"]

_VALUES = {"Date", "Duration", "Money", "Office", "Title", "Work", "Part"}
# What these methods found names the thing in passing (双方, 苏, 赫氏), or an organ of it (苏联大使馆), and is no name of it.
_NO_NAME = {"reference", "letter", "surname", "organ"}
# Acts that happen again and again: one without a date is not known to be the one with.
_REPEATED = {
    "met",
    "negotiatedWith",
    "visited",
    "aided",
    "attacked",
    "foughtAgainst",
    "protestedTo",
    "supports",
    "withdrewFrom",
}
# The qualifiers that are things.
_KEYS = ("at_place", "under_treaty", "claimant")
_MARKS = "《》〈〉“”「」『』"


def resolve(
    readings: Sequence[Reading], claims: Iterable[Claim], knowledge: Knowledge
) -> tuple[tuple[Entity, ...], tuple[Statement, ...]]:
    """Merge what all documents name and say.

    Returns the entities mentioned, by key, and the statements, sorted; each fact once, with every passage that says it.
    """
    mentions = [(m, r) for r in readings for m in r.mentions if m.kind not in _VALUES and m.keys]
    same = _same(mentions, knowledge)
    merged = [_rename(c, same) for c in claims]
    statements = _statements(merged, knowledge)
    leaders = {s.subject for s in statements if s.property == "represents" and s.certainty == "affirmed"}
    properties = knowledge.vocabulary.properties
    spoken = {s.subject for s in statements} | {s.object for s in statements if properties[s.property].range}
    spoken |= {key for s in statements for name in _KEYS if (key := getattr(s.qualifiers, name))}
    return _entities(mentions, readings, same, leaders, spoken, knowledge), statements


def _same(mentions: Sequence[tuple[Mention, Reading]], knowledge: Knowledge) -> dict[str, str]:
    """Keys of unlisted things that one document gives as another name of a thing: key → the key that stands for both."""
    listed = knowledge.names.by_key
    by_form: dict[tuple[str, str], set[str]] = defaultdict(set)
    for mention, _ in mentions:
        if mention.how not in _NO_NAME and len(mention.keys) == 1 and len(mention.text) > 2:
            by_form[mention.kind, normal(mention.text)].add(mention.keys[0])
    same: dict[str, str] = {}
    for (_, form), keys in sorted(by_form.items()):
        unlisted = sorted(k for k in keys if k not in listed)
        if len(keys) == 2 and unlisted and form in keys:
            keep = next((k for k in sorted(keys) if k in listed), next(k for k in sorted(keys) if k != form))
            for key in keys - {keep}:
                same[key] = keep
    return same


def _rename(claim: Claim, same: dict[str, str]) -> Claim:
    q = claim.qualifiers
    keys = {name: same.get(key, key) for name in _KEYS if (key := getattr(q, name))}
    return replace(
        claim,
        subject=same.get(claim.subject, claim.subject),
        object=same.get(claim.object, claim.object),
        qualifiers=replace(q, **keys) if keys else q,
    )


def _entities(
    mentions: Sequence[tuple[Mention, Reading]],
    readings: Sequence[Reading],
    same: dict[str, str],
    leaders: set[str],
    spoken: set[str],
    knowledge: Knowledge,
) -> tuple[Entity, ...]:
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    # A state may be spoken of without being named: it is known whom the persons in the text act for.
    for key in spoken:
        kinds[key] = Counter()
    forms: dict[str, dict[str, None]] = defaultdict(dict)
    for mention, _ in mentions:
        kind = "State" if mention.kind == "Pair" else mention.kind
        for key in mention.keys:
            key = same.get(key, key)
            kinds[key][kind] += 1
            if mention.how not in _NO_NAME and len(mention.keys) == 1:
                forms[key][mention.text.translate({ord(c): None for c in _MARKS}).strip()] = None
    articles: dict[str, set[str]] = defaultdict(set)
    places = {(id(r), m.start, m.end): m.keys[0] for m, r in mentions}
    for reading in readings:
        for link in reading.document.links:
            found = places.get((id(reading), link.start, link.end))
            if found and link.iri:
                articles[same.get(found, found)].add(link.iri)
    return tuple(
        _entity(key, kinds[key], list(forms[key]), articles[key], key in leaders, knowledge) for key in sorted(kinds)
    )


def _entity(
    key: str, kinds: Counter[str], forms: list[str], articles: set[str], leads: bool, knowledge: Knowledge
) -> Entity:
    name = knowledge.names.by_key.get(key)
    if name:
        kind, labels = name.kind, dict(name.labels)
    else:
        kind = min(kinds, key=lambda k: (-kinds[k], k))
        plain = next((f for f in forms if simplified(f) == f), None) or simplified(forms[0] if forms else key)
        hant = next((f for f in forms if simplified(f) == plain and f != plain), None) or traditional(plain)
        labels = {"zh-Hans": plain, "zh-Hant": hant}
    if kind == "Person" and leads:
        kind = "Leader"
    taken = set(labels.values())
    others = {f for f in forms if len(f) > 1 and f not in taken and "\n" not in f}
    alt = sorted((("zh-Hans" if simplified(f) == f else "zh-Hant"), f) for f in others)
    return Entity(key, kind, tuple(sorted(labels.items())), tuple(alt), tuple(sorted(articles)))


def _statements(claims: Iterable[Claim], knowledge: Knowledge) -> tuple[Statement, ...]:
    grouped: dict[tuple[str, str, str, str], dict[Qualifiers, set[Evidence]]] = defaultdict(lambda: defaultdict(set))
    for claim in claims:
        s, o = claim.subject, claim.object
        if s == o:
            continue
        if knowledge.vocabulary.properties[claim.property].symmetric and s > o:
            s, o = o, s
        grouped[s, claim.property, o, claim.certainty][claim.qualifiers].add(claim.evidence)
    _fold_coarse_dates(grouped, knowledge)
    found = []
    for (s, prop, o, certainty), by_qualifiers in grouped.items():
        folded = by_qualifiers if prop in _REPEATED else _fold_vague(by_qualifiers)
        for qualifiers, evidence in folded.items():
            found.append(Statement(s, prop, o, qualifiers, certainty, tuple(sorted(evidence))))
    return tuple(sorted(found, key=_order))


def _fold_coarse_dates(
    grouped: dict[tuple[str, str, str, str], dict[Qualifiers, set[Evidence]]], knowledge: Knowledge
) -> None:
    """Of two dates of one thing, 1945 and 1945-08, the coarser is no other date: its passages go to the finer."""
    properties = knowledge.vocabulary.properties
    for key in sorted(grouped):
        s, prop, value, certainty = key
        if properties[prop].range or prop == "term":
            continue
        finer = [k for k in grouped if k[:2] == (s, prop) and k[3] == certainty and k[2].startswith(value + "-")]
        if finer:
            for qualifiers, evidence in grouped.pop(key).items():
                grouped[min(finer)][qualifiers] |= evidence


def _order(statement: Statement) -> tuple[object, ...]:
    return (statement.subject, statement.property, statement.object, statement.certainty, statement.qualifiers)


def _fold_vague(said: dict[Qualifiers, set[Evidence]]) -> dict[Qualifiers, set[Evidence]]:
    """Fold what says less into what says the same and more: 1950 into 1950-02-14, no role into a role."""
    result = {q: set(e) for q, e in said.items()}
    for less in sorted(said, key=lambda q: sum(bool(getattr(q, f.name)) for f in fields(Qualifiers))):
        fuller = [q for q in result if q != less and _says_more(q, less)]
        if fuller:
            best = min(fuller, key=lambda q: min(said[q]) if q in said else min(result[q]))
            result[best] |= result.pop(less)
    return result


def _says_more(fuller: Qualifiers, less: Qualifiers) -> bool:
    def more(name: str) -> bool:
        value, other = getattr(less, name), getattr(fuller, name)
        # A key is the same or another, however it begins: 中国国民党 says no more of who claims it than 中国 does.
        return not value or value == other if name in _KEYS else other.startswith(value)

    return all(more(f.name) for f in fields(Qualifiers))
