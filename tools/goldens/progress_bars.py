"""What keras.utils.Progbar writes when `seconds` have passed since it was made, on a terminal that redraws."""

import contextlib
import io
import os

os.environ["KERAS_BACKEND"] = "jax"

import golden_file as golden  # noqa: E402
import keras  # noqa: E402
from keras.src.utils import progbar  # noqa: E402

PATH = "test/training/goldens/progress-bars.json"
INFINITY = float("inf")

# The arguments, and updates as (current, values, seconds, finalize).
CASES = [
    ({"target": 4}, [(1, [("loss", 0.5)], 0.5), (2, [("loss", 0.25)], 1.0), (4, [("loss", 1.0)], 2.0)]),
    ({"target": 4, "stateful_metrics": ["loss"]}, [(1, [("loss", 0.5)], 0.5), (2, [("loss", 0.25)], 1.0), (4, [("loss", 1.0)], 2.0)]),
    (
        {"target": 4, "stateless_metrics": ["acc"]},
        [(1, [("loss", 0.5), ("acc", 1.0)], 0.5), (2, [("loss", 0.25), ("acc", 0.0)], 1.0), (4, [("loss", 1.0), ("acc", 0.5)], 2.0)],
    ),
    ({"target": 10, "verbose": 2}, [(5, [("loss", 0.5)], 0.5), (10, [("loss", 0.0005), ("neg", -2.0)], 12.0)]),
    ({"target": 10, "verbose": 0}, [(5, [("loss", 0.5)], 0.5), (10, [("loss", 0.25)], 1.0)]),
    ({"target": None}, [(1, [("loss", 0.5)], 0.5), (2, [("loss", 0.5)], 1.0), (3, [], 2.0, True)]),
    ({"target": 120, "width": 30}, [(1, [], 3.0), (2, [], 6.0), (60, [], 400.0), (120, [], 900.0)]),
    ({"target": 10000}, [(1, [], 2.0), (2, [], 4.0), (100, [], 104.0), (9999, [], 5000.0), (10000, [], 5001.0)]),
    (
        {"target": 5},
        [(1, [("loss", 1e-4)], 0.001), (2, [("loss", 1e-4)], 0.002), (3, [("loss", 2e-4)], 0.1), (5, [("loss", 0.001)], 0.2)],
    ),
    ({"target": 5, "interval": 10}, [(1, [], 1.0), (2, [], 11.0), (3, [], 12.0), (5, [], 13.0)]),
    ({"target": 3, "unit_name": "sample"}, [(1, [("a_long_name", 123456.789)], 1.0), (3, [("a_long_name", 1.0)], 2.0)]),
    ({"target": 3}, [(1, [("loss", float("nan"))], 0.25), (3, [("loss", INFINITY)], 0.5)]),
    ({"target": 3, "stateful_metrics": ["loss"]}, [(1, [("loss", -INFINITY)], 0.25), (2, [("loss", -0.25)], 0.75)]),
    ({"target": 1}, [(1, [("loss", 0.5)], 0.0)]),
    ({"target": 2, "verbose": 2}, [(1, [("x", 0.5)], 0.00025), (2, [("x", 0.5)], 0.0005)]),
    ({"target": 3, "width": 7}, [(1, [], 1.0), (2, [], 2.0), (3, [], 3.0)]),
    ({"target": 8}, [(2, [("l", 1.0)], 1.0), (4, [("l", 3.0)], 2.0), (6, [("l", 5.0)], 3.0)]),
    ({"target": 8}, [(0, [], 1.0), (3, [("l", 1.0)], 2.5), (8, [("l", 3.0)], 4.5)]),
]


class Clock:
    now = 1000.0

    @classmethod
    def time(cls):
        return cls.now


progbar.time = Clock


class Terminal(io.StringIO):
    def isatty(self):
        return True


def texts(arguments, updates):
    Clock.now = 1000.0
    written = []
    with contextlib.redirect_stdout(Terminal()) as terminal:
        bar = keras.utils.Progbar(**arguments)
        for current, values, seconds, *finalize in updates:
            Clock.now = 1000.0 + seconds
            bar.update(current, values, *finalize)
            # Before it draws, it goes back a character at a time, and then to the beginning of the line all the same.
            text = terminal.getvalue().replace("\b", "")
            terminal.seek(0)
            terminal.truncate()
            written.append(
                {"current": current, "values": values, "seconds": seconds, "finalize": finalize[0] if finalize else None, "text": text}
            )
    return {"arguments": arguments, "updates": written}


meta = {"madeBy": "tools/goldens/progress_bars.py", "versions": golden.versions("keras"), "origin": __doc__}
golden.write(PATH, {"meta": meta, "bars": [texts(*case) for case in CASES]})
