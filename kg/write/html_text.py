"""Texts for the page: unseen characters written out, places counted as JavaScript counts, passages and mentions."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from pathlib import PurePath
from typing import TypeVar

from kg.records import Document, Evidence, Mention

__all__ = ["Texts", "merged", "utf16", "visible"]

_Row = TypeVar("_Row")
#: document, section, and the passage's place in the document's text, or, where that is not at hand, its words.
_Passage = tuple[int, int, int, int] | tuple[int, int, str]

# C0 and C1 controls but for tab and newline, every character that turns the direction of text
# (https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters), invisible joins, half surrogates.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]"
)

_VALUES = frozenset(
    {"Date", "Duration", "Money", "Number", "Office", "Title", "Work", "Part"}
)  # kinds that name no entity


def visible(text: str) -> str:
    """``text`` with control characters, direction overrides and half surrogates written out: ``⟨U+202E⟩``."""
    return _UNSEEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)


def utf16(text: str) -> int:
    """The length of ``text`` as JavaScript counts it."""
    return len(text.encode("utf-16-le")) // 2


def merged(evidence: Iterable[Evidence]) -> list[Evidence]:
    """``evidence`` in its order with each place in a document once; the rules that found it are joined by commas."""
    found: dict[tuple[str, int, int], Evidence] = {}
    for one in evidence:
        place = one.document, one.start, one.end
        known = found.get(place)
        if known is None:
            found[place] = one
        elif one.rule not in known.rule.split(", "):
            found[place] = replace(known, rule=f"{known.rule}, {one.rule}")
    return list(found.values())


class _Shown:
    """A document as the page shows it, and where each of its characters then stands."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = visible(document.text)
        self.sentences = sorted(sentence for block in document.blocks for sentence in block.sentences)
        same = utf16(self.text) == len(document.text)
        self._places = None if same else [0, *accumulate(utf16(visible(c)) for c in document.text)]

    def at(self, offset: int) -> int:
        return self._places[offset] if self._places else offset


class Texts:
    """The documents for the page, with the passages that are quoted from them, documents and sections numbered."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._shown = {document.path: _Shown(document) for document in documents}
        self._documents: dict[str, int] = {path: i for i, path in enumerate(self._shown)}
        self.sections: dict[str, int] = {}
        self.passages: dict[_Passage, int] = {}

    def place(self, evidence: Evidence) -> tuple[int, int, int, str]:
        """The number of the passage ``evidence`` stands in, the place of its words in it, and the rule."""
        shown = self._shown.get(evidence.document)
        document = _number(self._documents, evidence.document)
        # The outermost section bears the document's title, which is shown anyway.
        outer = (shown.document.title,) if shown else None
        path = evidence.section[1:] if evidence.section[:1] == outer else evidence.section
        section = _number(self.sections, visible(" › ".join(path)))
        rule = visible(evidence.rule)
        if shown is None or shown.document.text[evidence.start : evidence.end] != evidence.quote:
            words = visible(evidence.quote)
            return _number(self.passages, (document, section, words)), 0, utf16(words), rule
        start, end = _sentences(shown, evidence)
        first = shown.at(start)
        passage = _number(self.passages, (document, section, first, shown.at(end)))
        return passage, shown.at(evidence.start) - first, shown.at(evidence.end) - first, rule

    def documents(
        self, mentions: Mapping[str, Sequence[Mention]], number: Mapping[str, int], by_name: Mapping[str, int]
    ) -> list[dict[str, object]]:
        """Every document named so far: title, file, text, headings and mentions.

        ``number`` gives the number of an entity by its key, ``by_name`` by one of its names.
        """
        rows: list[dict[str, object]] = []
        for path in self._documents:
            shown = self._shown.get(path)
            file = visible(PurePath(path).name)
            if shown is None:
                rows.append({"title": file, "file": file, "text": "", "heads": [], "mentions": []})
                continue
            document = shown.document
            rows.append(
                {
                    "title": visible(document.title),
                    "file": file,
                    "text": shown.text,
                    "heads": [[shown.at(b.start), shown.at(b.end)] for b in document.blocks if b.kind == "heading"],
                    "mentions": [
                        [shown.at(m.start), shown.at(m.end), entities]
                        for m in _outermost(mentions.get(path, ()))
                        if (entities := _entities(m, number, by_name))
                    ],
                }
            )
        return rows


def _sentences(shown: _Shown, evidence: Evidence) -> tuple[int, int]:
    """The place of the sentence (or sentences) with the words of ``evidence``, without white space at its ends."""
    first = bisect_right(shown.sentences, evidence.start, key=lambda sentence: sentence.end)
    last = bisect_left(shown.sentences, evidence.end, key=lambda sentence: sentence.start)
    start = min([evidence.start, *(sentence.start for sentence in shown.sentences[first:last])])
    end = max([evidence.end, *(sentence.end for sentence in shown.sentences[first:last])])
    text = shown.document.text
    while start < evidence.start and text[start].isspace():
        start += 1
    while end > evidence.end and text[end - 1].isspace():
        end -= 1
    return start, end


def _outermost(mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions that stand in no other mention of an entity; 苏联 in 苏联外交部 is left out."""
    found: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        apart = not found or mention.start >= found[-1].end
        if apart and mention.keys and mention.kind not in _VALUES:
            found.append(mention)
    return found


def _entities(mention: Mention, number: Mapping[str, int], by_name: Mapping[str, int]) -> list[int]:
    """The entities meant. A key that resolving has merged into another is found by the words of the mention."""
    keys = [number.get(key, by_name.get(mention.text.strip("《》〈〉“”「」『』"))) for key in mention.keys]
    return [key for key in keys if key is not None]


def _number(table: dict[_Row, int], row: _Row) -> int:
    """The place of ``row`` in ``table``, at the end if it is new."""
    return table.setdefault(row, len(table))
