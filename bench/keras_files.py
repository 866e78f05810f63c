"""python keras_files.py MODEL ROUNDS: how long Keras takes to open a model and to save it, the medians in milliseconds, as JSON."""
import json
import os
import statistics
import sys
import time

import keras

path, rounds = sys.argv[1], int(sys.argv[2])
again = os.path.join(os.path.dirname(path), "keras" + os.path.splitext(path)[1])
times = {"open": [], "save": []}
keras.models.load_model(path)
for _ in range(rounds):
    start = time.perf_counter()
    model = keras.models.load_model(path)
    times["open"].append(1000 * (time.perf_counter() - start))
    start = time.perf_counter()
    model.save(again)
    times["save"].append(1000 * (time.perf_counter() - start))
print(json.dumps({name: statistics.median(values) for name, values in times.items()}))
