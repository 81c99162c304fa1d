"""Errors that users see.

KgError
├── InputError      a record, date, name or query that cannot be taken: exit 2
│   └── CoverageError   a date outside the law that the rule book holds
├── RuleBookError   the Turtle of the project is wrong: found at build, exit 70
├── EngineError     the two engines disagree, or a validation could not be run: exit 70
└── BackendError    an answer could not be had now (busy, out of time, a remote store): HTTP 5xx

Each text says what is wrong, where, and how to mend it; none repeats confidential values.
"""

import re

_UNPRINTABLE = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\\xad\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ud800-\\udfff]"
)


class KgError(Exception):
    """Base of every error with a text for users; ``code`` is stable for scripts."""

    def __init__(self, text: str, *, where: str = "", code: str = "error") -> None:
        """Take the text, the place (file and line, or JSON pointer) and a stable code."""
        super().__init__(text)
        # parts of the input, such as a field's name, may hold line breaks or half characters
        self.text = _UNPRINTABLE.sub(" ", text)
        self.where = _UNPRINTABLE.sub(" ", where)
        self.code = code

    def __str__(self) -> str:
        """Give place and text in one line."""
        return f"{self.where}: {self.text}" if self.where else self.text


def with_code(error: KgError) -> str:
    """Return an error as the command line tells it: place, text, and the code for scripts."""
    return f"{error} [{error.code}]"


class InputError(KgError):
    """Something submitted cannot be taken."""


class CoverageError(InputError):
    """The date lies outside the law that the rule book holds."""


class RuleBookError(KgError):
    """The project's own Turtle breaks a rule of the house."""


class EngineError(KgError):
    """A decision could not be made or the engines disagree."""


class BackendError(KgError):
    """The answer could not be had now: ``busy``, ``query_timeout``, ``query_crashed`` and such."""
