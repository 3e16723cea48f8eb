"""The statuses of plans."""

from __future__ import annotations

FINISHED = ["EXECUTE_SUCCESS", "EXECUTE_FAILED"]
STATUSES = [
    "CREATE_IN_PROGRESS",
    "CREATE_SUCCESS",
    "CREATE_FAILED",
    "EXECUTE_IN_PROGRESS",
    *FINISHED,
]
