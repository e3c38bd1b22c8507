"""find: a Document → its Mentions. Everything that is named, dated, counted or referred to, each with its place.

The finders run from the surest to the least sure; where two readings overlap in part, the surer stands.
"""

from __future__ import annotations

from collections.abc import Iterable

from kg.find.dates import dates_in_force, find_dates
from kg.find.frames import find_places_by_frame
from kg.find.gazetteer import find_letters, find_listed, find_places_with_suffix, find_polities
from kg.find.layer import Layer
from kg.find.offices import find_offices
from kg.find.people import find_people, find_short_people
from kg.find.places import find_bare_places
from kg.find.quantities import find_quantities
from kg.find.references import settle
from kg.find.shapes import find_linked, find_shaped, find_short_titles, find_title_places, find_titled, topic_of
from kg.find.told import find_by_verb
from kg.knowledge import Knowledge
from kg.language.script import fold
from kg.records import Document, Mention, Reading

__all__ = ["find"]


def find(document: Document, knowledge: Knowledge) -> Reading:
    """Everything found in the document; see :class:`kg.records.Reading`."""
    layer = Layer(document, fold(document.text), knowledge)
    dates = find_dates(document)
    topic = topic_of(layer)
    steps: tuple[Iterable[Mention], ...] = (dates, find_quantities(document))
    for found in steps:
        layer.add(found)
    for finder in (
        find_titled,
        find_offices,
        find_linked,
        find_listed,
        find_letters,
        find_people,
        find_shaped,
        find_short_titles,
        find_title_places,
        find_places_by_frame,
        find_polities,
        find_places_with_suffix,
        find_bare_places,
        find_short_people,
        find_by_verb,
    ):
        layer.add(finder(layer))
    return settle(layer, topic, dates_in_force(document, dates))
