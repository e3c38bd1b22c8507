"""K5xx: dates and amounts that cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from kg.check.dates import TYPES, before, valid
from kg.check.finding import Context, Finding

__all__ = ["k501", "k502", "k503", "k504", "k505"]

_ORDERS = (
    ("signedOn", "effectiveOn"),
    ("effectiveOn", "endedOn"),
    ("signedOn", "endedOn"),
    ("startedOn", "endedOn"),
    ("foundedOn", "dissolvedOn"),
)


def k501(context: Context) -> Iterator[Finding]:
    """A date that does not exist, or is not written as its datatype has it."""
    for triple in context.view.literals:
        if triple.datatype in TYPES and not valid(triple.object, triple.datatype):
            kind = triple.datatype.rsplit("#", 1)[-1]
            yield Finding(
                "K501",
                triple.subject,
                f"日期无效或写法不合 xsd:{kind}：{triple.object}（{context.property_label(triple.property)}）",
                f"no valid xsd:{kind}: {triple.object} ({triple.property})",
            )


def k502(context: Context) -> Iterator[Finding]:
    """A fact that ends before it begins, or happens outside its own time."""
    for fact in context.view.facts:
        begin, end, on = (fact.qualifiers.get(q, "") for q in ("fromDate", "toDate", "onDate"))
        if before(end, begin) or before(on, begin) or before(end, on):
            yield Finding(
                "K502",
                fact.iri,
                f"时间限定前后颠倒：起 {begin or '?'}，止 {end or '?'}{'，于 ' + on if on else ''}",
                f"its time is out of order: from {begin or '?'} to {end or '?'}{', on ' + on if on else ''}",
                (context.side(fact),),
            )


def k503(context: Context) -> Iterator[Finding]:
    """An amount without currency, a currency without amount, or an amount that is not above nought."""
    for fact in context.view.facts:
        amount, currency = fact.qualifiers.get("amount", ""), fact.qualifiers.get("currency", "")
        if bool(amount) != bool(currency) or (amount and not _positive(amount)):
            yield Finding(
                "K503",
                fact.iri,
                f"数额不全或无效：{amount or '?'} {currency or '?'}（{context.words(fact)}）",
                f"the amount is incomplete or invalid: {amount or '?'} {currency or '?'} ({context.words(fact)})",
                (context.side(fact),),
            )


def _positive(text: str) -> bool:
    try:
        return Decimal(text) > 0
    except InvalidOperation:
        return False


def k504(context: Context) -> Iterator[Finding]:
    """An affirmed fact of a day to come."""
    for fact in context.view.affirmed:
        dates = [v for q, v in fact.qualifiers.items() if q in {"onDate", "fromDate"}]
        dates += [fact.object] if fact.datatype in TYPES and fact.property not in {"endedOn", "dissolvedOn"} else []
        for date in dates:
            if before(context.today, date):
                yield Finding(
                    "K504",
                    fact.iri,
                    f"日期在将来：{date}（{context.words(fact)}）",
                    f"a date to come: {date} ({context.words(fact)})",
                    (context.side(fact),),
                )


def k505(context: Context) -> Iterator[Finding]:
    """Dates of one thing out of order: in force before signature, ended before it began."""
    for first, second in _ORDERS:
        for (subject, prop), facts in sorted(context.dates.items()):
            if prop != first:
                continue
            for later in context.dates.get((subject, second), []):
                for earlier in facts:
                    if before(later.object, earlier.object):
                        label = context.view.label(subject)
                        yield Finding(
                            "K505",
                            subject,
                            f"{label}：{context.property_label(second)}（{later.object}）早于"
                            f"{context.property_label(first)}（{earlier.object}）",
                            f"{label}: {context.property_label(second, 'en')} {later.object} is before "
                            f"{context.property_label(first, 'en')} {earlier.object}",
                            (context.side(earlier), context.side(later)),
                        )
