"""Programs that run in an interpreter of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def run_program(program: str, home: Path) -> list[str]:
    """The lines that a program writes, where nobody configured AWS."""
    environment = {name: value for name, value in os.environ.items() if name[:4] != "AWS_"}
    # Nobody is to look for credentials on the network.
    environment |= {"HOME": str(home), "AWS_EC2_METADATA_DISABLED": "true"}
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment
    )
    assert not ended.stderr, ended.stderr
    assert ended.returncode == 0
    return ended.stdout.splitlines()
