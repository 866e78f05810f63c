"""Keras's callbacks told of scripted logs: their state after each epoch, what they print, what they save; learning rates and running means in runs of fit."""

import contextlib
import io
import math
import os
import tempfile
import warnings

import golden_file as golden
import keras
import numpy as np

SCHEDULES = {
    "epoch < 2 ? lr : lr * exp(-0.1)": lambda epoch, lr: lr if epoch < 2 else lr * math.exp(-0.1),
    "0.1 / (1 + epoch)": lambda epoch: 0.1 / (1 + epoch),
    "0.25 * 0.5 ** epoch": lambda epoch, lr: 0.25 * 0.5**epoch,
    "1 (an integer)": lambda epoch: 1,
}
ABOUT_CALLBACKS = ("callback", "metric", "mode", "best model")


def short(value):
    """A value of a log: a Python float that holds a float32 becomes one, so that it is written short."""
    if isinstance(value, dict):
        return {key: short(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [short(each) for each in value]
    if isinstance(value, float):
        return np.float32(value) if not math.isfinite(value) or float(np.float32(value)) == value else value
    return value if isinstance(value, (bool, int, str)) or value is None else golden.to_numpy(value)


def log(entry):
    return {key: golden.SPECIAL.get(value, value) if isinstance(value, str) else value for key, value in entry.items()}


@contextlib.contextmanager
def observed(record):
    """Writes down what is printed, warnings and the error that is raised."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            yield
        except Exception as error:
            record["error"] = f"{type(error).__name__}: {' '.join(str(error).split())[:240]}"
    told = [" ".join(str(each.message).split()) for each in caught]
    told = [each for each in told if any(word in each.lower() for word in ABOUT_CALLBACKS)]
    record |= {name: value for name, value in (("printed", printed.getvalue()), ("warnings", told)) if value}


def one_weight(metrics=()):
    keras.utils.clear_session()
    model = keras.Sequential([keras.layers.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    model.compile(keras.optimizers.SGD(0.5), "mse", metrics=list(metrics))
    model.train_on_batch(np.zeros((1, 1), "float32"), np.zeros((1, 1), "float32"))
    return model


def two_weights(optimizer):
    keras.utils.clear_session()
    model = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(1)])
    model.set_weights([np.array([[0.5], [-0.25]], "float32"), np.array([0.125], "float32")])
    model.compile(optimizer, "mse", metrics=["mae"], jit_compile=False)
    return model


def learning_rate_of(model):
    return np.float32(golden.to_numpy(model.optimizer.learning_rate))


def early_stopping(case):
    model, record = one_weight(["accuracy", "mae"]), {"epochs": []}
    with observed(record):
        callback = keras.callbacks.EarlyStopping(**case["arguments"])
        callback.set_model(model)
        model.stop_training = False
        callback.on_train_begin()
        for epoch, entry in enumerate(case["logs"]):
            model.set_weights([np.full((1, 1), epoch + 1, "float32")])
            callback.on_epoch_end(epoch, log(entry))
            record["epochs"].append({"best": short(callback.best), "wait": callback.wait, "stop": bool(model.stop_training)})
            if model.stop_training:
                break
        callback.on_train_end()
        weight = float(model.get_weights()[0][0, 0])
        record |= {"stoppedEpoch": callback.stopped_epoch, "bestEpoch": callback.best_epoch, "weightAtEnd": weight}
    return record


def plateau(case):
    model, record = one_weight(["accuracy", "mae"]), {"epochs": []}
    with observed(record):
        callback = keras.callbacks.ReduceLROnPlateau(**case["arguments"])
        callback.set_model(model)
        callback.on_train_begin()
        for epoch, entry in enumerate(map(log, case["logs"])):
            callback.on_epoch_end(epoch, entry)
            state = {"best": short(callback.best), "wait": callback.wait, "cooldown": callback.cooldown_counter}
            rates = {"loggedLearningRate": short(entry["learning_rate"]), "learningRate": learning_rate_of(model)}
            record["epochs"].append(state | rates)
    return record


def scheduler(case):
    model, record = one_weight(), {"epochs": []}
    with observed(record):
        callback = keras.callbacks.LearningRateScheduler(SCHEDULES[case["schedule"]], **case["arguments"])
        callback.set_model(model)
        for epoch in range(5):
            callback.on_epoch_begin(epoch)
            entry = {"loss": 1.0}
            callback.on_epoch_end(epoch, entry)
            record["epochs"].append({"learningRate": learning_rate_of(model), "logged": short(entry["learning_rate"])})
    return record


def checkpoint(case):
    model, events, place = one_weight(["accuracy", "mae"]), [], {}
    record, before = {}, os.getcwd()

    def saver(kind, real):
        def save(filepath, overwrite=True):
            events.append({**place, "call": kind, "file": str(filepath)})
            return real(filepath, overwrite=overwrite)

        return save

    model.save, model.save_weights = saver("save", model.save), saver("saveWeights", model.save_weights)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        with observed(record):
            callback = keras.callbacks.ModelCheckpoint(**case["arguments"])
            callback.set_model(model)
            callback.on_train_begin()
            for epoch, entry in enumerate(case["logs"]):
                callback.on_epoch_begin(epoch)
                for batch in case["batches"]:
                    place |= {"epoch": epoch, "batch": batch}
                    callback.on_train_batch_end(batch, {"loss": entry["loss"] + 0.25 - batch / 8})
                place.clear()
                place["epoch"] = epoch
                callback.on_epoch_end(epoch, log(entry))
                if case["arguments"].get("save_best_only"):
                    record.setdefault("best", []).append(short(callback.best))
            callback.on_train_end()
        os.chdir(before)
        files = sorted(os.path.relpath(os.path.join(base, name), folder) for base, _, names in os.walk(folder) for name in names)
    return {**record, "saves": events, "filesAtEnd": files}


def csv_log(case):
    texts = []
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "log.csv")
        for _ in range(2 if case["arguments"].get("append") else 1):
            callback = keras.callbacks.CSVLogger(path, **case["arguments"])
            callback.on_train_begin()
            for epoch, entry in enumerate(case["logs"]):
                callback.on_epoch_end(epoch, log(entry))
            callback.on_train_end()
            with open(path, newline="") as file:
                texts.append(file.read())
    return {"text": texts[0]} | ({"textAfterSecondRun": texts[1]} if len(texts) > 1 else {})


def fit(case, model, callbacks, **given):
    x, y = golden.array(case["x"], "float32"), golden.array(case["y"], "float32")
    given = {"batch_size": case["batchSize"], "epochs": case["epochs"], "shuffle": False, "verbose": 0} | given
    return model.fit(x, y, callbacks=callbacks, **given).history


def weights_of(model):
    return [golden.to_numpy(each) for each in model.weights]


def learning_rates(case):
    def reducing(**given):
        return keras.callbacks.ReduceLROnPlateau(monitor="loss", patience=1, min_delta=10.0, **given)

    def halving():
        return keras.callbacks.LearningRateScheduler(lambda epoch, lr: lr * 0.5)

    runs = []
    lists = {"plateau": [reducing(factor=0.5)], "scheduler": [halving()], "both": [halving(), reducing(factor=0.5)]}
    for name, callbacks in lists.items():
        model = two_weights(keras.optimizers.SGD(case["learningRate"]))
        history = short(fit(case, model, callbacks))
        runs.append({"callbacks": name, "history": history, "historyKeys": list(history), "finalWeights": weights_of(model)})
    model = two_weights(keras.optimizers.SGD(keras.optimizers.schedules.ExponentialDecay(0.1, 2, 0.5)))
    for name, callback in (("scheduler", keras.callbacks.LearningRateScheduler(lambda epoch: 0.01)), ("plateau", reducing())):
        record = {"callbacks": f"{name} on a schedule"}
        with observed(record):
            fit(case, model, [callback], epochs=3)
        record.pop("printed", None)
        runs.append(record)
    return {"runs": runs}


def swap_ema(case):
    given = dict(case["optimizer"])
    data = golden.array(case["x"], "float32"), golden.array(case["y"], "float32")

    def run(swap_on_epoch):
        model, trace = two_weights(getattr(keras.optimizers, given["class_name"])(**{k: v for k, v in given.items() if k != "class_name"})), []
        watcher = keras.callbacks.Callback()
        for hook in ("on_epoch_begin", "on_epoch_end", "on_test_begin", "on_test_end"):
            setattr(watcher, hook, lambda *_, hook=hook, **__: trace.append({"at": hook, "weights": weights_of(model)}))
        swapping = [keras.callbacks.SwapEMAWeights(swap_on_epoch=swap_on_epoch), watcher]
        history = short(fit(case, model, swapping, validation_data=data))
        record = {"swapOnEpoch": swap_on_epoch, "trace": trace, "history": history, "finalWeights": weights_of(model)}
        evaluated = model.evaluate(*data, verbose=0, callbacks=[keras.callbacks.SwapEMAWeights()])
        return {**record, "evaluateSwapped": short(evaluated), "weightsAfterEvaluate": weights_of(model)}

    return {"runs": [run(False), run(True)]}


class Interruption(keras.callbacks.Callback):
    """Raises in a hook, and writes down which epochs begin and what the file of the backup says."""

    def __init__(self, place, hook, index):
        super().__init__()
        self.path, self.moment = os.path.join(place, "training_metadata.json"), (hook, index)
        self.is_active, self.epochs, self.metadata = True, [], []

    def interrupt(self, hook, index):
        if self.is_active and (hook, index) == self.moment and (hook != "on_train_batch_end" or self.epochs[-1] == 1):
            raise RuntimeError("interrupted")

    def read(self, hook, index):
        if not os.path.exists(self.path):
            return
        with open(self.path) as file:
            text = file.read()
        if not self.metadata or self.metadata[-1]["text"] != text:
            self.metadata.append({"after": [hook, index], "text": text})

    def on_epoch_begin(self, epoch, logs=None):
        self.epochs.append(epoch)
        self.interrupt("on_epoch_begin", epoch)

    def on_epoch_end(self, epoch, logs=None):
        self.read("on_epoch_end", epoch)
        self.interrupt("on_epoch_end", epoch)

    def on_train_batch_end(self, batch, logs=None):
        self.read("on_train_batch_end", batch)
        self.interrupt("on_train_batch_end", batch)


def backup(case):
    runs = []
    for each in case["runs"]:
        with tempfile.TemporaryDirectory() as folder:
            place = os.path.join(folder, "backup")
            interruption = Interruption(place, *each["interruptedIn"])

            def listed():
                return sorted(os.listdir(place)) if os.path.exists(place) else None

            def callbacks():
                return [keras.callbacks.BackupAndRestore(place, **each["arguments"]), interruption]

            model = two_weights(keras.optimizers.SGD(0.125))
            with contextlib.suppress(RuntimeError):
                fit(case, model, callbacks())
            record = {"arguments": each["arguments"], "interruptedIn": each["interruptedIn"], "epochsBegun": interruption.epochs}
            record |= {"weightsAtInterruption": weights_of(model), "filesLeft": listed() or []}
            interruption.is_active, interruption.epochs = False, []
            model = two_weights(keras.optimizers.SGD(0.125))
            history = short(fit(case, model, callbacks()))
            record |= {"metadata": interruption.metadata, "epochsBegunAfterwards": interruption.epochs}
            record |= {"history": history, "historyEpochs": model.history.epoch}
            runs.append({**record, "finalWeights": weights_of(model), "filesAtEnd": listed()})
    return {"runs": runs}


RUNS = {"learning_rates": learning_rates, "swap_ema": swap_ema, "backup": backup}

golden.remake(
    "test/training/goldens/callbacks.json",
    {
        "earlyStopping": early_stopping,
        "reduceLROnPlateau": plateau,
        "learningRateScheduler": scheduler,
        "modelCheckpoint": checkpoint,
        "csvLogger": csv_log,
        "runs": lambda case: RUNS[case["name"]](case),
    },
    packages=("keras", "tensorflow", "numpy"),
)
