"""Define the errors that users see.

KgError
├── InputError      an invalid record, date, name or query: exit 2
│   └── CoverageError   a date outside the law that the rule book holds
├── RuleBookError   an error in the project's own Turtle, found at build: exit 70
├── EngineError     the two engines disagree, or validation could not be run: exit 70
└── BackendError    no answer now (server busy, time out, remote store failing): HTTP 5xx

Each text says what is wrong, where, and how to fix it; none repeats confidential values.
"""

import re

_UNPRINTABLE = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\\xad\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ud800-\\udfff]"
)


class KgError(Exception):
    """Base class of all errors with a text for users; ``code`` is stable for scripts."""

    def __init__(self, text: str, *, where: str = "", code: str = "error") -> None:
        """Take the text, the place (file and line, or JSON pointer) and a stable code."""
        super().__init__(text)
        # parts of the input, such as a field's name, may hold line breaks or lone surrogates
        self.text = _UNPRINTABLE.sub(" ", text)
        self.where = _UNPRINTABLE.sub(" ", where)
        self.code = code

    def __str__(self) -> str:
        """Return place and text on one line."""
        return f"{self.where}: {self.text}" if self.where else self.text


def with_code(error: KgError) -> str:
    """Return an error as the command line prints it: place, text, and code in brackets."""
    return f"{error} [{error.code}]"


class InputError(KgError):
    """The input is invalid."""


class CoverageError(InputError):
    """The date lies outside the law that the rule book holds."""


class RuleBookError(KgError):
    """The project's own Turtle breaks one of the project's rules."""


class EngineError(KgError):
    """A decision could not be made, or the engines disagree."""


class BackendError(KgError):
    """No answer is available now; ``code`` says why, such as ``busy`` or ``query_timeout``."""
