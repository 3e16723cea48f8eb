"""Write pytest_sc_plan/catalog/template/replacement.txt anew from the schemas that cfn-lint brings.

Run it with cfn-lint installed: ``python tools/update_replacement.py``.
"""

from __future__ import annotations

import json
from pathlib import Path

import cfnlint

SCHEMAS = Path(cfnlint.__file__).parent / "data" / "schemas" / "resources"
TARGET = Path(__file__).parents[1] / "pytest_sc_plan" / "catalog" / "template" / "replacement.txt"


def properties(schema: dict[str, list[str]]) -> list[str]:
    """The properties whose change replaces a resource; those that only may do so end in ``?``."""
    always = set(schema.get("createOnlyProperties", []))
    paths = {*always, *schema.get("conditionalCreateOnlyProperties", [])}
    names = {path.split("/")[2] for path in paths}
    return [name if f"/properties/{name}" in always else f"{name}?" for name in sorted(names)]


def main() -> None:
    """Write one line for each type of resource that can be replaced at all."""
    lines = set()
    for file in SCHEMAS.glob("*.json"):
        schema = json.loads(file.read_text(encoding="utf-8"))
        names = properties(schema) if "typeName" in schema else []
        if names:
            lines.add(" ".join([schema["typeName"], *names]))
    TARGET.write_text("\n".join(sorted(lines)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
