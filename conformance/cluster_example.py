"""`examples/cluster`, which trains here, there and here again: what one side saves, the other side evaluates alike."""

import os
import re
import subprocess
import sys
from pathlib import Path

example = Path(__file__).parent.parent / "examples" / "cluster"


def run(*command):
    environment = {name: value for name, value in os.environ.items() if name != "XLA_FLAGS"}
    return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout


def problems():
    node = os.environ.get("NODE", "node")
    text = run(node, example / "train-here.js")
    text += run(sys.executable, example / "train_there.py")
    text += run(node, example / "train-again.js")
    rows = dict(re.findall(r"^(\w+ \w+): +(step \d+, loss [\d.]+, accuracy [\d.]+)$", text, re.MULTILINE))
    found = []
    for saved, opened in [("trained here", "opened there"), ("trained there", "opened again")]:
        if saved not in rows or not same(rows[saved], rows.get(opened, "")):
            found.append(f"{saved}: {rows.get(saved)}, {opened}: {rows.get(opened)}")
    if "4 devices" not in text:
        found.append(f"not on four devices: {text}")
    steps = [int(re.search(r"\d+", row)[0]) for row in rows.values()]
    if steps != sorted(steps) or len(set(steps)) != 3:
        found.append(f"steps are not counted on: {steps}")
    return found


def same(row, other):
    """Equal steps and accuracies, losses equal but for the last digit."""
    a, b = (re.findall(r"[\d.]+", each) for each in (row, other))
    return len(a) == len(b) == 3 and a[0] == b[0] and a[2] == b[2] and abs(float(a[1]) - float(b[1])) <= 2e-6
