"""Second part: opens the file in Keras, and trains on, every batch divided among several devices.

On one machine without accelerators there are four emulated devices. Where there are real ones, say so: `XLA_FLAGS= python train_there.py`.
"""

import csv
import json
import os
from pathlib import Path

os.environ["KERAS_BACKEND"] = "jax"
os.environ.setdefault("XLA_FLAGS", "--xla_force_host_platform_device_count=4")

import keras
import numpy as np

here = Path(__file__).parent
digits = here.parent / "digits" / "data"


def load(part):
    with open(digits / "digits.csv") as file:
        rows = np.array(list(csv.reader(file))[1:], dtype="float32")
    start, stop = json.loads((digits / "digits-split.json").read_text())[part]
    return rows[start:stop, :64].reshape(-1, 8, 8, 1) / 16, rows[start:stop, 64].astype("int32")


def report(what, model):
    loss, accuracy = model.evaluate(*load("test"), verbose=0, batch_size=500)
    print(f"{what} step {int(model.optimizer.iterations)}, loss {loss:.6f}, accuracy {accuracy:.3f}")


# The weights lie on every device, and each computes the gradients of its part of a batch.
devices = keras.distribution.list_devices()
keras.distribution.set_distribution(keras.distribution.DataParallel(devices=devices))
print(f"{len(devices)} devices: {', '.join(devices)}")

model = keras.models.load_model(here / "output" / "from-here.keras")
report("opened there:  ", model)
x, y = load("training")
# The last batch must be divisible by the number of devices, too.
whole = len(x) - len(x) % len(devices)
model.fit(x[:whole], y[:whole], epochs=3, batch_size=64 * len(devices), verbose=0)
report("trained there: ", model)
model.save(here / "output" / "from-there.keras")
