"""The comparison of figures: as pictures, tile by tile."""

import base64
import io

import numpy as np
from PIL import Image

TILE = 32
TOLERANCE = 3.0  # largest root mean square difference of a tile, of 255


def _pixels(png):
    picture = Image.open(io.BytesIO(base64.b64decode(png))).convert("RGBA")
    # On white: a transparent pixel has no colour of its own.
    return np.asarray(Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture), dtype=float)


def picture_difference(reference, test):
    """Return the largest root mean square difference over tiles of two base64-encoded PNGs."""
    if reference == test:
        return 0.0  # the common case; decoding takes longer
    a, b = _pixels(reference), _pixels(test)
    if a.shape != b.shape:
        return np.inf
    squares = ((a - b) ** 2).mean(axis=2)
    rows, columns = (-(-size // TILE) for size in squares.shape)
    padded = np.zeros((rows * TILE, columns * TILE))
    padded[: squares.shape[0], : squares.shape[1]] = squares
    return np.sqrt(padded.reshape(rows, TILE, columns, TILE).mean(axis=(1, 3)).max())
