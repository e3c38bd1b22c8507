"""The command ``kg``: a table of its commands, and what becomes of an error."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from kg import __version__
from kg.errors import BangjiaoError

__all__ = ["COMMANDS", "main"]

#: The commands, in the order of the help; each is a module of :mod:`kg.commands`.
COMMANDS = ("build", "explain", "check", "evaluate", "query", "serve", "write")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command. Returns the exit status: 0, 1 where a document was skipped, 2 where nothing could be done."""
    given = sys.argv[1:] if argv is None else argv
    arguments = _parser(given[0] if given else "").parse_args(given)
    try:
        status: int = arguments.run(arguments)
    except BangjiaoError as error:
        print(f"kg: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    return status


def _parser(wanted: str) -> argparse.ArgumentParser:
    """The parser: with the one command that is wanted, or with all, for the help and for what is misspelt."""
    parser = argparse.ArgumentParser(
        prog="kg", description="Bangjiao (邦交): a knowledge graph of diplomatic history from Chinese documents."
    )
    parser.add_argument("--version", action="version", version=f"bangjiao {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    # A command's module is loaded when it is run: a question takes less time than all of them do to load.
    for command in (wanted,) if wanted in COMMANDS else COMMANDS:
        import_module(f"kg.commands.{command}").add(commands)
    return parser
