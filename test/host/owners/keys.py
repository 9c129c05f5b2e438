"""Lists the sysctls of the network, with their values; or those that take others, and which.

A key whose write moves another one is left out, and so is one with a dot in a part of its name.
"""
import functools
import os
import re
import sys

ROOT = "/proc/sys/"
LEFT_OUT = re.compile(r"/conf/(all|default)/|/neigh/default/|_key$|/stat_|/flush$|[.]|_secret$|/unres_qlen")


@functools.cache
def opened(path):
    return os.open(ROOT + path, os.O_RDONLY)


def read(path):
    try:
        return os.pread(opened(path), 65536, 0).decode().strip()
    except (OSError, UnicodeDecodeError):
        return None


def write(path, value):
    try:
        with open(ROOT + path, "w") as file:
            file.write(value)
        return read(path) == value
    except OSError:
        return False


@functools.cache
def paths():
    return list(found())


def found():
    for folder, _, names in os.walk(ROOT + "net"):
        for name in names:
            path = os.path.join(folder, name)
            if os.stat(path).st_mode & 0o600 == 0o600:
                yield path[len(ROOT):]


def everything():
    return {path: value for path in paths() if (value := read(path)) is not None}


def others(path, before):
    was = int(before[path])
    took = []
    for value in (was + 1, was * 2, was - 1, was + 2, was // 2, 1, 0):
        if value < 0 or value == was or value in took or not write(path, str(value)):
            continue
        took.append(value)
        if len(took) == 1 and everything() != {**before, path: str(value)}:
            return []
        if len(took) == 2:
            return took
    return []


def main():
    before = everything()
    if sys.argv[1:] == ["dump"]:
        for path, value in before.items():
            print(path, value, sep="\t")
        return
    for path in sorted(before):
        was = before[path]
        if LEFT_OUT.search(path) or not was.isdigit():
            continue
        took = others(path, before)
        write(path, was)
        goes_back = everything() == before
        before = before if goes_back else everything()
        if took and goes_back:
            print(path, was, *took, sep="\t")


main()
