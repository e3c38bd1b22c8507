"""The graph as a networkx network, and where its nodes stand when it is drawn.

The layout is computed in three steps: the force-directed layout of Fruchterman and Reingold (1991,
https://doi.org/10.1002/spe.4380211102; networkx's ``spring_layout``) for the best-connected nodes of each
component, the other nodes fanned out around their neighbours, and then boxes that overlap pushed apart.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import NamedTuple

import networkx as nx

from kg.records import Entity, Qualifiers, Statement

__all__ = [
    "LITERALS",
    "SYMMETRIC",
    "Box",
    "Community",
    "Overview",
    "first_date",
    "label",
    "network",
    "overview",
    "positions",
]

LITERALS = frozenset(
    {"signedOn", "effectiveOn", "endedOn", "startedOn", "foundedOn", "dissolvedOn", "bornOn", "diedOn", "term"}
)
SYMMETRIC = frozenset({"establishedRelationsWith", "restoredRelationsWith", "negotiatedWith", "foughtAgainst", "met"})

_LANGUAGES = ("zh-Hans", "zh", "zh-Hant", "en")
_Places = dict[str, tuple[float, float]]

_SEED = 1950
_BACKBONE = 300  # spring_layout holds a matrix of all pairs; past some 500 nodes networkx wants scipy
_ROOM = 2.4  # the area to fill, as a multiple of what the boxes cover
_WORDS = 90.0  # room for the words on an edge
_EVEN = 0.6  # how much of the layout by forces gives way to an even spread
_ALL = 2000  # nodes up to which the first view shows every one
_FIRST = 400  # nodes in the first view of a larger graph
_COMMUNITIES = 24  # of which the first view of a larger graph shows members
_ASPECT = 1.75  # screens are wider than high, and so are labels
_GAP = 10.0
_SHELF = 52.0  # from one node without edges to the next
_MARGIN = 60.0  # around the rectangle of a community
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


class Box(NamedTuple):
    """The room a node takes, symbol and label: its width, and how far it reaches above and below the centre."""

    width: float
    above: float
    below: float


class Community(NamedTuple):
    """Nodes with more edges among themselves than to others: the best-connected, all (in that order), those shown at first."""

    hub: str
    members: tuple[str, ...]
    first: tuple[str, ...]


class Overview(NamedTuple):
    """The nodes of the first view, and the communities they were taken from; none, where it shows all nodes."""

    first: tuple[str, ...]
    communities: tuple[Community, ...]


def label(entity: Entity) -> str:
    """The name to show for ``entity``: simplified Chinese if there is one, else the next best; its key at last."""
    names = dict(reversed(entity.labels))
    found = (names[language] for language in _LANGUAGES if names.get(language, "").strip())
    return next(found, None) or next((name for _, name in entity.labels if name.strip()), entity.key)


def first_date(qualifiers: Qualifiers) -> str:
    """The date to sort a fact by (EDTF), or ``""``."""
    return qualifiers.on_date or qualifiers.from_date or qualifiers.to_date or ""


def network(entities: Iterable[Entity], statements: Iterable[Statement]) -> nx.MultiDiGraph[str]:
    """The network of ``entities`` (nodes, by key) and of the ``statements`` between them (edges).

    A node has ``label``, ``kind``, ``labels`` and ``names`` (pairs of language and name: the preferred, and all)
    and ``statements``, the facts about it whose object is a date or a span.
    An edge's key is the property, with ``:certainty`` after it where the
    certainty is not ``affirmed``; it has ``property``, ``certainty``, ``statements`` and ``date``, the earliest
    of theirs or ``""``. The same records give the same network in the same order, however they are ordered.
    Raises ValueError for a statement about an entity that is not among ``entities``.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    literal: dict[str, list[Statement]] = defaultdict(list)
    between: dict[tuple[str, str, str, str], list[Statement]] = defaultdict(list)
    for statement in sorted(set(statements), key=_order):
        if statement.property in LITERALS:
            literal[statement.subject].append(statement)
        else:
            between[statement.subject, statement.object, statement.property, statement.certainty].append(statement)
    for entity in sorted(set(entities)):
        graph.add_node(
            entity.key,
            label=label(entity),
            kind=entity.kind,
            labels=entity.labels,
            names=(*entity.labels, *entity.alt_labels),
            statements=tuple(literal.pop(entity.key, ())),
        )
    ends = {end for subject, object_, *_ in between for end in (subject, object_)} | literal.keys()
    if unknown := sorted(end for end in ends if end not in graph):
        raise ValueError(f"statements about entities that do not exist: {', '.join(unknown)}")
    for (subject, object_, property_, certainty), facts in sorted(between.items()):
        graph.add_edge(
            subject,
            object_,
            key=property_ if certainty == "affirmed" else f"{property_}:{certainty}",
            property=property_,
            certainty=certainty,
            date=min(filter(None, (first_date(fact.qualifiers) for fact in facts)), default=""),
            statements=tuple(facts),
        )
    return graph


