"""Why a fact is there, or why it is not: who says it by which rule, or which sentence comes near and what stopped it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from kg.claim.explain import Explanation, Matched, Sentence
from kg.claim.nearmiss import Near
from kg.errors import BangjiaoError
from kg.knowledge import Knowledge
from kg.knowledge.names import normal
from kg.knowledge.pattern import GROUPS
from kg.records import Claim, Document, Mention

__all__ = ["Answer", "Closest", "because", "line_of", "parse", "set_aside", "stopped", "why"]

_VALUES = {"Date", "Duration", "Money", "Number", "Office", "Title", "Work", "Part"}
_CUES = {"denied": "denies it", "planned": "plans it", "claimed": "reports it"}
_SHOWN = 10
_MOST = 3
_SENTENCES = 5


@dataclass(frozen=True, slots=True)
class Closest:
    """A sentence that could have said it: what it says of the two, or with the property, and what stopped other rules."""

    sentence: Sentence
    instead: tuple[Claim, ...]
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a fact asked for.

    ``verdict`` is ``affirmed`` if it is a fact; ``denied``, ``planned`` or ``claimed`` if it is only that; else
    ``absent``. ``passages`` say it. If none affirms it, ``closest`` are the sentences that come nearest, and
    ``unknown`` the names asked for that stand nowhere in the document, each with one that does and looks like it.
    """

    subject: str
    property: str
    object: str
    verdict: str
    passages: tuple[tuple[Sentence, Matched, Claim], ...]
    closest: tuple[Closest, ...]
    unknown: tuple[tuple[str, str], ...]


def parse(text: str, knowledge: Knowledge) -> tuple[str, str, str]:
    """A fact as it is asked for, ``苏联 recognizes 满洲国``: subject, property, object. The property may be a label of it.

    Raises:
        BangjiaoError: it is none; says how to write it.
    """
    known = {name: name for name in knowledge.vocabulary.properties}
    known |= {label: p.name for p in knowledge.vocabulary.properties.values() for label in p.labels.values()}
    words = text.split()
    for at in range(1, len(words) - 1):
        name = known.get(words[at].removeprefix("kg:"))
        if name:
            return " ".join(words[:at]), name, " ".join(words[at + 1 :])
    close = get_close_matches(words[1].removeprefix("kg:"), known, 1) if len(words) > 2 else []
    meant = f" (did you mean {known[close[0]]}?)" if close else ""
    raise BangjiaoError(
        f"«{text}» is no fact to ask for: write subject, property, object, as in «苏联 recognizes 满洲国»{meant}"
    )


def why(explanation: Explanation, fact: tuple[str, str, str], knowledge: Knowledge) -> Answer:
    """Why a fact is there, or why it is not."""
    subject, name, obj = fact
    asked = knowledge.vocabulary.properties[name]
    mentions = explanation.reading.mentions
    subjects = _keys(subject, mentions, knowledge)
    objects = _keys(obj, mentions, knowledge) if asked.range else frozenset({obj})

    def is_it(claim: Claim) -> bool:
        straight = claim.subject in subjects and claim.object in objects
        turned = asked.symmetric and claim.subject in objects and claim.object in subjects
        return claim.property == name and (straight or turned)

    passages = tuple((s, m, c) for s in explanation.sentences for m in s.matched for c in m.claims if is_it(c))
    said = {c.certainty for _, _, c in passages}
    verdict = next((v for v in ("affirmed", "denied", "planned", "claimed") if v in said), "absent")
    closest: tuple[Closest, ...] = ()
    unknown: tuple[tuple[str, str], ...] = ()
    if verdict != "affirmed":
        named = ((subject, subjects), (obj, objects if asked.range else frozenset({obj})))
        unknown = tuple((n, _like(n, mentions)) for n, keys in named if not keys)
        rules = frozenset(r.id for r in knowledge.rules if any(t.property == name for t in r.templates))
        both = _both(explanation, subjects, objects)
        found = [_closest(s, subjects | objects, rules, explanation, name) for s in both]
        # Where a rule for it was at work comes first; then in the order of the document.
        closest = tuple(sorted(found, key=lambda c: not (c.instead or c.reasons[0][0]))[:_SENTENCES])
    return Answer(subject, name, obj, verdict, passages, closest, unknown)


