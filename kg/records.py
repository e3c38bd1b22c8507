"""The frozen records that pass between the stages.

    file ──read──▶ Document ──find──▶ Mentions ──claim──▶ Claims ──resolve──▶ Entities + Statements

Offsets are half-open, ``[start, end)``, and count characters (code points). Offsets of mentions,
links, sections, sentences and evidence point into ``Document.text``; :meth:`Document.in_source`
carries them back to the file that was read.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import NamedTuple

__all__ = [
    "About",
    "Block",
    "Claim",
    "Document",
    "Entity",
    "Evidence",
    "Link",
    "Mention",
    "Qualifiers",
    "Reading",
    "Section",
    "Span",
    "Statement",
    "outermost",
]


class Span(NamedTuple):
    """A stretch of ``Document.text``, ``[start, end)``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """A wiki link: where its words stand in the clean text, and the article that it names.

    ``target`` is the article's title, without fragment, ``:s:`` or other interwiki prefix, and with
    escapes undone. ``iri`` is the address as the source gives it, or None for a relative path.
    """

    start: int
    end: int
    target: str
    iri: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Section:
    """A heading and the text under it, up to the next heading of the same or a higher level.

    The text before the first heading is a section with level 1 whose title is the document's.
    ``path`` holds the titles from the outermost section down to this one.
    """

    start: int
    end: int
    title: str
    level: int
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class Block:
    """A paragraph, heading, list item or table cell of running text.

    ``kind`` is ``paragraph``, ``heading``, ``item``, ``ordered`` (an item of a numbered list) or ``cell``.
    ``sentences`` partition the block up to the white space between them.
    """

    start: int
    end: int
    kind: str
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class About:
    """What is told of a document besides its text; empty where nothing is.

    ``source`` is where the file was had from and ``licence`` what it may be used under, each an IRI or words; ``page`` is
    the IRI of the page that the file is a copy of.
    """

    title: str = ""
    source: str = ""
    page: str = ""
    licence: str = ""

    def or_else(self, other: About) -> About:
        """Both together; where both tell, this one."""
        return About(*(getattr(self, f.name) or getattr(other, f.name) for f in fields(self)))


@dataclass(frozen=True, slots=True)
class Document:
    """A source document, its damage undone, with the way back to every character of the file.

    ``source`` is the file's text as decoded (byte order mark, line ends and markup untouched);
    ``text`` is the clean running text. ``offsets[i]`` is the place in ``source`` of the character
    ``text[i]``, strictly increasing: ``source[offsets[i]] == text[i]`` for all but white space and
    characters that the source writes as an HTML entity.
    ``path`` is the file's path as the user gave it, ``sha256`` the hash of the file's bytes,
    ``encoding`` the codec it was decoded with, ``format`` one of ``markdown`` and ``plain``.
    ``bold`` holds the spans in bold type; ``names`` the bold names of the subject in the lead, the title first.
    ``categories`` are the article's categories, in the order given; ``about`` is what is told of its origin.
    """

    path: str
    source: str = field(repr=False)
    sha256: str
    encoding: str
    format: str
    title: str
    names: tuple[str, ...]
    text: str = field(repr=False)
    offsets: array[int] = field(repr=False)
    blocks: tuple[Block, ...] = field(repr=False)
    sections: tuple[Section, ...] = field(repr=False)
    links: tuple[Link, ...] = field(repr=False)
    bold: tuple[Span, ...] = field(repr=False)
    categories: tuple[str, ...] = field(repr=False)
    about: About = About()

    def in_source(self, start: int, end: int) -> Span:
        """The stretch of ``source`` that ``text[start:end]`` was read from (``start < end``)."""
        return Span(self.offsets[start], self.offsets[end - 1] + 1)


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A typed stretch of the text.

    ``kind`` is a class of the ontology (``State``, ``Person``, …), or ``Date``, ``Duration``,
    ``Money``, ``Number``, ``Office`` or ``Pair`` (两国, 双方: what several states are called together).
    ``keys`` are the canonical names of the entities meant (one; several for 两国 and 双方; none where
    nothing is known to be meant), or the one value of a literal: an EDTF date (a range is ``start/end``),
    an ISO 8601 duration, ``amount currency`` for money, the office's words in simplified script.
    ``how`` names the method that found it (``names``, ``link``, ``title marks``, ``shape:…``, …).
    """

    start: int
    end: int
    kind: str
    keys: tuple[str, ...]
    text: str
    how: str


def outermost(mentions: Iterable[Mention]) -> list[Mention]:
    """The mentions, sorted by place, that stand within no other of them."""
    found: list[Mention] = []
    for mention in mentions:
        if not found or mention.start >= found[-1].end:
            found.append(mention)
    return found


@dataclass(frozen=True, slots=True)
class Reading:
    """A document with everything that was found in it, ready for :func:`kg.claim.claim`.

    ``mentions`` are sorted by place; one may stand within another (苏联 within 苏联外交部), none overlaps another in part.
    ``topic`` is the key of the entity the document is about, if it is one.
    """

    document: Document
    mentions: tuple[Mention, ...]
    topic: str | None


@dataclass(frozen=True, slots=True, order=True)
class Qualifiers:
    """What a fact says besides its three terms; empty where it says nothing.

    Dates are EDTF level 0 (``1950``, ``1945-08``, ``1950-02-14``)."""

    on_date: str = ""
    from_date: str = ""
    to_date: str = ""
    at_place: str = ""
    role: str = ""
    amount: str = ""
    currency: str = ""
    under_treaty: str = ""
    claimant: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """The passage that says it: document path, place in its clean text, section path, and the rule that read it."""

    document: str
    start: int
    end: int
    quote: str
    section: tuple[str, ...]
    rule: str


@dataclass(frozen=True, slots=True, order=True)
class Claim:
    """What one passage says. ``certainty`` is ``affirmed``, ``denied``, ``planned`` or ``claimed``.

    ``subject`` and ``object`` are entity keys; ``object`` is the literal itself for a date or a span.
    """

    subject: str
    property: str
    object: str
    qualifiers: Qualifiers
    certainty: str
    evidence: Evidence


@dataclass(frozen=True, slots=True, order=True)
class Entity:
    """One thing: its key (the local name of its IRI), class, names by language, and the articles it has."""

    key: str
    kind: str
    labels: tuple[tuple[str, str], ...]
    alt_labels: tuple[tuple[str, str], ...]
    articles: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Statement:
    """One fact with its qualifiers and every passage that says it."""

    subject: str
    property: str
    object: str
    qualifiers: Qualifiers
    certainty: str
    evidence: tuple[Evidence, ...]
