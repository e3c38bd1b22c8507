"""``kg check``: a graph in, what is wrong with it out."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

__all__ = ["add", "run"]


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    check = commands.add_parser(
        "check",
        help="look for what is wrong in a graph",
        description="Check a graph: its shape (SHACL), its evidence against the source files, acts of those who did not "
        "live, contradictions between documents. docs/checks/ has a page for each code. "
        "Exit status: 0 nothing wrong, 1 errors or warnings, 2 the check could not be run.",
    )
    check.add_argument("graph", type=Path, metavar="GRAPH", help="a graph that kg build wrote (.ttl, .nq, .trig …)")
    check.add_argument(
        "--source",
        action="append",
        default=[],
        metavar="DIR",
        help="the documents that it was built from, to check every quote (may be given again)",
    )
    check.add_argument(
        "--select", type=_codes, default=(), metavar="CODES", help="only these, as K101,K3 (comma-separated)"
    )
    check.add_argument("--ignore", type=_codes, default=(), metavar="CODES", help="all but these")
    check.add_argument(
        "--notes",
        action="store_true",
        help="show also what the documents leave unsaid, such as the other party of a treaty; it changes no exit status",
    )
    check.add_argument(
        "--format", choices=("text", "json", "sarif"), default="text", help="how to write (default: %(default)s)"
    )
    check.set_defaults(run=run)


def _codes(text: str) -> tuple[str, ...]:
    """Codes or their beginnings."""
    from kg.check import CODES

    given = tuple(filter(None, (part.strip().upper() for part in text.split(","))))
    for part in given:
        if not any(code.startswith(part) for code in CODES):
            raise argparse.ArgumentTypeError(f"{part} is no code: see docs/checks/")
    return given


def run(arguments: argparse.Namespace) -> int:
    """Check, and write what was found. Returns the exit status."""
    from kg.check import check, choose
    from kg.check.report import to_json, to_sarif, to_text
    from kg.check.sources import Sources
    from kg.errors import BangjiaoError

    codes = choose(arguments.select, arguments.ignore)
    if not codes:
        raise BangjiaoError("--select and --ignore leave no check to run")
    sources = Sources.of(arguments.source) if arguments.source else None
    report = check(arguments.graph, sources=sources, codes=codes, notes=arguments.notes or bool(arguments.select))
    writers = {"text": to_text, "json": to_json, "sarif": to_sarif}
    sys.stdout.write(writers[arguments.format](report))
    if arguments.format != "text":
        for code, reason in report.unchecked:
            print(f"kg: not checked: {code}… ({reason})", file=sys.stderr)
    return 1 if report.faults else 0
