"""Lists the cases of a folder of golden files that no golden file of the tests holds: `python tools/goldens/uncovered.py FOLDER`.

A case is held where one of its name is, or where a file of the tests has its numbers: nine of ten of those that are no integers, or, of a case of
integers and texts alone, its whole content but for its name.
"""

import gzip
import json
import pathlib
import sys

TESTS = pathlib.Path(__file__).resolve().parents[2] / "test"
NAMES = ("name", "id")


def read(path):
    return json.loads(gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes())


def cases(document):
    """The cases of a file by their sections."""
    for section, found in document.items():
        listed = found if isinstance(found, list) else found.values() if isinstance(found, dict) else []
        for each in listed if section != "meta" else []:
            if isinstance(each, dict):
                yield section, each


def fractions(value):
    """The numbers in a value that are no integers, to five digits."""
    if isinstance(value, dict):
        return [each for part in value.values() for each in fractions(part)]
    if isinstance(value, list):
        return [each for part in value for each in fractions(part)]
    return [f"{value:.5g}"] if isinstance(value, float) and value % 1 else []


def contents(value):
    """A value as something to compare: numbers as such, and neither the name nor what says that nothing was given."""
    if isinstance(value, dict):
        parts = sorted((key, contents(each)) for key, each in value.items() if key not in NAMES)
        return tuple(part for part in parts if part[1] not in (None, ()))
    if isinstance(value, list):
        return tuple(map(contents, value))
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


def named(value):
    """All names in a value."""
    if isinstance(value, dict):
        own = {value[key] for key in NAMES if isinstance(value.get(key), str)}
        return own.union(*map(named, value.values()))
    return set().union(*map(named, value)) if isinstance(value, list) else set()


def main(folder):
    held = [read(path) for path in TESTS.glob("**/goldens/**/*.json*")]
    names = set().union(*map(named, held))
    numbers = [set(fractions(document)) for document in held]
    whole = {repr(contents(case)) for document in held for _, case in cases(document)}
    for path in sorted(pathlib.Path(folder).glob("*.json*")):
        total, missing = 0, []
        for section, case in cases(read(path)):
            total += 1
            name = next((case[key] for key in NAMES if isinstance(case.get(key), str)), None)
            own = set(fractions(case))
            has_numbers = own and any(len(own & each) >= 0.9 * len(own) for each in numbers)
            if name not in names and not has_numbers and repr(contents(case)) not in whole:
                missing.append(f"  {section}: {name or json.dumps(case)[:100]}")
        print(f"{path.name}: {total - len(missing)} of {total}", *missing, sep="\n")


if __name__ == "__main__":
    main(sys.argv[1])
