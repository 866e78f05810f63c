"""Packs folders of models into one archive whose bytes depend on their content alone.

    python tools/goldens/pack_models.py OUT.zip ROOT NAME...

NAMEs are folders or files under ROOT; they keep their names in the archive.
"""
import os
import sys
import zipfile

out, root, *names = sys.argv[1:]


def files(name):
    path = os.path.join(root, name)
    if os.path.isfile(path):
        return [name]
    return sorted(os.path.relpath(os.path.join(folder, file), root) for folder, _, found in os.walk(path) for file in found)


with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
    for name in sorted({file for name in names for file in files(name)}):
        member = zipfile.ZipInfo(name.replace(os.sep, "/"), (1980, 1, 1, 0, 0, 0))
        member.compress_type = zipfile.ZIP_DEFLATED
        member.external_attr = 0o644 << 16
        with open(os.path.join(root, name), "rb") as file:
            archive.writestr(member, file.read())
print(out, os.path.getsize(out), "bytes")
