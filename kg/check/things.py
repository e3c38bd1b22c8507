"""K4xx: things and facts that are incomplete, double, or say nothing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from kg.check.finding import Context, Finding

__all__ = ["k401", "k402", "k403", "k404", "k405", "k406", "k407"]

# One side alone may issue what is called so, unless it is called joint. The shape of K401 in ontology/shapes.ttl holds the
# same words. At the end of the name: 中俄解决悬案大纲 is an outline, 中俄解决悬案大纲协定 an agreement.
_ONE_SIDED = re.compile(
    "(宣言|声明|照会|通牒|决议|决议案|法令|法案|提纲|大纲|备忘录|公告|通告|布告|命令|原则|诏书|敕令|上谕|抗议|白皮书|国书)书?$"
)
_JOINT = re.compile("联合|共同|相互|换文")


def k401(context: Context) -> Iterator[Finding]:
    """A treaty of which something is said, with fewer than two parties."""
    parties: dict[str, list[str]] = defaultdict(list)
    said: set[str] = set()
    for triple in context.view.triples:
        said.add(triple.subject)
        if triple.property == "party":
            parties[triple.subject].append(triple.object)
    for iri, kinds in context.view.kinds.items():
        label = context.view.label(iri)
        if "Treaty" not in kinds or iri not in said or len(parties[iri]) > 1 or _one_sided(label):
            continue
        facts = [f for f in context.by_property.get("party", []) if f.subject == iri]
        facts = facts or [f for f in context.view.affirmed if f.subject == iri][:3]
        names = "、".join(context.view.label(p) for p in parties[iri]) or "无 none"
        yield Finding(
            "K401",
            iri,
            f"《{label}》的缔约方不足两个：{names}",
            f"{label} has fewer than two parties: {names}",
            tuple(context.side(f) for f in facts),
        )


def _one_sided(name: str) -> bool:
    return _ONE_SIDED.search(name) is not None and _JOINT.search(name) is None


def k402(context: Context) -> Iterator[Finding]:
    """Two things of one class with the same name."""
    by_name: dict[tuple[str, str], list[str]] = defaultdict(list)
    for iri, kinds in context.view.kinds.items():
        name = context.view.labels[iri].get("zh-hans")
        for kind in sorted({"Person" if k == "Leader" else k for k in kinds}):
            if name:
                by_name[kind, name].append(iri)
    for (kind, name), iris in sorted(by_name.items()):
        if len(iris) > 1:
            keys = ", ".join(context.view.key(i) for i in iris)
            what = context.vocabulary.classes.get(kind, {}).get("zh-Hans", kind)
            for iri in iris:
                yield Finding(
                    "K402",
                    iri,
                    f"{len(iris)} 个{what}同名「{name}」：{keys}",
                    f"{len(iris)} things of class {kind} share the name {name}: {keys}",
                )


def k403(context: Context) -> Iterator[Finding]:
    """A fact that joins a thing with itself."""
    for fact in context.view.facts:
        if fact.subject and fact.subject == fact.object:
            yield Finding(
                "K403",
                fact.iri,
                f"主语与宾语相同：{context.words(fact)}",
                f"subject and object are the same: {context.words(fact)}",
                (context.side(fact),),
            )


def k404(context: Context) -> Iterator[Finding]:
    """An affirmed statement without its direct triple."""
    direct = {(t.subject, t.property, t.object) for t in context.view.triples}
    for fact in context.view.affirmed:
        if (fact.subject, fact.property, fact.object) not in direct:
            yield Finding(
                "K404",
                fact.iri,
                f"肯定的陈述没有对应的直接三元组：{context.words(fact)}",
                f"an affirmed statement has no direct triple: {context.words(fact)}",
                (context.side(fact),),
            )


def k405(context: Context) -> Iterator[Finding]:
    """A direct triple that no affirmed statement says."""
    stated = {(f.subject, f.property, f.object) for f in context.view.affirmed}
    for triple in context.view.triples:
        if triple[:3] not in stated and triple.property in context.vocabulary.properties:
            value = triple.object if triple.datatype else context.view.label(triple.object)
            words = f"{context.view.label(triple.subject)} {context.property_label(triple.property)} {value}"
            yield Finding(
                "K405",
                triple.subject,
                f"直接三元组没有对应的肯定陈述：{words}",
                f"a direct triple has no affirmed statement: {words}",
            )


def k406(context: Context) -> Iterator[Finding]:
    """A class or a property that the vocabulary does not have."""
    classes, properties = context.vocabulary.classes, context.vocabulary.properties
    used = {(t.property, t.subject) for t in context.view.triples}
    used |= {(f.property, f.iri) for f in context.view.facts if f.property}
    unknown = {(name, iri) for name, iri in used if name not in properties}
    unknown |= {(k, iri) for iri, kinds in context.view.kinds.items() for k in kinds if k not in classes}
    for name, iri in sorted(unknown):
        yield Finding("K406", iri, f"词汇中没有 kg:{name}", f"the vocabulary has no kg:{name}")


def k407(context: Context) -> Iterator[Finding]:
    """A statement that is affirmed and has a claimant: what somebody claims is no fact."""
    for fact in context.view.affirmed:
        if claimant := fact.qualifiers.get("claimant"):
            yield Finding(
                "K407",
                fact.iri,
                f"肯定的事实有主张者{context.view.label(claimant)}：{context.words(fact)}",
                f"affirmed, and claimed by {context.view.label(claimant)}: {context.words(fact)}",
                (context.side(fact),),
            )
