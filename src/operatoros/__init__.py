"""OperatorOS: briefings in, approved actions out.

Rooms and floors are drawn in docs/house.md. Nothing is imported here, so that every verb
starts fast; the version is read from the installed metadata when asked for.
"""


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import version

        return version("operatoros")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
