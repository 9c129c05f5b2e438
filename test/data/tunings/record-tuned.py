"""Records a release of TuneD: its profiles without comments, and what its own loader makes of them.

python3 record-tuned.py VERSION SOURCE PROFILES PYTHON > tuned-VERSION.json

PROFILES is the directory of the profiles, PYTHON the directory that has the package `tuned`.
Nothing of the machine that records goes in: TuneD's functions stay as they are written.
"""
import json
import os
import re
import sys
import tempfile
import types

version, source, profiles, python = sys.argv[1:]
sys.path.insert(0, python)


VIRT_CHECK = re.compile(r"\$\{f:virt_check:([^:}]*):([^:}]*)\}")


class Unexpanded:
    """Functions stay as they are written, but for the one that names a profile to include."""

    is_virtual = False

    def expand(self, text):
        return VIRT_CHECK.sub(r"\1" if Unexpanded.is_virtual else r"\2", text)


functions = types.ModuleType("tuned.profiles.functions")
functions.functions = types.SimpleNamespace(Functions=Unexpanded)
functions.Repository = Unexpanded
sys.modules["tuned.profiles.functions"] = functions
for absent in ("pyudev", "dbus", "dbus.exceptions"):
    sys.modules.setdefault(absent, types.ModuleType(absent))

import tuned.profiles  # noqa: E402
import tuned.profiles.variables  # noqa: E402

KEPT = ("tuned.conf", "-variables.conf", ".sh")
PROSE = re.compile(r"^\s*(#|;|summary\s*=|description\s*=)")


def facts(path):
    """The file's assignments: no comment, no summary, no licence."""
    with open(path) as file:
        lines = file.read().split("\n")
    if path.endswith(".sh"):
        return None
    kept = [line.rstrip() for line in lines if line.strip() and not PROSE.match(line)]
    return "\n".join(kept) + "\n"


def read_profiles():
    found = {}
    for name in sorted(os.listdir(profiles)):
        directory = os.path.join(profiles, name)
        if not os.path.isfile(os.path.join(directory, "tuned.conf")):
            continue
        texts = {}
        for file in sorted(os.listdir(directory)):
            text = facts(os.path.join(directory, file)) if file.endswith(KEPT) else None
            if text is not None:
                texts[file] = text
        found[name] = texts
    return found


def merged(found):
    with tempfile.TemporaryDirectory() as root:
        for name, files in found.items():
            os.makedirs(os.path.join(root, name))
            for file, text in files.items():
                with open(os.path.join(root, name, file), "w") as out:
                    out.write(text)
        both = {}
        for machine in ("metal", "virtual"):
            Unexpanded.is_virtual = machine == "virtual"
            both[machine] = {name: load(root, name) for name in found}
        return both


def load(root, name):
    variables = tuned.profiles.variables.Variables()
    loader = tuned.profiles.Loader(
        tuned.profiles.Locator([root]), tuned.profiles.Factory(), tuned.profiles.Merger(), None,
        variables)
    profile = loader.load(name)
    return {unit.name: {
        "type": unit.type, "enabled": unit.enabled, "uname": unit.uname_regex,
        "cpuinfo": unit.cpuinfo_regex,
        "options": {key: variables.expand(str(value).strip("\"'")) if key != "script"
                    else [os.path.relpath(one, root) for one in value]
                    for key, value in unit.options.items()},
    } for unit in profile.units.values()}


texts = read_profiles()
json.dump({"version": version, "source": source, "profiles": texts, "merged": merged(texts)},
          sys.stdout, indent=1)
print()
