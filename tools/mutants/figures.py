"""Mutation testing of the figures: `make mutants-figures`.

Changes one thing in a figure of the book (the colour, style, marker, place or presence of a curve or an
area; a letter, the colour or the place of a text; a limit; a tick) and compares the pictures as the tests
of the notebooks do. A mutant is killed if the comparison sees it; a survivor is listed in equivalent.toml
under `[[figure]]` with its reason, or is an error.

The real figures are changed, in forks of the process that has drawn them. More than twenty artists of one
look in a panel are a bundle, which changes as a whole. Moves and limits are one hundredth of the panel.
"""

import argparse
import os
import sys
import tomllib
from collections import defaultdict
from multiprocessing import Pool
from pathlib import Path

import matplotlib.pyplot as plt
from IPython.core.pylabtools import print_figure
from matplotlib.colors import same_color, to_rgba
from matplotlib.text import Annotation
from matplotlib.transforms import Affine2D

from tests.support.contents import NOTEBOOKS, cells
from tests.support.pictures import TOLERANCE, picture_difference
from tools.mutants.chapters import Chapter
from tools.mutants.processes import EQUIVALENT

BUNDLE = 20
MOVE = 0.01


def picture(figure):
    """Return the figure as the notebook stores it."""
    return print_figure(figure, fmt="png", bbox_inches="tight", base64=True)


def other_colour(colour):
    """Return another colour of the book, as opaque as `colour`."""
    opaque = (*to_rgba(colour)[:3], 1)
    return to_rgba("#0072B2" if same_color(opaque, "#D55E00") else "#D55E00", to_rgba(colour)[3])


def other_letter(text):
    """Return the text with one letter changed, in the middle where there is one."""
    middle = len(text) // 2
    place = next((i for i in (*range(middle, len(text)), *range(middle)) if text[i].isalpha()), middle)
    return f"{text[:place]}{'u' if text[place] == 'n' else 'n'}{text[place + 1 :]}"


def moves(artist, ax):
    """Yield the properties of the artist when it is moved to the right and up."""
    box = ax.get_window_extent()
    for name, dx, dy in (("moved right", MOVE * box.width, 0), ("moved up", 0, MOVE * box.height)):
        if isinstance(artist, Annotation):  # it has a transform of its own only while it is drawn
            points = artist.anncoords == "offset points"
            place = Affine2D().scale(ax.figure.dpi / 72) if points else ax.transData
            moved = place.transform(artist.xyann) + (dx, dy)
            yield name, {"position": place.inverted().transform(moved)}
        else:
            yield name, {"transform": artist.get_transform() + Affine2D().translate(dx, dy)}


def changes_of_line(line, ax):
    """Yield a name and the new properties for every change of a curve or of points."""
    path = line.get_path().transformed(line.get_transform())
    places, marker = path.vertices, line.get_marker()
    if not len(places) or (line.get_clip_on() and not path.intersects_bbox(ax.bbox, filled=False)):
        return  # it shows nothing
    extent = places.max(axis=0) - places.min(axis=0)
    is_curve, is_marked = extent.any() and line.get_linestyle() != "None", marker not in ("None", None, "")
    if not is_curve and not is_marked:
        return
    yield "removed", {"visible": False}
    yield "colour", {"color": other_colour(line.get_color())}
    if is_curve:
        yield "style", {"linestyle": "--" if line.get_linestyle() == "-" else "-"}
        yield "width", {"linewidth": 1.5 * line.get_linewidth()}
    if is_marked:
        yield "marker", {"marker": "o" if marker == "s" else "s"}
        fill = line.get_markerfacecolor()
        hollow = same_color(fill, "white") or same_color(fill, "none") or line.get_fillstyle() == "none"
        if marker in line.filled_markers:
            yield "filling", {"fillstyle": "full", "markerfacecolor": "black" if hollow else "white"}
    for (name, properties), across in zip(moves(line, ax), extent[::-1], strict=True):
        if len(places) == 1 or across > 0:  # a straight line that moves along itself stays the same
            yield name, properties


def changes_of_area(area, ax):
    """Yield a name and the new properties for every change of a filled area, an arrow or a contour."""
    empty = hasattr(area, "get_paths") and not area.get_paths()
    flat = isinstance(area, plt.Rectangle) and not area.get_width() * area.get_height()
    if empty or flat or (area.get_clip_on() and not area.get_window_extent().overlaps(ax.bbox)):
        return  # it shows nothing
    yield "removed", {"visible": False}
    faces = area.get_facecolor()
    name = "facecolor" if len(faces) else "edgecolor"
    colour = getattr(area, f"get_{name}")()
    yield "colour", {name: other_colour(colour[0] if getattr(colour, "ndim", 1) == 2 else colour)}
    yield from moves(area, ax)


def changes_of_text(text, ax=None):
    """Yield a name and the new properties for every change of a text; only one within `ax` is moved."""
    yield "removed", {"visible": False}
    if text.get_text():
        yield "letter", {"text": other_letter(text.get_text())}
        yield "colour", {"color": other_colour(text.get_color())}
    if ax:
        yield from moves(text, ax)


