"""The comparison of figures sees what a reader sees."""

import base64
import io

import matplotlib.pyplot as plt
import numpy as np
import pytest

from tests.support.pictures import TOLERANCE, picture_difference

X = np.linspace(0, 1, 50)


def picture(*, style="-", color="#0072B2", text="loss", marker="o", limit=1.0, size=(6.4, 3.8)):
    with plt.style.context("lossutils.book"):
        fig, ax = plt.subplots(figsize=size)
        ax.plot(X, X**2, style, color=color)
        ax.plot(0.5, 0.25, marker)
        ax.set(xlabel=text, ylim=(0, limit))
        buffer = io.BytesIO()
        fig.savefig(buffer)
        plt.close(fig)
    return base64.b64encode(buffer.getvalue()).decode()


@pytest.fixture(scope="module")
def original():
    return picture()


def test_the_same_picture_passes(original):
    assert picture_difference(original, picture()) == 0


@pytest.mark.parametrize(
    "change",
    [
        {"style": "--"},
        {"color": "#0072C2"},
        {"text": "lass"},
        {"marker": "s"},
        {"limit": 1.01},
        {"size": (6.4, 3.7)},
    ],
    ids=str,
)
def test_a_changed_picture_fails(original, change):
    assert picture_difference(original, picture(**change)) > TOLERANCE
