"""Where torch is not installed, what needs it says so in one sentence, and all the rest runs.

There is no current torch for Macs with Intel processors.
"""

import importlib.util
import sys
from importlib.machinery import ModuleSpec

from course_utils.texts import gettext


class NeedsTorch(ModuleNotFoundError):
    """An import of torch where there is none; a notebook shows it as a sentence, without a traceback."""

    def _render_traceback_(self):
        return [str(self)]


class _Loader:
    """Finds torch, as the last of all finders, and says that it isn't there when it is to be loaded."""

    def find_spec(self, name, path=None, target=None):
        return ModuleSpec(name, self) if name.split(".")[0] == "torch" else None

    def create_module(self, spec):
        said = gettext(
            "This cell needs torch, which is not installed here. Cells that don't need it, or what this one "
            "makes, still run."
        )
        raise NeedsTorch(said, name=spec.name)

    def exec_module(self, module):
        """Never called: there is no module."""


def install():
    """Let imports of torch say what is missing, if it is; return whether it is."""
    missing = importlib.util.find_spec("torch") is None
    if missing:
        sys.meta_path.append(_Loader())
    return missing
