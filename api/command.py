"""The command ``serve``."""

import argparse
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from kg.answering.pool import LIMITS
from kg.errors import InputError
from kg.rdf.library import Library
from kg.rdf.namespaces import WEB
from kg.rulebook import days
from kg.workers.pool import Limits

#: What a number may be: more than these is a slip, and some of it no machine can do.
_BOUNDS = {
    "workers": (1, 256),
    "memory": (1, 1_000_000),
    "seconds": (1, 3600),
    "rows": (1, 1_000_000_000),
    "questions": (1, 256),
    "question_memory": (1, 1_000_000),
    "rate": (0, 1_000_000_000),
    "proxies": (0, 100),
}
_EXAMPLES = """examples:
  clearance serve
  clearance serve --port 0 --workers 4
  clearance serve --host 0.0.0.0 --public-url https://law.example.org --proxies 1
  clearance serve --store http://127.0.0.1:7878/query"""


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the command to the parser."""
    least = Limits()
    told = commands.add_parser(
        "serve",
        parents=[common],
        help="serve the graph and the questions over HTTP",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    told.add_argument("--host", default="127.0.0.1", help="address to listen on")
    told.add_argument("--port", type=int, default=8000, help="0 takes a free one")
    told.add_argument(
        "--public-url", default="", metavar="URL", help="the address by which others ask"
    )
    told.add_argument(
        "--proxies",
        type=int,
        default=0,
        metavar="N",
        help="proxies in front, whose word about the client is believed",
    )
    told.add_argument(
        "--workers", type=int, default=least.workers, metavar="N", help="processes for queries"
    )
    told.add_argument(
        "--memory",
        type=int,
        default=least.memory // 2**20,
        metavar="MB",
        help="memory of a query process",
    )
    told.add_argument(
        "--seconds",
        type=int,
        default=least.seconds,
        metavar="S",
        help="time of a query or question",
    )
    told.add_argument(
        "--questions",
        type=int,
        default=LIMITS.workers,
        metavar="N",
        help="processes for questions: /check, /who, /chain, /access, /reconcile",
    )
    told.add_argument(
        "--question-memory",
        type=int,
        default=LIMITS.memory // 2**20,
        metavar="MB",
        help="memory of a process for questions",
    )
    told.add_argument(
        "--rows", type=int, default=least.rows, metavar="N", help="rows or triples of an answer"
    )
    told.add_argument(
        "--rate",
        type=int,
        default=500,
        metavar="N",
        help="requests of one client in 10 s; 0 is no limit",
    )
    told.add_argument(
        "--store", default="", metavar="URL", help="take the graph from this SPARQL 1.1 endpoint"
    )
    told.add_argument(
        "--writable", action="store_true", help="test mode: an empty store that takes updates"
    )
    told.set_defaults(run=_serve)


def _is_address(text: str) -> bool:
    """Return whether a text is empty or a web address that can be asked (RFC 3986, 3)."""
    if not text:
        return True
    try:
        parts = urlsplit(text)
        asked = bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets or a port that are none
        return False
    return (
        asked
        and text.startswith(WEB)
        and text.isascii()
        and text.isprintable()
        and (not set(text) & set(' <>"\\^`{|}#'))
    )


def _serve(options: argparse.Namespace) -> int:
    from api.serve import serve
    from api.settings import Settings

    for name, (least, most) in _BOUNDS.items():
        if not least <= getattr(options, name) <= most:
            raise InputError(
                f"Give a number from {least} to {most:,}.",
                where=f"--{name.replace('_', '-')}",
                code="usage",
            )
    for name in ("public_url", "store"):
        address = getattr(options, name)
        if not _is_address(address) or (name == "public_url" and "?" in address):
            raise InputError(
                f"Give an address that begins with {' or '.join(WEB)}, with a host"
                f"{'' if name == 'store' else ' and without a query'}.",
                where=f"--{name.replace('_', '-')}",
                code="usage",
            )
    if options.store and options.writable:
        raise InputError("Choose one of --store and --writable.", code="usage")
    days.today()  # a wrong CLEARANCE_TODAY is the operator's to correct, not each client's
    limits = replace(
        Limits(),
        workers=options.workers,
        memory=options.memory * 2**20,
        seconds=options.seconds,
        rows=options.rows,
    )
    questions = replace(
        LIMITS,
        workers=options.questions,
        memory=options.question_memory * 2**20,
        seconds=options.seconds,
    )
    return serve(
        Settings(
            host=options.host,
            port=options.port,
            public_url=options.public_url.rstrip("/"),
            proxies=options.proxies,
            rate=options.rate,
            limits=limits,
            questions=questions,
            store=options.store,
            writable=options.writable,
        ),
        options.library or Library.default(),
        quiet=options.quiet,
    )
