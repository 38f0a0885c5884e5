#!/usr/bin/env python
"""Django's command line, usable from any folder: ``python guichet/manage.py migrate``."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Run one management command of the front desk.

    Exits with status 2 and one sentence when the configuration is refused (see ``guichet.environment``).
    """
    # Python puts guichet/ itself first, where our `site` app would hide the standard library's module of that name.
    sys.path[0] = str(ROOT)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guichet.settings")

    from django.core.management import execute_from_command_line

    from guichet.environment import Misconfigured

    try:
        execute_from_command_line(sys.argv)
    except Misconfigured as error:
        print(f"guichet: {error}", file=sys.stderr)
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