def _order(statement: Statement) -> tuple[object, ...]:
    """A total order; the records' own fails where None meets a string."""
    qualifiers = statement.qualifiers
    return (
        statement.subject,
        statement.property,
        statement.object,
        statement.certainty,
        tuple(getattr(qualifiers, name) or "" for name in qualifiers.__slots__),
        statement.evidence,
    )


def overview(graph: nx.MultiDiGraph[str]) -> Overview:
    """What the first view shows: all of a graph of up to 2,000 nodes; of a larger one the few hundred that count.

    Those are the best-connected nodes of the largest communities (Blondel and others 2008,
    https://doi.org/10.1088/1742-5468/2008/10/P10008; networkx's ``louvain_communities``), more of a larger one.
    """
    if len(graph) <= _ALL:
        return Overview(tuple(sorted(graph)), ())
    simple = _simple(graph)
    found = nx.community.louvain_communities(simple, seed=_SEED)
    ranked = [sorted(c, key=lambda node: (-simple.degree(node), node)) for c in found]
    ranked = sorted(ranked, key=lambda c: (-len(c), c[0]))[:_COMMUNITIES]
    total = sum(map(len, ranked))
    communities = [
        Community(c[0], tuple(c), tuple(c[: max(min(len(c), 4), round(_FIRST * len(c) / total))])) for c in ranked
    ]
    return Overview(tuple(sorted(node for c in communities for node in c.first)), tuple(communities))


def _simple(graph: nx.MultiDiGraph[str]) -> nx.Graph[str]:
    """Who stands in any relation to whom; relations that are not affirmed weigh less."""
    simple: nx.Graph[str] = nx.Graph()
    simple.add_nodes_from(sorted(graph))
    for subject, object_, key in sorted(graph.edges(keys=True)):
        if subject != object_:
            weight = 1.0 if graph.edges[subject, object_, key]["certainty"] == "affirmed" else 0.3
            known = simple.get_edge_data(subject, object_, {"weight": 0.0})["weight"]
            simple.add_edge(subject, object_, weight=max(weight, known))
    return simple


def positions(
    graph: nx.MultiDiGraph[str], boxes: Mapping[str, Box], view: Overview | None = None
) -> dict[str, tuple[int, int]]:
    """Where each node of the first ``view`` stands so that no two of its ``boxes`` overlap; y grows downwards.

    Nodes with many edges become hubs; components stand apart, the largest first. Nodes without any edge stand in rows
    at the bottom, where only their symbols are sure to be apart. Where the view has communities, each fills a rectangle of its own.
    The same graph gives the same positions.
    """
    simple = _simple(graph)
    if view is None or not view.communities:
        return _whole(simple, boxes, {node: str(graph.nodes[node]["kind"]) for node in graph})
    parts = [_whole(simple.subgraph(c.first), boxes) for c in view.communities]
    placed: dict[str, tuple[int, int]] = {}
    for part, (x, y) in zip(parts, _apart(simple, view.communities, parts, boxes), strict=True):
        placed |= {node: (at_x + x, at_y + y) for node, (at_x, at_y) in part.items()}
    return placed


