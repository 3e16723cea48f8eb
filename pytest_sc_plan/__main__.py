"""``python -m pytest_sc_plan``."""

import sys

from .server.command import main

sys.exit(main())
