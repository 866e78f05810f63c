"""Reads the event files that Hillock writes with TensorBoard's own reader, and says what differs from what was trained."""

import os
import subprocess
from pathlib import Path

import numpy as np
from tensorboard.backend.event_processing.event_accumulator import TENSORS, EventAccumulator
from tensorboard.util import tensor_util

from exchange import read_json

here = Path(__file__).parent
folder = here / "tmp/event-files"


def values_in(run):
    """All tensors of a run, by tag and step."""
    reader = EventAccumulator(str(folder / "logs" / run), size_guidance={TENSORS: 0}).Reload()
    tags = reader.Tags()["tensors"]
    return {tag: {event.step: tensor_util.make_ndarray(event.tensor_proto) for event in reader.Tensors(tag)} for tag in tags}


def problems():
    folder.mkdir(parents=True)
    subprocess.run([os.environ.get("NODE", "node"), here / "event-files.js", folder], check=True)
    expected = read_json(folder / "expected.json")
    found = []
    runs = {"train": values_in("train"), "validation": values_in("validation")}
    for name, numbers in expected["history"].items():
        run, tag = ("validation", name.removeprefix("val_")) if name.startswith("val_") else ("train", name)
        written = runs[run].get(f"epoch_{tag}", {})
        if not np.allclose([written.get(epoch, np.nan) for epoch in range(len(numbers))], numbers, rtol=1e-6):
            found.append(f"{run}, epoch_{tag}: {written}, expected {numbers}")
    for epoch, weights in enumerate(expected["weights"]):
        for path, numbers in weights:
            # Rows of a left end, a right end and a count. Around one number TensorBoard's own summaries are 1 wide.
            ends = [min(numbers), max(numbers)]
            ends = [ends[0] - 0.5, ends[1] + 0.5] if ends[0] == ends[1] else ends
            buckets = runs["train"].get(f"{path}/histogram", {}).get(epoch)
            if buckets is None or buckets[:, 2].sum() != len(numbers):
                found.append(f"histogram of {path}, epoch {epoch}: {buckets}, expected {len(numbers)} numbers")
            elif not np.allclose([buckets[0, 0], buckets[-1, 1]], ends, rtol=1e-6):
                found.append(f"histogram of {path}, epoch {epoch}: from {buckets[0, 0]} to {buckets[-1, 1]}, expected {ends}")
    return found
