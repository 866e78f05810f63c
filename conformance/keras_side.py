"""The half of the protocol that Keras plays. README.md tells the protocol."""

import h5py
import keras
from keras.src.legacy.saving import legacy_h5_format

from exchange import batch, leaves, write_arrays, write_json

FIRST_STEPS, MIDDLE_STEPS, LAST_STEPS = range(0, 2), range(2, 5), range(5, 7)


def train(model, case, steps):
    """The loss before each step."""
    losses = []
    for step in steps:
        model.reset_metrics()
        losses.append(float(model.train_on_batch(batch(case.x, step), batch(case.y, step), return_dict=True)["loss"]))
    return losses


def predict(model, case, path):
    outputs = model.predict(batch(case.x, 0), verbose=0)
    # Hillock's and Keras's outputs by name come in the order of their names.
    write_arrays(path, {name: value.astype("float64") for name, value in leaves(outputs).items()})


def load(folder, name, form):
    """A model of a file, compiled, with the state of its optimizer.

    Keras 3.15 loads no .h5 so that it could be trained on: it builds the optimizer for no variables. What it should do is done here.
    """
    path = folder / f"{name}.{form}"
    if form == "keras":
        return keras.models.load_model(path)
    model = opened(folder, path, compile=False)
    opened(folder, path, compile=True)
    compiled = keras.models.load_model(folder / f"{name}.keras")
    model.compile_from_config(compiled.get_compile_config())
    if not model.optimizer.built:
        model.optimizer.build(model.trainable_variables)
    with h5py.File(path) as file:
        values = legacy_h5_format.load_optimizer_weights_from_hdf5_group(file)
        for variable, value in zip(model.optimizer.variables, values, strict=True):
            variable.assign(value[()])
    return model


class Unreadable(Exception):
    """Keras cannot read its own file of the model either."""


def opened(folder, path, **options):
    """The model of an .h5, which Keras must be able to read, unless it cannot read its own."""
    try:
        return keras.models.load_model(path, **options)
    except Exception:
        try:
            keras.models.load_model(folder / "made.h5", **options)
        except Exception as error:
            if not options["compile"]:
                raise Unreadable from error
            return None
        raise


def save_h5(model, path):
    """Keras cannot save every model so: it gives two variables of some optimizers one name."""
    try:
        model.save(path)
    except Exception:
        path.unlink(missing_ok=True)


def make(case, folder):
    """Makes the model, trains it a little, saves it, trains on."""
    model = case.build()
    train(model, case, FIRST_STEPS)
    predict(model, case, folder / "made-first.npz")
    model.save(folder / "made.keras")
    save_h5(model, folder / "made.h5")
    model.save_weights(folder / "made.weights.h5")
    (folder / "made.json").write_text(model.to_json())
    losses = train(model, case, MIDDLE_STEPS)
    predict(model, case, folder / "made-middle.npz")
    losses += train(model, case, LAST_STEPS)
    predict(model, case, folder / "made-last.npz")
    write_json(folder / "made-losses.json", losses)


def take_over(case, folder, form):
    """Opens what was made, trains it, saves it, trains on."""
    if form == "weights.h5":
        model = keras.models.model_from_json((folder / "made.json").read_text())
        model.load_weights(folder / "made.weights.h5")
        predict(model, case, folder / f"taken-first.{form}.npz")
        return
    model = load(folder, "made", form)
    predict(model, case, folder / f"taken-first.{form}.npz")
    losses = train(model, case, MIDDLE_STEPS)
    predict(model, case, folder / f"taken-middle.{form}.npz")
    (model.save if form == "keras" else lambda path: save_h5(model, path))(folder / f"back.{form}")
    losses += train(model, case, LAST_STEPS)
    predict(model, case, folder / f"taken-last.{form}.npz")
    write_json(folder / f"taken-losses.{form}.json", losses)


def take_back(case, folder, form):
    """Opens what came back, and trains on."""
    if form == "weights.h5":
        return
    model = load(folder, "back", form)
    predict(model, case, folder / f"back-middle.{form}.npz")
    losses = train(model, case, LAST_STEPS)
    predict(model, case, folder / f"back-last.{form}.npz")
    write_json(folder / f"back-losses.{form}.json", losses)
