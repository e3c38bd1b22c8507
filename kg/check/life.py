"""K2xx: who acted when not alive. Lives are those of the name lists and of the graph's own founding dates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.check.dates import before
from kg.check.finding import Context, Finding, Side
from kg.check.view import Fact

__all__ = ["k201", "k202", "k203", "k204", "k205"]

_BODIES = {"State", "Government", "Organization"}
_PEOPLE = {"Person", "Leader"}
# What becomes of a thing when its life begins or ends is no act of it.
_BEGINS = {"independentFrom", "succeeds"}
# Said of the one who is gone: what succeeds it, who was its member, who represented it afterwards.
_OUTLIVES = {"succeeds", "independentFrom"}
# An envoy may be received longer than his state lasts (旧俄公使), where the text itself calls it the former one.
_OFFICES = {"represents", "memberOf"}
_FORMER = "旧舊前原"


@dataclass(frozen=True, slots=True)
class _Life:
    begin: str | None
    end: str | None

    def outside(self, date: str) -> bool:
        return bool(self.begin and before(date, self.begin)) or self.over(date)

    def over(self, date: str) -> bool:
        return bool(self.end and before(self.end, date))

    def __str__(self) -> str:
        return f"{self.begin or '?'}–{self.end or ''}"


def _life(context: Context, iri: str) -> _Life | None:
    """The life of an agent: as long as list and graph together allow. None where neither knows an end of it."""
    name = context.name(iri)
    founded = [f.object for f in context.dates.get((iri, "foundedOn"), [])]
    dissolved = [f.object for f in context.dates.get((iri, "dissolvedOn"), [])]
    begins = [*founded, *([name.begin] if name and name.begin else [])]
    ends = [*dissolved, *([name.end] if name and name.end else [])]
    if not (begins or ends):
        return None
    return _Life(min(begins, default=None), max(ends, default=None))


def _outside(context: Context, kinds: set[str], skip: set[str]) -> Iterator[tuple[Fact, str, str, _Life]]:
    """Dated facts between things, with the agent of ``kinds`` that did not live then: fact, agent, date, life."""
    for fact in context.view.affirmed:
        if fact.datatype or fact.property in skip:
            continue
        agents = [fact.subject] if fact.property not in _BEGINS else []
        agents += [fact.object] if fact.property not in _OUTLIVES else []
        for agent in agents:
            life = _life(context, agent) if context.view.kinds.get(agent, frozenset()) & kinds else None
            for date in (fact.qualifiers.get(q, "") for q in ("onDate", "fromDate", "toDate")):
                if life and life.outside(date) and not (life.over(date) and _former(context, fact, agent)):
                    yield fact, agent, date, life
                    break


def _former(context: Context, fact: Fact, agent: str) -> bool:
    """Whether an office is said to be of what is no more: 旧俄公使, 前清官员, by the first letter of one of its names."""
    letters = {label[0] for label in context.view.labels.get(agent, {}).values() if label}
    said = (former + letter for former in _FORMER for letter in letters)
    return fact.property in _OFFICES and any(word in p.quote for word in said for p in fact.evidence)


def k201(context: Context) -> Iterator[Finding]:
    """A state, government or organization in a fact of a time when it did not exist."""
    for fact, agent, date, life in _outside(context, _BODIES, {"party", "participant"}):
        label = context.view.label(agent)
        yield Finding(
            "K201",
            fact.iri,
            f"{label}（{life}）在 {date} 并不存在：{context.words(fact)}",
            f"{label} ({life}) did not exist on {date}",
            (context.side(fact),),
        )


def k202(context: Context) -> Iterator[Finding]:
    """A signatory who was not alive at signature."""
    yield from _at_signature(
        context, "K202", "signatory", _PEOPLE, "签署人{}（{}）当时不在世", "the signatory {} ({}) was not alive"
    )


def k203(context: Context) -> Iterator[Finding]:
    """A party that did not exist at signature."""
    yield from _at_signature(
        context, "K203", "party", _BODIES, "缔约方{}（{}）当时不存在", "the party {} ({}) did not exist"
    )


def _at_signature(context: Context, code: str, prop: str, kinds: set[str], zh: str, en: str) -> Iterator[Finding]:
    for fact in context.by_property.get(prop, []):
        life = _life(context, fact.object) if context.view.kinds.get(fact.object, frozenset()) & kinds else None
        signed = context.dates.get((fact.subject, "signedOn"), [])
        dates = {f.object: context.side(f) for f in signed} or _listed(context, fact.subject)
        if life is None or not dates or not all(life.outside(d) for d in dates):
            continue
        date, treaty, label = min(dates), context.view.label(fact.subject), context.view.label(fact.object)
        yield Finding(
            code,
            fact.iri,
            f"《{treaty}》签署于 {date}，{zh.format(label, life)}",
            f"{en.format(label, life)} when {treaty} was signed, {date}",
            (context.side(fact), dates[date]),
        )


def _listed(context: Context, treaty: str) -> dict[str, Side]:
    name = context.name(treaty)
    if name is None or name.kind != "Treaty" or not name.begin:
        return {}
    return {name.begin: Side(f"名录 name list: {context.view.label(treaty)} {name.begin}")}


def k204(context: Context) -> Iterator[Finding]:
    """A person in a fact of a time when he did not live."""
    for fact, person, date, life in _outside(context, _PEOPLE, {"signatory"}):
        label = context.view.label(person)
        yield Finding(
            "K204",
            fact.iri,
            f"{label}（{life}）在 {date} 不在世：{context.words(fact)}",
            f"{label} ({life}) was not alive on {date}",
            (context.side(fact),),
        )


def k205(context: Context) -> Iterator[Finding]:
    """A participant that did not exist while the event lasted."""
    for fact in context.by_property.get("participant", []):
        life, name = _life(context, fact.object), context.name(fact.subject)
        began = [f.object for f in context.dates.get((fact.subject, "startedOn"), [])]
        ended = [f.object for f in context.dates.get((fact.subject, "endedOn"), [])]
        if name and name.kind == "Event":
            began += [name.begin] if name.begin else []
            ended += [name.end] if name.end else []
        if life is None or not began:
            continue
        first, last = min(began), max(ended or began)
        if (life.begin and before(last, life.begin)) or (life.end and before(life.end, first)):
            event, label = context.view.label(fact.subject), context.view.label(fact.object)
            yield Finding(
                "K205",
                fact.iri,
                f"{event}（{first}–{last}）的参与者{label}（{life}）当时不存在",
                f"{label} ({life}) did not exist during {event} ({first}–{last})",
                (context.side(fact),),
            )
