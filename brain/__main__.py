"""``python -m brain``: serve turns."""

from brain.launcher import main

main()