def _rectangle(places: Mapping[str, tuple[float, float]], boxes: Mapping[str, Box]) -> tuple[int, int, int, int]:
    """The rectangle (left, top, right, bottom) that the boxes in these places fill."""
    left, top, right, bottom = (round(side) for side in _bounds(dict(places), boxes))
    return left, top, right, bottom


def _apart(
    simple: nx.Graph[str],
    communities: Sequence[Community],
    parts: Sequence[Mapping[str, tuple[int, int]]],
    boxes: Mapping[str, Box],
) -> list[tuple[int, int]]:
    """By how much to move the parts, so that no two overlap and those with many edges between them are close."""
    home = {node: str(i) for i, c in enumerate(communities) for node in c.members}
    between: nx.Graph[str] = nx.Graph()
    between.add_nodes_from(str(i) for i in range(len(parts)))
    for a, b in sorted(simple.edges):
        if a in home and b in home and home[a] != home[b]:
            weight = between.get_edge_data(home[a], home[b], {"weight": 0.0})["weight"]
            between.add_edge(home[a], home[b], weight=weight + 1.0)
    sides = [_rectangle(part, boxes) for part in parts]
    rooms = {
        str(i): Box(right - left + 2 * _MARGIN, (bottom - top) / 2 + _MARGIN, (bottom - top) / 2 + _MARGIN)
        for i, (left, top, right, bottom) in enumerate(sides)
    }
    middles = _spring(between)
    _spread(middles, rooms, 1.2)
    _push_apart(middles, rooms, between)
    return [
        (round(middles[str(i)][0] - (left + right) / 2), round(middles[str(i)][1] - (top + bottom) / 2))
        for i, (left, top, right, bottom) in enumerate(sides)
    ]


def _whole(
    simple: nx.Graph[str], boxes: Mapping[str, Box], kinds: Mapping[str, str] | None = None
) -> dict[str, tuple[int, int]]:
    """The places of all nodes; with their ``kinds`` given, those without any edge stand on a shelf, by kind."""
    components = sorted((sorted(c) for c in nx.connected_components(simple)), key=lambda c: (-len(c), c))
    drawn = [_component(simple, nodes, boxes, main=nodes is components[0]) for nodes in components if len(nodes) > 1]
    lone = [{nodes[0]: (0.0, 0.0)} for nodes in components if len(nodes) == 1]
    placed = _rows(drawn, boxes, top=0.0)
    if kinds and placed:
        placed |= _shelf(sorted((kinds[node], node) for part in lone for node in part), placed, boxes)
    else:
        bottom = max((y + boxes[node].below for node, (_, y) in placed.items()), default=0.0)
        placed |= _rows(lone, boxes, top=bottom + 4 * _GAP, width=_width(placed, boxes))
    return {node: (round(x), round(y)) for node, (x, y) in sorted(placed.items())}


