"""The commands with their options, from the parser that the command line itself uses."""

import argparse

from docs.generator.markdown import code, escaped, table
from kg.cli.main import parser


def reference() -> str:
    """Return a section for each command, in the order of ``clearance --help``."""
    top = next(
        action
        # argparse has no public way to list what a parser takes
        for action in parser()._actions
        if isinstance(action, argparse._SubParsersAction)
    )
    says = {choice.dest: choice.help or "" for choice in top._choices_actions}
    return "\n".join(_command(name, says[name], part) for name, part in top.choices.items())


def _command(name: str, says: str, part: argparse.ArgumentParser) -> str:
    lead = part.description or says
    lead = lead[0].upper() + lead[1:] + ("" if lead.endswith(".") else ".")
    rows = [
        [_shown(action), _help(action), _choices(action)]
        for action in part._actions
        if action.help is not argparse.SUPPRESS and action.dest != "help"
    ]
    return f"## `clearance {name}`\n\n{escaped(lead)}\n\n" + table(
        ["argument", "meaning", "values or default"], rows
    )


def _shown(action: argparse.Action) -> str:
    value = action.metavar or action.dest.upper()
    value = value if isinstance(value, str) else " ".join(value)
    if not action.option_strings:
        return code(f"[{value}]" if action.nargs in ("?", "*") else value)
    takes = "" if action.nargs == 0 else f" {value}"
    if action.choices and not action.metavar:
        takes = ""
    return ", ".join(code(option + takes) for option in action.option_strings)


def _help(action: argparse.Action) -> str:
    return escaped((action.help or "") % {**vars(action), "prog": "clearance"})


def _choices(action: argparse.Action) -> str:
    shown = ", ".join(code(str(choice)) for choice in action.choices or ())
    plain = action.default in (None, False, [], argparse.SUPPRESS) or action.nargs == 0
    default = "" if plain else f"default {code(str(action.default))}"
    return "; ".join(filter(None, [shown, default]))
