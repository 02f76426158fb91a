"""The same name in both languages."""


def both(english: str, persian: str) -> dict[str, str]:
    return {"en": english, "fa_IR": persian}


def words(one: str, many: str, persian: str) -> dict[str, tuple[str, str]]:
    """Singular and plural; Persian counts with the singular."""
    return {"en": (one, many), "fa_IR": (persian, persian)}
