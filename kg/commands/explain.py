"""``kg explain``: a document sentence by sentence, with what was read in it and why; or why one fact is there or not."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.ask.explain import Answer
    from kg.claim.explain import Explanation, Matched, Sentence
    from kg.records import Claim, Document, Mention

__all__ = ["add", "run"]

_COLOURS = {"head": "1", "name": "36", "fact": "32", "no fact": "33", "dim": "2", "bad": "31"}
_QUALIFIERS = {
    "on_date": "on",
    "from_date": "from",
    "to_date": "to",
    "at_place": "at",
    "role": "as",
    "amount": "amount",
    "currency": "",
    "under_treaty": "under",
    "claimant": "says",
}


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    explain = commands.add_parser(
        "explain",
        help="say why a document gives the facts it gives",
        description="Print a document sentence by sentence: the mentions, the claims with their rules, and the rules that "
        "nearly matched with what stopped them. With --fact, say why one fact is there or not. "
        "Exit status: 0 done, or the fact is there; 1 the fact is not there; 2 the document cannot be read.",
    )
    explain.add_argument("document", metavar="FILE", help="a document")
    explain.add_argument("--fact", metavar="FACT", help="a fact to explain, such as '苏联 recognizes 满洲国'")
    explain.add_argument(
        "--near", type=int, default=3, metavar="N", help="near misses a sentence (default: %(default)s)"
    )
    explain.add_argument("--json", action="store_true", help="print JSON")
    explain.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Explain. Returns the exit status."""
    from kg.ask.explain import parse, why
    from kg.claim.explain import explain
    from kg.find import find
    from kg.knowledge import load
    from kg.read import read

    knowledge = load()
    fact = parse(arguments.fact, knowledge) if arguments.fact is not None else None
    explanation = explain(find(read(Path(arguments.document)), knowledge), knowledge)
    printer = _Printer(explanation, arguments.near, _colour())
    if fact is None:
        print(_json(printer.data()) if arguments.json else "\n".join(printer.document()))
        return 0
    answer = why(explanation, fact, knowledge)
    print(_json(printer.answer_data(answer)) if arguments.json else "\n".join(printer.answer(answer)))
    return 0 if answer.verdict == "affirmed" else 1


def _colour() -> bool:
    # https://no-color.org: set and not empty, whatever the value.
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1)


