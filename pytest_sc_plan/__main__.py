"""``python -m pytest_sc_plan``."""

import sys

from .command import main

sys.exit(main())
