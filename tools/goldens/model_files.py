"""What real libhdf5 reads in the model files of the tests: the paths, shapes, dtypes and numbers of their tensors.

    pip install h5py numpy
    python tools/goldens/model_files.py

Reads those files of test/saving/data/*.zip that test/saving/goldens/tensors.json names, and writes it anew: of every sort there is one.
"""
import io
import json
import math
import os
import zipfile

import h5py
import numpy

root = os.path.join(os.path.dirname(__file__), "../../test/saving")


def tensors(h5):
    found = {}

    def add(name, item):
        if not isinstance(item, h5py.Dataset):
            return
        data = item[()]
        if data.dtype.kind == "V":  # bfloat16: the upper halves of float32
            bits = numpy.frombuffer(data.tobytes(), "<u2").astype("<u4") << 16
            data, dtype = bits.view("<f4").reshape(item.shape), "bfloat16"
        else:
            dtype = data.dtype.name
        flat = numpy.asarray(data, "float64").ravel()
        numbers = [float(x) if math.isfinite(x) else str(x) for x in flat[:3]]
        total = float(numpy.abs(flat).sum())
        found[name.replace("\\", "/")] = [dtype, list(item.shape), total if math.isfinite(total) else str(total), numbers]

    h5.visititems(add)
    return found


def read(name, data):
    if name.endswith(".keras") and data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if "model.weights.h5" not in archive.namelist():
                return None
            data = archive.read("model.weights.h5")
    try:
        with h5py.File(io.BytesIO(data)) as h5:
            return tensors(h5)
    except OSError:
        return None


with open(os.path.join(root, "goldens/tensors.json")) as file:
    wanted = set(json.load(file))

goldens = {}
for pack in ["models.zip", "public-models.zip"]:
    with zipfile.ZipFile(os.path.join(root, "data", pack)) as archive:
        for name in archive.namelist():
            if name in wanted:
                found = read(name, archive.read(name))
                if found is not None:
                    goldens[name] = found

with open(os.path.join(root, "goldens", "tensors.json"), "w") as file:
    file.write("{\n" + ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in goldens.items()) + "\n}\n")
print(len(goldens), "files,", sum(map(len, goldens.values())), "tensors")
