"""explain: a Reading → what each sentence claims and by which rule, what was dropped, what nearly matched, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.claim import Claimer
from kg.claim.assertion import Judgement
from kg.claim.context import Context
from kg.claim.line import Line
from kg.claim.match import Match
from kg.claim.nearmiss import Near, near_misses
from kg.claim.ordinary import aside
from kg.knowledge import Knowledge, Rule
from kg.knowledge.rules import Template, Term
from kg.knowledge.vocabulary import Property
from kg.records import Claim, Mention, Reading, Span

__all__ = ["Explanation", "Matched", "Sentence", "explain"]


@dataclass(frozen=True, slots=True)
class Matched:
    """A match of a rule: its verb's place in the text, what it claims, and what became of the rest.

    ``status`` is the certainty of the claims, ``cue`` the words that make them no facts; ``dropped`` says, a sentence
    each, why the match claims less than its rule could.
    """

    rule: str
    start: int
    end: int
    status: str
    cue: str
    claims: tuple[Claim, ...]
    dropped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with what was found and read in it; ``mentions`` are all of its mentions, the nested ones too.

    ``aside`` are the words for which nothing is read in it at all, as of a match or a play; empty otherwise.
    """

    span: Span
    section: tuple[str, ...]
    heading: bool
    mentions: tuple[Mention, ...]
    matched: tuple[Matched, ...]
    near: tuple[Near, ...]
    aside: str = ""

    @property
    def claims(self) -> tuple[Claim, ...]:
        """What it claims, facts or not."""
        return tuple(c for m in self.matched for c in m.claims)


@dataclass(frozen=True, slots=True)
class Explanation:
    """A document explained, sentence by sentence."""

    reading: Reading
    sentences: tuple[Sentence, ...]


def explain(reading: Reading, knowledge: Knowledge) -> Explanation:
    """Read as :func:`kg.claim.claim` does, and keep the reasons."""
    explainer = _Explainer(reading, knowledge)
    for _ in explainer.run():
        pass  # what is claimed is noted on the way
    return Explanation(reading, tuple(explainer.sentences()))


class _Watched(Context):
    """A context that shows each line when all that came before it is known."""

    def __init__(self, explainer: _Explainer) -> None:
        super().__init__(explainer.reading, explainer.knowledge)
        self._explainer = explainer

    def read(self, line: Line) -> None:
        super().read(line)
        self._explainer.see(line)


class _Explainer(Claimer):
    """Claims as its parent does, and notes why."""

    def __init__(self, reading: Reading, knowledge: Knowledge) -> None:
        super().__init__(reading, knowledge)
        self.context = _Watched(self)
        self._cue = ""
        self._dropped: dict[str, None] = {}
        self._matched: list[Matched] = []
        self._near: list[Near] = []

    def see(self, line: Line) -> None:
        for rule in self.rules["sentence"]:
            self._near.extend(near_misses(rule, line, self.context))

    def sentences(self) -> Iterator[Sentence]:
        document = self.reading.document
        for block in document.blocks:
            for span in block.sentences:
                matched = [m for m in self._matched if span.start <= m.start < span.end]
                near = [n for n in self._near if span.start <= n.start < span.end]
                yield Sentence(
                    span,
                    self.context.section(span.start),
                    block.kind == "heading",
                    tuple(m for m in self.reading.mentions if span.start <= m.start < span.end),
                    tuple(sorted(matched, key=lambda m: (m.start, m.rule))),
                    tuple(self._telling(near, matched)),
                    aside(self.folded[span.start : span.end], self.knowledge.words),
                )

    def _telling(self, near: Sequence[Near], matched: Sequence[Matched]) -> Iterator[Near]:
        """The nearest first, without the rules that look for what another has read from the same verb."""
        read = {(m.start, c.property) for m in matched for c in m.claims}
        claimed = {r.id: {t.property for t in r.templates} for r in self.knowledge.rules}
        for one in sorted(near, key=lambda n: (-n.filled, n.start, n.rule)):
            if not {(one.start, p) for p in claimed[one.rule]} & read:
                yield one

    def _judge(self, rule: Rule, line: Line, match: Match) -> Judgement:
        judgement = super()._judge(rule, line, match)
        self._cue = judgement.cue
        return judgement

    def _claims(
        self, rule: Rule, line: Line, match: Match, status: str, claimants: Sequence[str] = ("",)
    ) -> Iterator[Claim]:
        self._dropped = {}
        claims = tuple(super()._claims(rule, line, match, status, claimants))
        if rule.templates:
            verb = line.units[min(match.trigger, len(line.units) - 1)]
            cue = self.context.section(verb.start)[-1] if self.context.in_provisions else self._cue
            said = Matched(
                rule.id, verb.start, verb.end, status, "" if status == "affirmed" else cue, claims, tuple(self._dropped)
            )
            self._matched.append(said)
        yield from claims

    def _fits(self, prop: Property, subject: tuple[str, str], obj: tuple[str, str]) -> bool:
        fits = super()._fits(prop, subject, obj)
        if not fits and subject[0] != obj[0]:
            for (key, kind), accepted, place in ((subject, prop.domain, "before"), (obj, prop.range, "after")):
                if accepted and kind not in accepted:
                    self._drop(f"{key} is of the class {kind}, and {place} {prop.name} stands {_or(accepted)}")
        return fits

    def _terms(self, term: Term, match: Match, date: str | None) -> list[tuple[str, str]]:
        found = super()._terms(term, match, date)
        people = [u.mention for u in match.slots.get(term.slot, []) if u.mention and u.mention.kind == "Person"]
        if not found and term.view == "agent":
            for person in people:
                self._drop(f"whom {person.text} acts for is not known")
        return found

    def _literals(self, template: Template, match: Match, date: str | None) -> list[tuple[str, str]]:
        if template.object.slot == "@when" and date is None:
            self._drop(f"no date stands before the verb for {template.property}")
        return super()._literals(template, match, date)

    def _drop(self, why: str) -> None:
        self._dropped[why] = None


def _or(kinds: frozenset[str]) -> str:
    *others, last = sorted(kinds)
    return f"{', '.join(others)} or {last}" if others else last
