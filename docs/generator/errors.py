"""The error codes: where each is raised, with which status, and what its message says."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from api.problems import STATUS, UNAVAILABLE
from docs.generator.markdown import code, escaped, table

_ROOT = Path(__file__).parent.parent.parent
_INTERNAL = {"RuleBookError", "EngineError", "KgError"}


def reference() -> str:
    """Return a table of all codes that the code raises by name."""
    found: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for path in sorted(p for folder in ("api", "kg") for p in (_ROOT / folder).rglob("*.py")):
        for name, kind, message in _raised(path):
            found[name].add((kind, message, path.relative_to(_ROOT).parts[-2]))
    return table(
        ["code", "status", "message"],
        ([code(name), _status(name, told), _message(told)] for name, told in sorted(found.items())),
    )


def _raised(path: Path) -> Iterator[tuple[str, str, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        for keyword in node.keywords:
            value = keyword.value
            if keyword.arg == "code" and isinstance(value, ast.Constant):
                kind = ast.unparse(node.func)
                yield str(value.value), kind, _text(node.args[0]) if node.args else ""


def _text(node: ast.expr) -> str:
    """Return the text of a message, with “…” for what is put in."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) for part in node.values)
    if isinstance(node, ast.BinOp):
        return _text(node.left) + _text(node.right)
    return "…"


def _status(name: str, told: set[tuple[str, str, str]]) -> str:
    if {kind for kind, _, _ in told} <= _INTERNAL:
        return "500"
    default = 503 if {kind for kind, _, _ in told} == {"BackendError"} else 400
    return str(STATUS.get(name) or UNAVAILABLE.get(name) or default)


def _message(told: set[tuple[str, str, str]]) -> str:
    texts = sorted({message for _, message, _ in told if len(message) > 1})
    return "<br>".join(map(escaped, texts[:3])) + (" and others" if len(texts) > 3 else "")
