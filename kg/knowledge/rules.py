"""The rules of ``ontology/rules/*.toml``: what wording says which fact, each with its own examples.

A file holds one family of rules. A rule has

``id``, ``why``
    its name (letters, digits, hyphens; unique) and what it reads, in a sentence for a historian
``level``
    ``whole`` (on the sentence before its phrases are replaced), ``phrase`` (run next, in the order of the files; the
    match is replaced by the slot named in ``head``), ``sentence`` (the default), ``provision`` (in the clauses of a
    treaty) or ``title`` (matched within the name of a treaty, which is the slot ``self``)
``presupposed``
    true where the match is an attribute, which stands whatever becomes of the sentence: 拒绝接受1938年签订的《T》
``patterns``
    one or more, see :mod:`kg.knowledge.pattern`
``claims``
    templates: ``slot property slot``, where a slot may be ``a.agent`` (a person stands for whom they represent) or
    ``a.person`` (persons only), ``a.side`` (whom a person acts for, else himself), ``g.first`` and ``g.rest`` (of a
    coordination), ``b.each`` (the first of b goes with the first subject, and so on; nothing where they are not as
    many), ``a.guest`` (persons who act for another state than that of the place ``r``), a place's ``x.owner`` (the
    state that the document says it belonged to), or

    - ``@when`` (the date in force), ``@until`` (the end of a span of dates)
    - ``@topic`` (the treaty that the document is about), ``@topic.parties``, ``@clauses`` (the treaty whose contents
      the block tells), ``@before.parties`` (of the treaty named before, else of the topic), ``@other`` (the other
      party of the treaty named before)
    - ``@signed`` (the treaty whose signing is told of), ``@conference`` and ``@war`` (that the passage is about
      without naming it), ``@fought`` (the war named last in the block),
      ``@attended`` (the conference of which the block lists the delegates)
    - ``@last`` (whom the person named just before acts for), ``@him`` (the persons named last before the match),
      ``@giver`` and ``@receiver`` (of the aid last told of)
    - ``@scene`` (the place to which the sentence brings its actors, where the act names none)
    - ``@event`` (the event that the section or the article is about, if the date lies within it; ``@undated`` while it
      has no date of its own)
    - ``self``

    then qualifiers: ``role=f``, ``amount=m``, ``on=d``, ``at=r``, ``under=t``, or ``undated``
``[[rule.match]]``
    ``text`` and the ``claims`` that it must give, as ``subject | property | object``
``[[rule.no_match]]``
    ``text`` from which the rule must claim nothing as a fact
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import BadKnowledge
from kg.kept import cached, digest, keep
from kg.knowledge import pattern
from kg.knowledge.pattern import Pattern, compile_pattern
from kg.knowledge.vocabulary import Vocabulary
from kg.knowledge.words import Words, read_toml

__all__ = ["LEVELS", "Example", "Rule", "Template", "load_rules"]

LEVELS = ("whole", "phrase", "sentence", "title", "provision")
_CONTEXT = {
    *(
        "@when",
        "@until",
        "@topic",
        "@clauses",
        "@before",
        "@last",
        "@him",
        "@scene",
        "@giver",
        "@receiver",
        "@side",
        "@foe",
    ),
    *("@other", "@signed", "@conference", "@war", "@fought", "@attended"),
    *("@event", "@undated"),
}
_QUALIFIERS = {"role", "amount", "on", "at", "under"}
_KEYS = {"id", "why", "level", "head", "presupposed", "patterns", "claims", "match", "no_match"}


@dataclass(frozen=True, slots=True)
class Term:
    """A slot of a template.

    ``view`` is ``agent``, ``side``, ``person``, ``each``, ``guest``, ``first``, ``rest``, ``parties``, ``owner`` or empty.
    """

    slot: str
    view: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """What a match claims."""

    subject: Term
    property: str
    object: Term
    qualifiers: tuple[tuple[str, str], ...]
    undated: bool


@dataclass(frozen=True, slots=True)
class Example:
    """A text, and the claims (``subject | property | object``) that the rule must make of it; none for a no_match."""

    text: str
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A compiled rule."""

    id: str
    why: str
    level: str
    head: str | None
    patterns: tuple[Pattern, ...]
    templates: tuple[Template, ...]
    match: tuple[Example, ...]
    no_match: tuple[Example, ...]
    path: str
    presupposed: bool = False


