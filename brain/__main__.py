"""``python -m brain``: serve turns."""

import warnings

# Python's own filters would do, if Rasa's imports did not reset them: what libraries deprecate among themselves is no news for an operator.
warnings.showwarning = lambda *_, **__: None

from brain.launcher import main  # noqa: E402

main()