def changes_of_axes(ax):
    """Yield a name and the new properties for every change of the limits and the ticks."""
    for name in "xy":
        limits, scale = getattr(ax, f"get_{name}lim")(), getattr(ax, f"{name}axis").get_transform()
        low, high = scale.transform(limits)
        by = MOVE * (high - low)
        for what, new in (("lower", (low + by, high)), ("upper", (low, high + by))):
            yield f"{what} {name} limit", {f"{name}lim": scale.inverted().transform(new)}
        ticks = [t for t in getattr(ax, f"get_{name}ticks")() if min(limits) <= t <= max(limits)]
        if ticks and getattr(ax, f"{name}axis").get_tick_params().get("labelleft", True):
            yield f"{name} tick removed", {f"{name}ticks": ticks[1:]}


def changes(figure):
    """Yield (name, artists, properties) for everything that can be changed in the figure."""
    for text in (figure._supxlabel, figure._supylabel, figure._suptitle):
        if text:
            yield from ((f"{text.get_text()!r} {what}", [text], new) for what, new in changes_of_text(text))
    for number, ax in enumerate(figure.axes):
        drawn, looks = [*ax.lines, *ax.patches, *ax.collections], defaultdict(list)
        for artist in drawn:
            colour = artist.get_color() if hasattr(artist, "get_color") else artist.get_facecolor()
            looks[type(artist), str(colour), str(artist.get_linewidth())].append(artist)
        for same in looks.values():
            for artists in [same] if len(same) > BUNDLE else [[artist] for artist in same]:
                found = (changes_of_line if artists[0] in ax.lines else changes_of_area)(artists[0], ax)
                name = f"panel {number} {type(artists[0]).__name__} {drawn.index(artists[0])}"
                yield from ((f"{name} {what}", artists, new) for what, new in found)
        legend = ax.get_legend()
        words = [ax.xaxis.label, ax.yaxis.label, ax.title, ax._left_title, ax._right_title]
        words += legend.get_texts() if legend else []
        for text, place in [*((text, ax) for text in ax.texts), *((text, None) for text in words)]:
            if text.get_text() or isinstance(text, Annotation):
                name = f"panel {number} {text.get_text()!r}"
                yield from ((f"{name} {what}", [text], new) for what, new in changes_of_text(text, place))
        yield from ((f"panel {number} {what}", [ax], new) for what, new in changes_of_axes(ax))
        if legend:
            yield f"panel {number} legend removed", [legend], {"visible": False}


def drawn(figure, artists, properties):
    """Return the picture of the figure once the artists have these properties, drawn in a fork."""
    reader, writer = os.pipe()
    if not (child := os.fork()):
        os.close(reader)
        try:
            plt.setp(artists, **properties)
            with os.fdopen(writer, "w") as answer:
                answer.write(picture(figure))
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        result = answer.read()
    os.waitpid(child, 0)
    return result


def examine(path):
    """Return the chapter, its numbers of figures and of mutants, and the survivors with their difference."""
    stored = {
        cell.metadata["mystnb"]["figure"]["name"]: output.data["image/png"]
        for cell in cells(path)
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    }
    survivors, totals = {}, []

    def show():
        figure, (name, stored_picture) = plt.gcf(), list(stored.items())[len(totals)]
        as_stored = picture_difference(stored_picture, drawn(figure, [], {}))
        assert as_stored <= TOLERANCE, f"{path.stem}, {name} is not as stored"
        figure.draw_without_rendering()  # now the panels have their places
        reference = drawn(figure, [], {})
        found = list(changes(figure))
        for what, artists, properties in found:
            by = picture_difference(reference, drawn(figure, artists, properties))
            if by <= TOLERANCE:
                survivors[f"{name} {what}"] = by
        totals.append(len(found))
        plt.close("all")

    plt.switch_backend("agg")
    plt.show = show
    Chapter(path)
    assert len(totals) == len(stored) and all(totals), f"{path}: a figure has no mutants"
    return path.stem, len(stored), sum(totals), survivors


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Mutation testing of the figures.")
    parser.add_argument("notebooks", nargs="*", type=Path, help="all chapters with figures by default")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args(arguments)
    entries = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8")).get("figure", [])
    paths = [path.resolve() for path in options.notebooks] or NOTEBOOKS
    paths = [path for path in paths if '"image/png"' in path.read_text(encoding="utf-8")]
    failed = False
    print(f"{'chapter':28}{'figures':>8}{'mutants':>9}{'killed':>8}{'survived':>10}{'equivalent':>12}")
    with Pool(options.jobs, maxtasksperchild=1) as pool:
        for chapter, figures, total, survivors in pool.imap_unordered(examine, paths, chunksize=1):
            excused = {entry["change"] for entry in entries if entry["notebook"] == chapter}
            stale = excused - set(survivors)
            print(
                f"{chapter:28}{figures:8}{total:9}{total - len(survivors):8}"
                f"{len(set(survivors) - excused):10}{len(excused) - len(stale):12}"
            )
            for change, difference in survivors.items():
                if change not in excused:
                    print(f"  {chapter} {change}: {difference:.1f}")
            for change in stale:
                print(f"  {chapter}: no such survivor, remove it from {EQUIVALENT.name}: {change}")
            sys.stdout.flush()
            failed |= set(survivors) != excused
    return failed


if __name__ == "__main__":
    sys.exit(main())
