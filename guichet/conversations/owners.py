"""Names of the processes that hold leases, and what the dead among them left.

A lease runs out by itself. But a process that starts again after a crash on the same machine can see that its
predecessor is dead, and need not let citizens wait for that.
"""

import hashlib
import os
import secrets
import socket

from guichet.conversations.models import Conversation

_MACHINE = hashlib.sha256(socket.gethostname().encode()).hexdigest()[:8]


def own_name() -> str:
    """This process's name in leases: machine, process id and a random part, for process ids are used again."""
    return f"{_MACHINE}-{os.getpid()}-{secrets.token_hex(4)}"


def release_the_dead() -> int:
    """Release the leases of this machine's dead processes; returns how many.

    Should a name mislead (two machines of one name), a turn is done twice and its second answer dropped by
    ``turns.finish``: never said twice.
    """
    held = Conversation.objects.exclude(lease_owner="").values_list("lease_owner", flat=True).distinct()
    dead = [owner for owner in held if _is_dead(owner)]
    return Conversation.objects.filter(lease_owner__in=dead).update(lease_owner="", lease_until=None)


def _is_dead(owner: str) -> bool:
    machine, _, rest = owner.partition("-")
    process, _, _ = rest.partition("-")
    if machine != _MACHINE or not process.isdecimal():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
