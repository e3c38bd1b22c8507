"""K3xx: facts that cannot all be true. They are shown with their evidence and kept: a reader decides, not the program."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from kg.check.dates import agree, before
from kg.check.finding import Context, Finding, Side
from kg.check.view import Fact, Passage

__all__ = ["k301", "k302", "k303", "k304", "k305", "k306", "k307"]

_DATES = ("signedOn", "effectiveOn", "endedOn", "startedOn", "foundedOn", "dissolvedOn")
_BEGIN = {"signedOn", "startedOn", "foundedOn"}
_END = {"endedOn", "dissolvedOn"}
_ACYCLIC = ("partOf", "replaces", "basedOn", "supplements", "succeeds")


def k301(context: Context) -> Iterator[Finding]:
    """Two dates of one thing, neither a coarser form of the other."""
    for (subject, prop), facts in sorted(context.dates.items()):
        values = sorted({f.object for f in facts})
        if prop not in _DATES or all(agree(a, b) for a, b in combinations(values, 2)):
            continue
        label, what = context.view.label(subject), context.property_label(prop)
        yield Finding(
            "K301",
            subject,
            f"{label}：{what}有 {len(values)} 种说法（{'、'.join(values)}）",
            f"{label}: {context.property_label(prop, 'en')} is given as {', '.join(values)}",
            _by_value(facts),
        )


def _by_value(facts: list[Fact]) -> tuple[Side, ...]:
    """A side for each value, with all passages that give it."""
    said: dict[str, set[Passage]] = defaultdict(set)
    for fact in facts:
        said[fact.object].update(fact.evidence)
    return tuple(Side(value, tuple(sorted(passages))) for value, passages in sorted(said.items()))


def k302(context: Context) -> Iterator[Finding]:
    """A fact both affirmed and denied of the same time, each by a document itself."""
    for subject, yes, no in _denied(context):
        if "claimant" not in no.qualifiers:
            yield Finding(
                "K302",
                subject,
                f"既肯定又否定：{context.words(yes)}",
                f"both affirmed and denied: {context.words(yes)}",
                _both(context, yes, no),
            )


def k307(context: Context) -> Iterator[Finding]:
    """A fact that a document affirms, and that somebody denies: documents report both sides."""
    for subject, yes, no in _denied(context):
        if claimant := no.qualifiers.get("claimant"):
            yield Finding(
                "K307",
                subject,
                f"{context.view.label(claimant)}否认之事，文献予以肯定：{context.words(yes)}",
                f"{context.view.label(claimant)} denies what a document affirms: {context.words(yes)}",
                _both(context, yes, no),
            )


def _denied(context: Context) -> Iterator[tuple[str, Fact, Fact]]:
    """Facts affirmed and denied of the same time: subject, what affirms, what denies."""
    groups: dict[tuple[str, str, str], dict[str, list[Fact]]] = defaultdict(lambda: defaultdict(list))
    for fact in context.view.facts:
        subject, value = fact.subject, fact.object
        known = context.vocabulary.properties.get(fact.property)
        if known and known.symmetric and subject > value:
            subject, value = value, subject
        groups[subject, fact.property, value][fact.certainty].append(fact)
    for (subject, _, _), by_certainty in sorted(groups.items()):
        for yes in by_certainty["affirmed"]:
            for no in by_certainty["denied"]:
                if _same_time(yes, no):
                    yield subject, yes, no


def _both(context: Context, yes: Fact, no: Fact) -> tuple[Side, Side]:
    return (
        context.side(yes, "肯定 affirmed: " + context.words(yes)),
        context.side(no, "否定 denied: " + context.words(no)),
    )


def _same_time(one: Fact, other: Fact) -> bool:
    """Both of one date, or neither dated: what is denied of 1935 may well be true of 1941."""
    a, b = (f.qualifiers.get("onDate") or f.qualifiers.get("fromDate") for f in (one, other))
    return agree(a, b) if a and b else not (a or b)


def k303(context: Context) -> Iterator[Finding]:
    """Two terms of one treaty."""
    for (subject, prop), facts in sorted(context.dates.items()):
        values = sorted({f.object for f in facts})
        if prop == "term" and len(values) > 1:
            label = context.view.label(subject)
            yield Finding(
                "K303",
                subject,
                f"《{label}》的有效期有 {len(values)} 种说法（{'、'.join(values)}）",
                f"{label}: the term is given as {', '.join(values)}",
                _by_value(facts),
            )


def k304(context: Context) -> Iterator[Finding]:
    """A date that is not the one of the name lists."""
    for (subject, prop), facts in sorted(context.dates.items()):
        name = context.name(subject)
        if name is None or name.kind not in context.view.kinds.get(subject, frozenset()):
            continue
        # The lists bound a treaty's life by its signature alone.
        end = name.end if name.kind != "Treaty" else None
        known = name.begin if prop in _BEGIN else end if prop in _END else None
        for fact in facts:
            if known and not agree(fact.object, known):
                label, what = context.view.label(subject), context.property_label(prop)
                yield Finding(
                    "K304",
                    subject,
                    f"{label}：{what} {fact.object} 与名录（{known}）不符",
                    f"{label}: {context.property_label(prop, 'en')} {fact.object}, but {known} in the name lists",
                    (context.side(fact, fact.object), Side(f"{known}  名录 name list")),
                )


def k305(context: Context) -> Iterator[Finding]:
    """A circle: a place within itself, a treaty that replaces its own successor."""
    for prop in _ACYCLIC:
        facts = context.by_property.get(prop, [])
        edges: dict[str, dict[str, Fact]] = defaultdict(dict)
        for fact in facts:
            if fact.subject != fact.object:
                edges[fact.subject][fact.object] = fact
        for circle in _circles({s: sorted(o) for s, o in edges.items()}):
            names = " → ".join(context.view.label(i) for i in (*circle, circle[0]))
            links = zip(circle, (*circle[1:], circle[0]), strict=True)
            yield Finding(
                "K305",
                circle[0],
                f"{context.property_label(prop)}成环：{names}",
                f"{context.property_label(prop, 'en')} runs in a circle: {names}",
                tuple(context.side(edges[a][b]) for a, b in links),
            )


def _circles(edges: dict[str, list[str]]) -> list[tuple[str, ...]]:
    """One circle for each group of nodes that reach each other, from its least node, by the shortest way."""
    found: list[tuple[str, ...]] = []
    seen: set[str] = set()
    for start in sorted(edges):
        if start in seen:
            continue
        ways: list[tuple[str, ...]] = [(start,)]
        reached: set[str] = set()
        while ways:
            way = ways.pop(0)
            for after in edges.get(way[-1], []):
                if after == start:
                    found.append(way)
                    seen.update(way)
                    ways = []
                    break
                if after not in reached:
                    reached.add(after)
                    ways.append((*way, after))
    return found


def k306(context: Context) -> Iterator[Finding]:
    """A treaty signed before the one that it replaces, supplements or is based on."""
    for prop in ("replaces", "basedOn", "supplements"):
        for fact in context.by_property.get(prop, []):
            own = context.dates.get((fact.subject, "signedOn"), [])
            others = context.dates.get((fact.object, "signedOn"), [])
            if own and others and all(before(a.object, b.object) for a in own for b in others):
                a, b = own[0], others[0]
                yield Finding(
                    "K306",
                    fact.iri,
                    f"《{context.view.label(fact.subject)}》签署于 {a.object}，早于其所{context.property_label(prop)}的"
                    f"《{context.view.label(fact.object)}》（{b.object}）",
                    f"{context.view.label(fact.subject)} was signed {a.object}, before the instrument that it "
                    f"{context.property_label(prop, 'en')}, {context.view.label(fact.object)} ({b.object})",
                    (context.side(fact), context.side(a), context.side(b)),
                )
