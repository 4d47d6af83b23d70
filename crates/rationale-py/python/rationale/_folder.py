"""A folder of criteria -> texts by their paths."""

from __future__ import annotations

import os
import re

from ._errors import made

# As the command has them.
_MOST_CRITERIA = 8 << 20
_MOST_CODES = 256 << 20
_MOST_FILES = 100_000
# Paths that lead out of a folder, or may.
_OUT = re.compile(r"[\\:]|(^|/)\.{0,2}(/|$)")
# How criteria name a file of codes; behind `#` stands which of its value sets.
_FILE = re.compile(r'\bfile\s*"([^"\n]+)"')


def read(folder: str | os.PathLike[str]) -> dict[str, str]:
    """Every ``.crit`` below a folder, and the files of codes that one of them names.

    Raises:
        RequestError: there is no such folder, or a file cannot be read; the message names it.
    """
    root = os.fspath(folder)
    if not os.path.isdir(root):
        raise made(
            "request", f"{root[:200]}: no such folder; name the folder of the criteria, or give texts by their paths"
        )
    paths = _walk(root)
    texts = {path: _text(root, path, _MOST_CRITERIA) for path in paths}
    if not texts:
        raise made("request", f"{root}: no criteria here; name a folder of `.crit` files")
    named = {name.partition("#")[0] for text in texts.values() for name in _FILE.findall(text)}
    for path in sorted(named):
        # What is not there, or leads out of the folder, is a diagnostic where it is named.
        if not _OUT.search(path) and os.path.isfile(os.path.join(root, path)):
            most = _MOST_CODES if path.lower().endswith(".json") else _MOST_CRITERIA
            texts[path] = _text(root, path, most)
    return texts


def _walk(root: str) -> list[str]:
    found = []
    walked = set()
    for place, folders, files in os.walk(root, followlinks=True):
        # A link may lead back to a folder already walked.
        real = os.path.realpath(place)
        if real in walked:
            folders.clear()
            continue
        walked.add(real)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in files:
            if name.endswith(".crit"):
                found.append(os.path.relpath(os.path.join(place, name), root).replace(os.sep, "/"))
        if len(found) > _MOST_FILES:
            raise made("request", f"{root}: more than {_MOST_FILES} files; name a smaller folder")
    return sorted(found)


def _text(root: str, path: str, most: int) -> str:
    file = os.path.join(root, path)
    try:
        with open(file, "rb") as opened:
            data = opened.read(most + 1)
    except OSError as error:
        raise made("request", f"{file}: cannot be read: {error.strerror}") from None
    if len(data) > most:
        raise made("request", f"{file}: longer than {most >> 20} MiB, which is the most that is read; split it")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise made("request", f"{file}: this is not UTF-8 text; save it with the encoding UTF-8") from None
