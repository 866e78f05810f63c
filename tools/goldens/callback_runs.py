"""Whole runs with callbacks of Keras: the order of calls, what fit, evaluate and predict print, losses that are no numbers, what goes to a server, histories."""

import contextlib
import io
import os

os.environ["KERAS_BACKEND"] = "jax"

import golden_file as golden  # noqa: E402
import keras  # noqa: E402
import numpy as np  # noqa: E402
import requests  # noqa: E402
from keras.src.utils import progbar  # noqa: E402

PATH = "test/training/goldens/callback-runs.json"
X = [[0.3, -0.3], [1.3, 0.2], [0.2, -0.4], [0.5, 0.3], [-0.1, 0.1], [-1.1, 0.4], [0.1, -0.6], [0.3, 0.2], [0.6, -0.2], [0.2, 1.2]]
Y = [[0.6], [-0.2], [0.2], [1.2], [-0.8], [0.6], [0.2], [0.1], [-0.6], [0.7]]
MOMENTS = [f"on_{what}_batch_{end}" for what in ("train", "test", "predict") for end in ("begin", "end")]
EPOCHS = ["on_epoch_begin", "on_epoch_end"]
WHOLE = [f"on_{what}_{end}" for what in ("train", "test", "predict") for end in ("begin", "end")]
SECONDS = 0.25

x, y = np.array(X, "float32"), np.array(Y, "float32")


class Clock:
    now = 1000.0

    @classmethod
    def time(cls):
        return cls.now


class Terminal(io.StringIO):
    def isatty(self):
        return True


def short(value):
    if isinstance(value, dict):
        return {key: short(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [short(each) for each in value]
    return np.float32(value) if isinstance(value, float) else value


def model_of_two():
    keras.utils.clear_session()
    model = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(1)])
    model.set_weights([np.array([[0.5], [-0.25]], "float32"), np.array([0.125], "float32")])
    model.compile(keras.optimizers.SGD(0.125), "mse", metrics=["mae"], run_eagerly=False)
    return model


def recorder(calls, name=None):
    """Notes every call, but no logs."""

    class Recorder(keras.callbacks.Callback):
        pass

    front = [] if name is None else [name]
    for hook in (*MOMENTS, *EPOCHS):
        setattr(Recorder, hook, lambda self, index, logs=None, hook=hook: calls.append([*front, hook, index]))
    for hook in WHOLE:
        setattr(Recorder, hook, lambda self, logs=None, hook=hook: calls.append([*front, hook]))
    return Recorder()


def order():
    """Each callback is told before the next one, and reads what those before it put into the logs."""
    calls = []
    writes = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: logs.update(extra=epoch + 0.5))
    reads = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: calls.append(["reads", sorted(logs)]))
    own = [recorder(calls, "first"), reads, writes, recorder(calls, "second"), reads]
    history = model_of_two().fit(x, y, batch_size=5, epochs=2, shuffle=False, verbose=0, callbacks=own).history
    return {"batchSize": 5, "epochs": 2, "calls": calls, "historyKeys": list(history), "extra": history["extra"]}


def invalid(kind, raise_error):
    bad = y.copy()
    bad[4] = np.nan if kind == "nan" else np.inf
    calls, record, written = [], {"bad": kind, "raiseError": raise_error}, io.StringIO()
    own = [keras.callbacks.TerminateOnNaN(raise_error=raise_error), recorder(calls)]
    with contextlib.redirect_stdout(written):
        try:
            history = model_of_two().fit(
                x, bad, batch_size=2, epochs=3, shuffle=False, verbose=0, validation_data=(x, y), callbacks=own
            )
            record |= {"epochsRun": len(history.epoch), "historyKeys": list(history.history)}
        except RuntimeError as error:
            record["error"] = str(error)
    return {**record, "printed": written.getvalue(), "calls": calls}


