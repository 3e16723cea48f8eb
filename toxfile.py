"""Lets tox find each Python that pyenv has, whether or not it is switched on."""

from __future__ import annotations

import os
from pathlib import Path

root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
found = (str(directory) for directory in sorted(root.glob("versions/3.*/bin")))
os.environ["PATH"] = os.pathsep.join([os.environ.get("PATH", os.defpath), *found])
