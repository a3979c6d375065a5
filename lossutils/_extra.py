"""What is missing without the extra that brings SymPy and Matplotlib."""

import contextlib


@contextlib.contextmanager
def needs_extra():
    """Let an import that fails name the extra to install."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            f"{error.name} is missing; pip install 'lossutils[book]' brings it", name=error.name
        ) from error