class _Printer:
    def __init__(self, explanation: Explanation, near: int, colour: bool) -> None:
        self.explanation, self.most, self.colour = explanation, near, colour
        self.source: Document = explanation.reading.document

    def paint(self, text: str, style: str) -> str:
        return f"\x1b[{_COLOURS[style]}m{text}\x1b[0m" if self.colour else text

    def document(self) -> Iterator[str]:
        """The lines of the whole document."""
        for sentence in self.explanation.sentences:
            if sentence.heading:
                yield self.paint(f"§ {' / '.join(filter(None, sentence.section))}", "head")
            else:
                yield from self.sentence(sentence)
            yield ""

    def sentence(self, sentence: Sentence) -> Iterator[str]:
        yield self.words(sentence)
        if sentence.mentions:
            yield f"    {self.label('names', 'dim')}{'  '.join(map(self.mention, sentence.mentions))}"
        if sentence.aside:
            from kg.ask.explain import set_aside

            yield self.row("aside", set_aside(sentence), "", "bad")
        # A name that stands within a longer one may be read twice.
        claims = [self.claim(m, c) for m in sentence.matched for c in m.claims]
        dropped = [self.row("dropped", why, m.rule, "bad") for m in sentence.matched for why in m.dropped]
        yield from dict.fromkeys(claims + dropped)
        yield from (self.row("near", text, rule, "dim") for rule, text in self.near(sentence))

    def near(self, sentence: Sentence) -> list[tuple[str, str]]:
        from kg.ask.explain import stopped

        return [(n.rule, stopped(n, sentence, self.source)) for n in sentence.near[: max(0, self.most)]]

    def words(self, sentence: Sentence) -> str:
        text = self.source.text[sentence.span.start : sentence.span.end]
        return f"{self.paint(f'{self.line(sentence):>4}', 'dim')}  {self.paint(text, 'head')}"

    def line(self, sentence: Sentence) -> int:
        from kg.ask.explain import line_of

        return line_of(self.source, sentence.span.start)

    def mention(self, mention: Mention) -> str:
        keys = "+".join(mention.keys) or "?"
        return f"{self.paint(mention.text, 'name')} {self.paint(f'{mention.kind}:{keys}', 'dim')}"

    def claim(self, matched: Matched, claim: Claim) -> str:
        from kg.ask.explain import because

        fact = f"{claim.subject} {claim.property} {claim.object}{_qualifiers(claim)}"
        reason = because(matched)
        style = "no fact" if reason else "fact"
        return self.row(
            "fact" if not reason else matched.status, fact + (f"  {reason}" if reason else ""), matched.rule, style
        )

    def row(self, label: str, text: str, rule: str, style: str) -> str:
        return f"    {self.label(label, style)}{text}{self.paint(f'  [{rule}]', 'dim') if rule else ''}"

    def label(self, label: str, style: str) -> str:
        return self.paint(f"{label:<9}", style)

    def answer(self, answer: Answer) -> Iterator[str]:
        """The lines that answer a question for one fact."""
        fact = f"{answer.subject} {answer.property} {answer.object}"
        verdicts = {"affirmed": "is a fact", "absent": "is not there"}
        style = "fact" if answer.verdict == "affirmed" else "no fact"
        yield self.paint(f"{fact}: {verdicts.get(answer.verdict, f'is no fact, but {answer.verdict}')}", style)
        for sentence, matched, claim in answer.passages:
            yield from ("", self.words(sentence), self.claim(matched, claim))
        for name, like in answer.unknown:
            yield f"{name} is named nowhere in the document{f'; {like} is' if like else ''}"
        for one in answer.closest if answer.verdict == "absent" else ():
            yield from ("", self.words(one.sentence))
            for matched in one.sentence.matched:
                yield from (self.claim(matched, c) for c in matched.claims if c in one.instead)
            yield from (self.row("stopped", why, rule, "bad") for rule, why in one.reasons)
        if answer.verdict == "absent" and not answer.closest and not answer.unknown:
            yield "no sentence of the document names the two"

    def data(self) -> dict[str, object]:
        """The whole document as JSON data."""
        return {
            "document": self.source.path,
            "title": self.source.title,
            "sentences": [self.sentence_data(s) for s in self.explanation.sentences if not s.heading],
        }

    def sentence_data(self, sentence: Sentence) -> dict[str, object]:
        return {
            **self.place(sentence),
            "section": [title for title in sentence.section if title],
            "mentions": [
                {"text": m.text, "kind": m.kind, "keys": list(m.keys), "how": m.how} for m in sentence.mentions
            ],
            "claims": [_claim_data(m, c) for m in sentence.matched for c in m.claims],
            "dropped": [{"rule": m.rule, "why": why} for m in sentence.matched for why in m.dropped],
            "near": [{"rule": rule, "why": why} for rule, why in self.near(sentence)],
            "aside": sentence.aside,
        }

    def place(self, sentence: Sentence) -> dict[str, object]:
        return {"line": self.line(sentence), "text": self.source.text[sentence.span.start : sentence.span.end]}

    def answer_data(self, answer: Answer) -> dict[str, object]:
        """The answer to a question for one fact as JSON data."""
        return {
            "fact": {"s": answer.subject, "p": answer.property, "o": answer.object},
            "verdict": answer.verdict,
            "passages": [{**self.place(s), **_claim_data(m, c)} for s, m, c in answer.passages],
            "unknown": [{"name": name, "like": like} for name, like in answer.unknown],
            "closest": [
                {
                    **self.place(one.sentence),
                    "claims": [_claim_data(m, c) for m in one.sentence.matched for c in m.claims if c in one.instead],
                    "stopped": [{"rule": rule, "why": why} for rule, why in one.reasons],
                }
                for one in answer.closest
            ],
        }


def _qualifiers(claim: Claim) -> str:
    given = asdict(claim.qualifiers)
    said = [f"{word} {given[name]}".strip() for name, word in _QUALIFIERS.items() if given[name]]
    return f" ({' '.join(said)})" if said else ""


def _claim_data(matched: Matched, claim: Claim) -> dict[str, object]:
    return {
        "s": claim.subject,
        "p": claim.property,
        "o": claim.object,
        "certainty": claim.certainty,
        "cue": matched.cue,
        "qualifiers": {name: value for name, value in asdict(claim.qualifiers).items() if value},
        "rule": matched.rule,
        "quote": claim.evidence.quote,
    }
