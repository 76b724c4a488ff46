"""Names of people in free text are found as people write them, rather one word too many than one too few."""

import pytest

from services.desk.rights.names import marked, words_of

OTHERS = ("Els van der Zande", "Jan Hoekstra", "Müller-Yılmaz, A.", "06 0000 0801")
OWN = ("Mike Hoekstra",)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Tante Els komt.", "Tante [[Els]] komt."),
        ("Els van der Zande en Mike komen.", "[[Els van der Zande]] en Mike komen."),
        ("Mevrouw Van der Zande belt.", "Mevrouw Van der [[Zande]] belt."),
        ("ELS ZANDE", "[[ELS ZANDE]]"),
        ("Jans fiets, en die van Jan", "[[Jans]] fiets, en die van [[Jan]]"),
        ("mw. Muller–Yilmaz", "mw. [[Muller]]–[[Yilmaz]]"),
        ("Bel 06 0000 0801.", "Bel [[06 0000 0801]]."),
        ("De familie Hoekstra gaat naar de Elstraat.", "De familie Hoekstra gaat naar de Elstraat."),
        ("van de kring", "van de kring"),
        ("", ""),
    ],
)
def test_names_of_others_are_marked(text: str, found: str) -> None:
    """By first name or surname, in any case and with or without accents; one's own surname is nobody else's to hide."""
    assert marked(text, OTHERS, OWN) == found


def test_a_particle_is_nobodys_name() -> None:
    """`van` is a word of every text, and so is an initial."""
    assert words_of("A. van der Berg-Jansen") == {"berg", "jansen"}