def _shelf(lone: Sequence[tuple[str, str]], placed: _Places, boxes: Mapping[str, Box]) -> _Places:
    """Below what is ``placed``, in rows as wide. They stand closer than names would have it: the others need the room."""
    left, _, right, bottom = _bounds(placed, boxes)
    across = max(1, math.floor((right - left) / _SHELF))
    return {
        node: (left + _SHELF * (i % across + 0.5), bottom + 1.6 * _SHELF + 1.1 * _SHELF * (i // across))
        for i, (_, node) in enumerate(lone)
    }


def _component(graph: nx.Graph[str], nodes: Sequence[str], boxes: Mapping[str, Box], *, main: bool) -> _Places:
    """The places of connected ``nodes``; a small graph's main component is set wider, for the words on its edges."""
    ranked = sorted(nodes, key=lambda node: (-graph.degree(node), node))
    if len(ranked) == 2:
        apart = sum(boxes[node].width for node in ranked) / 2 + _WORDS
        return {ranked[0]: (0.0, 0.0), ranked[1]: (apart, 0.0)}
    backbone = [node for node in ranked if graph.degree(node) > 1][:_BACKBONE] or ranked[:1]
    places = _spring(graph.subgraph(backbone)) if len(backbone) > 1 else {backbone[0]: (0.0, 0.0)}
    _fan_out(graph, ranked, places)
    _lay_flat(places)
    _spread(places, boxes, _ROOM + 20 / len(places) if main else _ROOM)
    _push_apart(places, boxes, graph)
    return places


def _spring(graph: nx.Graph[str]) -> _Places:
    """The force-directed layout, in a square of about one edge's length for each node."""
    ordered: nx.Graph[str] = nx.Graph()
    ordered.add_nodes_from(sorted(graph))
    ordered.add_weighted_edges_from(sorted(graph.edges(data="weight")))
    side = math.sqrt(len(ordered))
    found = nx.spring_layout(ordered, k=1.6 / side, iterations=120, seed=_SEED, scale=side / 2)
    return {node: (float(x), float(y)) for node, (x, y) in found.items()}


def _lay_flat(places: _Places) -> None:
    """Turn the layout so that its longer axis (the first principal component) lies level."""
    mean_x = sum(x for x, _ in places.values()) / len(places)
    mean_y = sum(y for _, y in places.values()) / len(places)
    centred = {node: (x - mean_x, y - mean_y) for node, (x, y) in places.items()}
    mixed = sum(x * y for x, y in centred.values())
    turn = math.atan2(2 * mixed, sum(x * x - y * y for x, y in centred.values())) / 2
    cos, sin = math.cos(turn), math.sin(turn)
    places.update((node, (x * cos + y * sin, y * cos - x * sin)) for node, (x, y) in centred.items())


def _spread(places: _Places, boxes: Mapping[str, Box], room: float) -> None:
    """Fill a rectangle of ``room`` times the area of the boxes evenly.

    A layout by forces crowds the middle and strays at the rim; each coordinate moves towards where its rank
    would put it.
    """
    area = sum((box.width + _GAP) * (box.above + box.below + _GAP) for box in boxes.values()) / len(boxes)
    height = math.sqrt(area * len(places) * room / _ASPECT)
    names = sorted(places)
    columns = []
    for axis, side in ((0, height * _ASPECT), (1, height)):
        order = sorted(names, key=lambda name: (places[name][axis], name))
        low, high = places[order[0]][axis], places[order[-1]][axis]
        step = 1 / max(len(order) - 1, 1)
        columns.append(
            {
                name: side * (_EVEN * rank * step + (1 - _EVEN) * (places[name][axis] - low) / ((high - low) or 1))
                for rank, name in enumerate(order)
            }
        )
    places.update((name, (columns[0][name], columns[1][name])) for name in names)


def _fan_out(graph: nx.Graph[str], ranked: Sequence[str], places: _Places) -> None:
    """Place what is not yet placed near its placed neighbours, away from the middle."""
    todo = [node for node in ranked if node not in places]
    fans: dict[str, int] = defaultdict(int)
    while todo:
        later = []
        for node in todo:
            near = [other for other in sorted(graph[node]) if other in places]
            if not near:
                later.append(node)
                continue
            x = sum(places[other][0] for other in near) / len(near)
            y = sum(places[other][1] for other in near) / len(near)
            step = fans[near[0]]
            fans[near[0]] += 1
            turn = math.atan2(y, x) + step * _GOLDEN_ANGLE
            reach = 0.5 + 0.1 * math.sqrt(step)
            places[node] = (x + math.cos(turn) * reach, y + math.sin(turn) * reach)
        todo = later


def _push_apart(places: _Places, boxes: Mapping[str, Box], graph: nx.Graph[str]) -> None:
    """Move nodes until no two boxes overlap, the nodes with fewer edges more than the others."""
    names = sorted(places)
    xs = [places[name][0] for name in names]
    # A box is taken at its own middle, which lies below the node by half the label.
    shift = [(boxes[name].below - boxes[name].above) / 2 for name in names]
    ys = [places[name][1] + shift[i] for i, name in enumerate(names)]
    wide = [boxes[name].width / 2 + _GAP / 2 for name in names]
    high = [(boxes[name].above + boxes[name].below) / 2 + _GAP / 2 for name in names]
    mass = [1.0 + graph.degree(name) for name in names]
    for sweep in count(1):
        if not _push_once(xs, ys, wide, high, mass):
            break
        # Where pushing alone only moves the crowd about, a little more room for all brings the sweeps to an end.
        if sweep % 8 == 0:
            xs[:], ys[:] = [x * 1.04 for x in xs], [y * 1.04 for y in ys]
    for i, name in enumerate(names):
        places[name] = (xs[i], ys[i] - shift[i])


def _push_once(xs: list[float], ys: list[float], wide: list[float], high: list[float], mass: list[float]) -> bool:
    """One sweep from left to right; True if anything overlapped."""
    order = sorted(range(len(xs)), key=lambda i: xs[i] - wide[i])
    moved = False
    for rank, i in enumerate(order):
        for j in order[rank + 1 :]:
            if xs[j] - wide[j] >= xs[i] + wide[i]:
                break
            dx, dy = xs[j] - xs[i], ys[j] - ys[i]
            over_x, over_y = wide[i] + wide[j] - abs(dx), high[i] + high[j] - abs(dy)
            if over_x <= 0.01 or over_y <= 0.01:
                continue
            moved = True
            share = mass[j] / (mass[i] + mass[j])
            # Along the shorter way out; a hair more than needed, so that the sweeps come to an end.
            if over_x < over_y:
                way = math.copysign(over_x * 1.02, dx)
                xs[i] -= way * share
                xs[j] += way * (1 - share)
            else:
                way = math.copysign(over_y * 1.02, dy)
                ys[i] -= way * share
                ys[j] += way * (1 - share)
    return moved


def _bounds(places: _Places, boxes: Mapping[str, Box]) -> tuple[float, float, float, float]:
    return (
        min(x - boxes[node].width / 2 for node, (x, _) in places.items()),
        min(y - boxes[node].above for node, (_, y) in places.items()),
        max(x + boxes[node].width / 2 for node, (x, _) in places.items()),
        max(y + boxes[node].below for node, (_, y) in places.items()),
    )


def _width(places: _Places, boxes: Mapping[str, Box]) -> float:
    if not places:
        return 0.0
    left, _, right, _ = _bounds(places, boxes)
    return right - left


def _rows(parts: Sequence[_Places], boxes: Mapping[str, Box], *, top: float, width: float = 0.0) -> _Places:
    """``parts`` set in rows like words, from ``top`` down, each row at most as wide as the widest part or ``width``."""
    bounds = [_bounds(part, boxes) for part in parts]
    area = sum((right - left + 4 * _GAP) * (bottom - up + 4 * _GAP) for left, up, right, bottom in bounds)
    limit = max([width, math.sqrt(area * _ASPECT), *(right - left for left, _, right, _ in bounds)])
    placed: _Places = {}
    x, y, height = 0.0, top, 0.0
    for part, (left, up, right, bottom) in zip(parts, bounds, strict=True):
        if x and x + right - left > limit:
            x, y, height = 0.0, y + height + 4 * _GAP, 0.0
        for node, (node_x, node_y) in part.items():
            placed[node] = (x + node_x - left, y + node_y - up)
        x += right - left + 4 * _GAP
        height = max(height, bottom - up)
    return placed
