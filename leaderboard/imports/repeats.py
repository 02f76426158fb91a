"""Which ids a file has named, and what each one's line said, in little memory."""

from collections import defaultdict
from hashlib import blake2b

# Bytes of an id's digest, of what its line said, and of both.
ID, SAID = 16, 8
NOTE = ID + SAID
# The notes of ids whose digests begin alike are searched together: some thirty in the longest file.
ALIKE = 2


class SaidBefore:
    """A hash of what the line of every id said.

    A dictionary of the ids takes six times the memory, or more if they are long: with a million
    lines, more than everything else in an import.
    """

    def __init__(self) -> None:
        self._notes: dict[bytes, bytearray] = defaultdict(bytearray)

    def note(self, external_id: str, said: int) -> int | None:
        """What an earlier line of this id said; if there was none, None, and this one is noted."""
        digest = blake2b(external_id.encode("utf-8", "surrogateescape"), digest_size=ID).digest()
        notes = self._notes[digest[:ALIKE]]
        at = notes.find(digest)
        while at % NOTE and at >= 0:
            at = notes.find(digest, at + 1)
        if at >= 0:
            return int.from_bytes(notes[at + ID : at + NOTE], "little", signed=True)
        notes += digest + said.to_bytes(SAID, "little", signed=True)
        return None
