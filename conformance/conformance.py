"""Hands models over between Keras and Hillock, and says where the two differ. README.md tells how."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
from absl import logging

import cluster_example
import event_files
import keras_side
from cases import cases
from exchange import form, read_arrays, read_json, write_arrays, write_json
from hillock_data import made_in_hillock

logging.set_verbosity(logging.FATAL)  # Keras says on the way that it takes another way.
here = Path(__file__).parent
folder = here / "tmp"
forms = ["keras", "h5", "weights.h5"]


class Handover:
    """One model on its way from one system to the other and back."""

    def __init__(self, case, maker):
        self.case, self.maker = case, maker
        self.name = f"{case.name}, made in {maker}"
        self.folder = folder / f"{maker.lower()}-{case.name}"
        self.problems = []

    def prepare(self):
        self.folder.mkdir(parents=True)
        write_arrays(self.folder / "x.npz", self.case.x)
        write_arrays(self.folder / "y.npz", self.case.y)

    def has(self, phase, each):
        """Whether there is a file to open: where Keras can write no .h5, Hillock need not read one."""
        name = f"{'made' if phase == 'takeOver' else 'back'}.{each}"
        return each == "weights.h5" or (self.folder / name).exists() or self.maker_failed(phase)

    def maker_failed(self, phase):
        return any(self.folder.glob("make-*" if phase == "takeOver" else "takeOver-*"))

    def task(self, phase):
        return {
            "forms": [each for each in forms if phase != "make" and self.has(phase, each)],
            "folder": str(self.folder),
            "builder": self.case.name,
            "x": form(self.case.x),
            "y": form(self.case.y),
        }


def in_keras(handovers, phase):
    play = {"make": keras_side.make, "takeOver": keras_side.take_over, "takeBack": keras_side.take_back}[phase]
    for handover in handovers:
        for each in [None] if phase == "make" else forms:
            if phase != "make" and not handover.has(phase, each):
                continue
            try:
                play(handover.case, handover.folder, *([] if each is None else [each]))
            except keras_side.Unreadable:
                continue
            except Exception as error:  # Whatever Keras throws is a finding.
                text = f"{type(error).__name__}: {error}"
                (handover.folder / f"{phase}-{each or 'all'}.failure").write_text(text)


def in_hillock(handovers, phase):
    tasks = folder / "tasks.json"
    write_json(tasks, [handover.task(phase) for handover in handovers])
    subprocess.run([os.environ.get("NODE", "node"), here / "hillock-side.js", phase, tasks], check=True)


def difference(found, expected):
    """The largest difference, relative to the largest value that is expected."""
    if found.shape != expected.shape:
        return f"shape {found.shape}, expected {expected.shape}"
    if found.size == 0:
        return 0.0
    scale = np.abs(expected).max() or 1.0
    return float(np.nan_to_num(np.abs(found - expected), nan=np.inf).max() / scale)


def compare(handover, what, found, expected, tolerance):
    found, expected = handover.folder / found, handover.folder / expected
    if not found.exists() or not expected.exists():
        return
    if found.suffix == ".json":
        count = len(read_json(found))
        pairs = [(np.array(read_json(found)), np.array(read_json(expected)[-count:]))]
    else:
        pairs = list(zip(read_arrays(found), read_arrays(expected), strict=True))
    worst = max((difference(*pair) for pair in pairs), key=lambda value: np.inf if isinstance(value, str) else value)
    handover.largest[what] = worst
    if isinstance(worst, str) or not worst <= tolerance:
        handover.problems.append(f"{what}: {worst if isinstance(worst, str) else f'{worst:.2g}'}, at most {tolerance}")


def judge(handover):
    handover.largest = {}
    for path in sorted(handover.folder.glob("*.failure")):
        handover.problems.append(f"{path.stem}: {path.read_text()[:600]}")
    exact, trained = handover.case.prediction_tolerance, handover.case.training_tolerance
    for each in forms:
        compare(handover, f"{each}, predictions", f"taken-first.{each}.npz", "made-first.npz", exact)
        compare(handover, f"{each}, losses", f"taken-losses.{each}.json", "made-losses.json", trained)
        compare(handover, f"{each}, trained", f"taken-middle.{each}.npz", "made-middle.npz", trained)
        compare(handover, f"{each}, trained on", f"taken-last.{each}.npz", "made-last.npz", trained)
        compare(handover, f"{each} back, predictions", f"back-middle.{each}.npz", f"taken-middle.{each}.npz", exact)
        compare(handover, f"{each} back, losses", f"back-losses.{each}.json", f"taken-losses.{each}.json", trained)
        compare(handover, f"{each} back, trained on", f"back-last.{each}.npz", f"taken-last.{each}.npz", trained)


def main(wanted):
    theirs = [Handover(case, "Keras") for case in cases]
    ours = [Handover(case, "Hillock") for case in made_in_hillock]
    chosen = lambda each: not wanted or any(word in each.folder.name for word in wanted)
    theirs, ours = list(filter(chosen, theirs)), list(filter(chosen, ours))
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for handover in theirs + ours:
        handover.prepare()
    for phase, (makers, takers) in {"make": (theirs, ours), "takeOver": (ours, theirs), "takeBack": (theirs, ours)}.items():
        print(f"{phase} …", file=sys.stderr, flush=True)
        in_keras(makers, phase)
        in_hillock(takers, phase)
    failed = 0
    for handover in theirs + ours:
        judge(handover)
        numbers = [value for value in handover.largest.values() if not isinstance(value, str)]
        state = "differs" if handover.problems else "agrees"
        print(f"{state}  {handover.name}  {len(numbers)} comparisons, at most {max(numbers, default=0):.1e}")
        for problem in handover.problems:
            print(f"         {problem}")
        failed += bool(handover.problems)
    total = len(theirs + ours)
    for word, what, problems in [
        ("cluster", "examples/cluster, there and back", cluster_example.problems),
        ("tensorboard", "event files, read by TensorBoard", event_files.problems),
    ]:
        if wanted and word not in wanted:
            continue
        total += 1
        found = problems()
        failed += bool(found)
        print(f"{'differs' if found else 'agrees'}  {what}")
        for problem in found:
            print(f"         {problem}")
    print(f"{total - failed} models agree, {failed} differ")
    return 1 if failed or total == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
