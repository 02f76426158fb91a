"""Which ids a file has named, and what each one's line said, in little memory."""

# Bytes of an id's hash, of what its line said, and of both.
ID = SAID = 8
NOTE = ID + SAID
# The notes of ids whose hashes end alike are searched together: some thirty in the longest file.
ALIKE = 2**16


class SaidBefore:
    """A hash of what the line of every id said.

    A dictionary of the ids takes six times the memory, or more if they are long: with a million
    lines, more than everything else in an import. That two of two million ids have the same hash
    happens once in ten million such files; then the file is refused, as if an id came twice.
    """

    def __init__(self) -> None:
        self._notes = [bytearray() for _ in range(ALIKE)]

    def note(self, external_id: str, said: int) -> int | None:
        """What an earlier line of this id said; if there was none, None, and this one is noted."""
        number = hash(external_id)
        notes, name = self._notes[number % ALIKE], number.to_bytes(ID, "little", signed=True)
        at = notes.find(name)
        while at % NOTE and at >= 0:
            at = notes.find(name, at + 1)
        if at >= 0:
            return int.from_bytes(notes[at + ID : at + NOTE], "little", signed=True)
        notes += name + said.to_bytes(SAID, "little", signed=True)
        return None
