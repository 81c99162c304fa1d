"""Who may receive which information from whom, on what conditions, at the law of which day.

The functions of this module are those of :mod:`kg.face`, loaded when the first of them is used:

>>> import kg
>>> library = kg.load()
>>> told = kg.provision(library, "26 CFR 301.6103(l)(14)-1(j) sentence 2")
>>> told["norms"][0]["kind"]
'prohibition'

No function has the name of a package beside it (``kg.law``, ``kg.who``): importing a package sets
an attribute of its name here, and would put the package in the place of the function.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.face import InputError, Library, chains, decide, load, provision, who_may
else:

    def __getattr__(name: str) -> object:
        """Return a name of the face (PEP 562): to import it takes longer than many programs run."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from kg import face

        return getattr(face, name)


__all__ = ["InputError", "Library", "chains", "decide", "load", "provision", "who_may"]


def __dir__() -> list[str]:
    """Return the names to complete in an editor or a shell."""
    return [*globals(), *__all__]