def _keys(name: str, mentions: Iterable[Mention], knowledge: Knowledge) -> frozenset[str]:
    """The entities of the document that a name means."""
    wanted, listed = normal(name), knowledge.names.lookup(name)
    return frozenset(
        key
        for m in mentions
        if m.kind not in _VALUES
        for key in m.keys
        if normal(m.text) == wanted or normal(key) == wanted or key in listed
    )


def _like(name: str, mentions: Iterable[Mention]) -> str:
    names = {m.text for m in mentions if m.kind not in _VALUES}
    return next(iter(get_close_matches(name, sorted(names), 1, 0.5)), "")


def _names(sentence: Sentence, keys: frozenset[str]) -> bool:
    return any(k in keys or (m.kind == "Date" and _overlap(k, keys)) for m in sentence.mentions for k in m.keys)


def _overlap(date: str, keys: frozenset[str]) -> bool:
    """Whether a date is one of those asked for, at the coarser precision of the two."""
    return any(key[:1].isdigit() and (date.startswith(key) or key.startswith(date)) for key in keys)


def _both(explanation: Explanation, subjects: frozenset[str], objects: frozenset[str]) -> list[Sentence]:
    """The sentences that name both; if none does, the two nearest each other that do between them."""
    sentences = [s for s in explanation.sentences if not s.heading]
    first = [i for i, s in enumerate(sentences) if _names(s, subjects)]
    second = [i for i, s in enumerate(sentences) if _names(s, objects)]
    if not first or not second:
        return []
    if both := [sentences[i] for i in first if i in set(second)]:
        return both
    a, b = min(((i, j) for i in first for j in second), key=lambda pair: (abs(pair[0] - pair[1]), pair))
    return [sentences[i] for i in sorted((a, b))]


def _closest(
    sentence: Sentence, keys: frozenset[str], rules: frozenset[str], explanation: Explanation, name: str
) -> Closest:
    document = explanation.reading.document
    instead = tuple(c for c in sentence.claims if c.property == name or (c.subject in keys and c.object in keys))
    reasons = [(m.rule, why) for m in sentence.matched if m.rule in rules for why in m.dropped]
    reasons += [(n.rule, stopped(n, sentence, document)) for n in sentence.near if n.rule in rules][:_MOST]
    if sentence.aside:
        reasons.append(("", set_aside(sentence)))
    elif not reasons and not instead:
        reasons = [("", f"no rule that claims {name} finds its verb and one of its terms here")]
    return Closest(sentence, instead, tuple(dict.fromkeys(reasons)))


def set_aside(sentence: Sentence) -> str:
    """Why a sentence is not read at all, in words."""
    return f"«{sentence.aside}» tells of a match, of a play or of words, and the sentence is not read"


def stopped(near: Near, sentence: Sentence, document: Document) -> str:
    """What stopped a rule, in words."""
    verb = f"«{document.text[near.start : near.end]}»"
    kinds = near.kinds.split("|") if near.kinds else []
    accepted = {k for kind in kinds for k in GROUPS.get(kind, (kind,))}
    if near.left_out:
        return f"{verb} has no subject, and no {_or(kinds)} is carried over from before"
    if near.side == "before":
        here = [m for m in sentence.mentions if m.end <= near.start]
        text = document.text[max(sentence.span.start, near.found - _SHOWN) : near.found]
    else:
        here = [m for m in sentence.mentions if m.start >= near.end]
        text = document.text[near.found : min(sentence.span.end, near.found + _SHOWN)]
    if kinds and not accepted & {m.kind for m in here}:
        return f"{verb} wants {_or(kinds)} {near.side} it, and none stands there"
    stands = f"where «{text.strip()}» stands" if text.strip() else "where the sentence has nothing more"
    return f"{verb} wants {_or(kinds) if kinds else near.wanted} {near.side} it, {stands}"


def because(matched: Matched) -> str:
    """Why a match is no fact, in words; empty if it is one."""
    return f"«{matched.cue}» {_CUES[matched.status]}" if matched.status in _CUES else ""


def line_of(document: Document, offset: int) -> int:
    """The line of the source file in which a place of the clean text stands, from 1."""
    if not document.offsets:
        return 1
    at = document.offsets[min(offset, len(document.offsets) - 1)]
    return document.source.count("\n", 0, at) + 1


def _or(kinds: Sequence[str]) -> str:
    *others, last = kinds
    return f"{', '.join(others)} or {last}" if others else last
