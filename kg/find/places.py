"""Places that no list knows, by the words around them: in lists before 一带, by distances, by what was stormed there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kg.find.layer import Layer, key_of
from kg.find.naming import HAN
from kg.knowledge import Knowledge
from kg.records import Mention

__all__ = ["find_bare_places"]

# Characters of grammar and of verbs of going, which begin or end no unlisted name of a place.
_NO_PLACE = "的了和与及在于到至从自由向被将对为是以其该各这那本所等共约达有无不未也又再并而或则均皆曾已"
# Words for any place of a kind.
_COMMON = (
    "国界|边界|边境|国境|海岸|前线|首都|当地|沿海|沿岸|城市|郊外|山区|战场|敌军|我军|守军|两岸|口岸|海面|附近|周边|邻近"
)
_NAME = f"(?!{_COMMON})(?:(?![{_NO_PLACE}])[{HAN}·]){{2,6}}?"
_AROUND = re.compile(f"(?<=[、和与及在于到至抵经])(?P<place>{_NAME})(?=一带|等地|等处|等县|等城)")
_DISTANCE = re.compile(
    f"[东西南北]?(?:至|距|离)(?P<place>{_NAME})(?=约?[0-9一二三四五六七八九十百]{{1,5}}(?:公里|千米|里|英里|海里))"
)
_BEFORE = re.compile(f"(?:(?<=[、，在于到至抵经的])|(?<=占领))(?P<place>{_NAME})$")


@cache
def _stormed(knowledge: Knowledge) -> re.Pattern[str]:
    words = knowledge.words
    return re.compile(f"{words.regex('storm')}了?(?P<place>{_NAME})(?={words.regex('stormed')})")


def find_bare_places(layer: Layer) -> Iterator[Mention]:
    """Territories by the words around them; then wherever the same name of three characters or more stands."""
    found: dict[str, None] = {}
    text = layer.folded
    for pattern in (_AROUND, _DISTANCE, _stormed(layer.knowledge)):
        for match in pattern.finditer(text):
            start, end = match.span("place")
            if not _free(layer, start, end):
                continue
            yield layer.mention(start, end, "Territory", (key_of(match["place"]),), "cues")
            found[match["place"]] = None
            while text[start - 1] == "、" and (before := _BEFORE.search(text, max(0, start - 8), start - 1)):
                start, end = before.span("place")
                if not _free(layer, start, end):
                    break
                yield layer.mention(start, end, "Territory", (key_of(before["place"]),), "cues")
                found[before["place"]] = None
    for form in (f for f in found if len(f) > 2):
        for again in re.finditer(re.escape(form), text):
            if _free(layer, again.start(), again.end()):
                yield layer.mention(again.start(), again.end(), "Territory", (key_of(form),), "again")


def _free(layer: Layer, start: int, end: int) -> bool:
    """Whether no mention shares a character with a stretch of the text."""
    return not any(layer.starting(at) or layer.ending(at + 1) for at in range(start, end)) and not layer.within(
        start, end
    )