def sent(arguments):
    requests_sent = []
    real, requests.post = requests.post, lambda url, data=None, **given: requests_sent.append({"url": url, "data": data, **given})
    try:
        monitor = keras.callbacks.RemoteMonitor(**arguments)
        monitor.on_epoch_end(0, {"loss": 0.5, "accuracy": np.float64(0.25)})
        monitor.on_epoch_end(3, {"loss": 0.125, "val_loss": 2})
    finally:
        requests.post = real
    return {"arguments": arguments, "sent": requests_sent}


def printed(method, arguments, source=None):
    given = {**arguments}
    data = (x,) if method == "predict" else (x, y)
    if given.get("validation_data"):
        given["validation_data"] = (x, y)
    if source == "generator":
        data = (((x[i : i + 4], y[i : i + 4]) for i in (0, 4)),)
    elif method == "fit":
        given["shuffle"] = False

    def advance(self, batch, logs=None):
        Clock.now += SECONDS

    def no_time(self, batch, logs=None):
        pass

    # With methods of its own for the end of a batch, since Keras else tells the progress bar of it in another thread.
    # It also tells of the beginning of a batch that a generator does not have; there the time passes in the end.
    begin, end = (no_time, advance) if source == "generator" else (advance, no_time)
    hooks = {f"on_{what}_batch_begin": begin for what in ("train", "test", "predict")}
    hooks |= {f"on_{what}_batch_end": end for what in ("train", "test", "predict")}
    passing = type("Passing", (keras.callbacks.Callback,), hooks)()
    Clock.now = 1000.0
    real, progbar.time = progbar.time, Clock
    try:
        with contextlib.redirect_stdout(Terminal()) as terminal:
            getattr(model_of_two(), method)(*data, callbacks=[passing], **given)
    finally:
        progbar.time = real
    # The bar goes back a character at a time before it goes to the beginning of the line.
    text = terminal.getvalue().replace("\b", "")
    return {"method": method, "arguments": arguments, **({"source": source} if source else {}), "text": text}


def histories():
    model = model_of_two()
    first = model.fit(x, y, batch_size=4, epochs=2, shuffle=False, verbose=0)
    own = keras.callbacks.History()
    second = model.fit(x, y, batch_size=4, epochs=5, initial_epoch=3, shuffle=False, verbose=0, callbacks=[own])
    told = [{"epoch": each.epoch, "history": short(each.history), "params": each.params} for each in (first, second)]
    return {"batchSize": 4, "runs": told, "isTheOneGiven": second is own, "isModelHistory": model.history is second}


PRINTED = [
    ("fit", {"epochs": 2, "batch_size": 4, "verbose": 1}),
    ("fit", {"epochs": 2, "batch_size": 4, "verbose": 2}),
    ("fit", {"epochs": 1, "batch_size": 4, "verbose": "auto"}),
    ("fit", {"epochs": 1, "batch_size": 4, "verbose": 1, "validation_data": "same"}),
    ("fit", {"epochs": 2, "batch_size": 4, "verbose": 2, "validation_data": "same"}),
    ("fit", {"epochs": 4, "initial_epoch": 2, "batch_size": 10, "verbose": 2}),
    ("fit", {"epochs": 1, "verbose": 1}, "generator"),
    ("fit", {"epochs": 1, "verbose": 2}, "generator"),
    ("evaluate", {"batch_size": 4, "verbose": 1}),
    ("evaluate", {"batch_size": 4, "verbose": 2}),
    ("predict", {"batch_size": 4, "verbose": 1}),
    ("predict", {"batch_size": 4, "verbose": 2}),
]

document = {
    "meta": {"madeBy": "tools/goldens/callback_runs.py", "versions": golden.versions("keras", "jax", "numpy"), "origin": __doc__},
    "data": [{"x": X, "y": Y, "badRow": 4, "secondsPerBatch": SECONDS}],
    "order": [order()],
    "invalid": [invalid(kind, raise_error) for kind in ("nan", "inf") for raise_error in (False, True)],
    "sent": [sent(each) for each in ({}, {"send_as_json": True}, {"root": "http://example.test:80", "path": "/x", "field": "log", "headers": {"A": "b"}})],
    "printed": [printed(*each) for each in PRINTED],
    "histories": [histories()],
}
golden.write(PATH, document)
