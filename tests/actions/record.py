"""Write again what the saved trackers of ``cases/`` give: ``python -m tests.actions.record``. Read the difference before you commit it."""

from __future__ import annotations

import json
from copy import deepcopy

from brain import snapshots
from tests.actions.conftest import CASES, document, play


def main() -> None:
    snapshots.put("val-de-brume", "0123456789abcdef", document())
    for path in sorted(CASES.glob("*.json")):
        cases = json.loads(path.read_text(encoding="utf-8"))
        for case in cases:
            # A copy: Rasa's tracker adds to the events that it is given.
            case.update(play(case["action"], deepcopy(case["tracker"])))
        path.write_text(json.dumps(cases, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