def load_rules(folder: Path, vocabulary: Vocabulary, words: Words) -> tuple[Rule, ...]:
    """Read every ``.toml`` of the folder, in the order of their names.

    Raises:
        BadKnowledge: a rule is malformed; the error names file, line and rule.
    """
    rules: dict[str, Rule] = {}
    paths = sorted(folder.glob("*.toml"))
    # Patterns that were found valid once need no compiling until a sentence has their verb.
    version = digest([*paths, *words.paths, Path(pattern.__file__)])
    checked = cached("rules", version) is not None
    for path in paths:
        tables = read_toml(path).get("rule", [])
        if not isinstance(tables, list):
            raise BadKnowledge("rules are written as [[rule]]", path=str(path))
        for table in tables:
            rule = _rule(table, path, vocabulary, words, check=not checked)
            if rule.id in rules:
                raise BadKnowledge(
                    f"the id is used twice (also in {rules[rule.id].path})", path=str(path), rule=rule.id
                )
            rules[rule.id] = rule
    if not checked:
        keep("rules", version, {"valid": list(rules)})
    return tuple(rules.values())


def _rule(table: dict[str, Any], path: Path, vocabulary: Vocabulary, words: Words, *, check: bool) -> Rule:
    rule_id = str(table.get("id", ""))

    def bad(message: str) -> BadKnowledge:
        return BadKnowledge(message, path=str(path), line=_line(path, rule_id), rule=rule_id or None)

    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule_id):
        raise bad("a rule needs an id of letters, digits and hyphens")
    if unknown := set(table) - _KEYS:
        raise bad(f"unknown key {', '.join(sorted(unknown))}")
    if not table.get("why"):
        raise bad("a rule says why it is there")
    if not (table.get("match") and table.get("no_match")):
        raise bad("a rule carries at least one [[rule.match]] and one [[rule.no_match]]")
    level = table.get("level", "sentence")
    if level not in LEVELS:
        raise bad(f"level is one of {', '.join(LEVELS)}")
    try:
        patterns = tuple(compile_pattern(p, words, check=check) for p in table["patterns"])
        templates = tuple(_template(t, vocabulary) for t in table.get("claims", []))
    except (ValueError, KeyError) as error:
        raise bad(str(error)) from error
    slots = {s for p in patterns for s in p.slots} | _CONTEXT | ({"self"} if level == "title" else set())
    for template in templates:
        used = {template.subject.slot, template.object.slot, *(s for _, s in template.qualifiers)}
        if missing := used - slots:
            raise bad(f"a claim names {', '.join(sorted(missing))}, which no pattern has")
    head = table.get("head")
    if (level == "phrase") != (head is not None) or (head is not None and head not in slots):
        raise bad("a phrase rule, and no other, names the slot that stands for the match in head")
    return Rule(
        rule_id,
        table["why"],
        level,
        head,
        patterns,
        templates,
        tuple(Example(e["text"], tuple(e["claims"])) for e in table["match"]),
        tuple(Example(e["text"], ()) for e in table["no_match"]),
        str(path),
        bool(table.get("presupposed", False)),
    )


def _template(text: str, vocabulary: Vocabulary) -> Template:
    parts = text.split()
    if len(parts) < 3 or parts[1] not in vocabulary.properties:
        raise ValueError(f"the claim «{text}» is not: slot, property of the vocabulary, slot")
    qualifiers = []
    for part in parts[3:]:
        name, equals, slot = part.partition("=")
        if part == "undated":
            continue
        if not equals or name not in _QUALIFIERS:
            raise ValueError(f"the claim «{text}» has an unknown qualifier {part}")
        qualifiers.append((name, slot))
    return Template(_term(parts[0]), parts[1], _term(parts[2]), tuple(qualifiers), "undated" in parts[3:])


def _term(text: str) -> Term:
    slot, _, view = text.partition(".")
    if view not in ("", "agent", "side", "person", "each", "guest", "first", "rest", "parties", "owner"):
        raise ValueError(
            f"{text}: a slot is seen as .agent, .side, .person, .each, .guest, .first or .rest, the topic as .parties, "
            "a place as .owner"
        )
    return Term(slot, view)


def _line(path: Path, rule_id: str) -> int | None:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if rule_id and line.replace(" ", "") == f'id="{rule_id}"':
            return number
    return None
