"""The words of the copy that somebody gets of what is kept about them, in the languages in which they exist."""

from collections.abc import Callable

BAR = "█████"
"""In the place of what is blacked out: it does not tell how long it was."""

WORDS: dict[str, dict[str, str]] = {
    "lang": {"nl": "nl", "en": "en"},
    "title": {"nl": "Wat er over u bewaard wordt", "en": "What is kept about you"},
    "draft": {
        "nl": "Nog niet nagekeken. De gemarkeerde namen van anderen moeten eerst beoordeeld worden: niet meegeven.",
        "en": "Not yet reviewed. The marked names of others have to be looked at first: do not hand over.",
    },
    "case": {"nl": "Zaak", "en": "Case"},
    "made": {"nl": "Gemaakt op", "en": "Made on"},
    "person-concerned": {"nl": "U bent hoofdpersoon", "en": "The case is about you"},
    "participant": {"nl": "U bent deelnemer van de kring", "en": "You are asked into the circle"},
    "representative": {"nl": "Uw toestemming is gevraagd", "en": "Your permission is asked for"},
    "referrer": {"nl": "U bent aanmelder", "en": "You referred"},
    "information-giver": {"nl": "U bent informatiegever", "en": "You are asked for information"},
    "bottom-line-setter": {"nl": "U stelde een minimumeis", "en": "You set a bottom line"},
    "shared-with": {"nl": "Met u mag iets gedeeld worden", "en": "Something may be shared with you"},
    "coordinator": {"nl": "U bent coordinator", "en": "You are a coordinator"},
    "erased": {
        "nl": "De sleutel van uw gegevens is vernietigd. Wat van u was is onleesbaar, voor iedereen en voorgoed.",
        "en": "The key of your data was destroyed. What was yours cannot be read, by anybody, for good.",
    },
    "about": {
        "nl": "Dit overzicht hoort bij uw recht op inzage (AVG, artikel 15). Het toont alles wat onder uw naam of"
        " nummer bewaard wordt in deze zaak, in de volgorde waarin het gebeurde, ook antwoorden en datums. Wat over een"
        " ander gaat staat er niet in.",
        "en": "This is your copy under the right of access (GDPR, article 15). It shows all that is kept under your"
        " name or number in this case, in the order in which it happened, answers and dates too. What is about"
        " somebody else is not in it.",
    },
    "kept": {"nl": "Wat er gebeurde", "en": "What happened"},
    "told": {"nl": "Wat u verteld is", "en": "What you were told"},
    "kinds": {"nl": "Waarvoor, op welke grond, hoe lang", "en": "What for, on which ground, how long"},
    "purpose": {"nl": "waarvoor", "en": "what for"},
    "basis": {"nl": "op welke grond", "en": "on which ground"},
    "retention": {"nl": "hoe lang", "en": "how long"},
    "special": {"nl": "kan bijzonder zijn: artikel 9 en 10", "en": "can be special: articles 9 and 10"},
    "bases": {"nl": "Rechtsgrond", "en": "Legal basis"},
    "recipients": {"nl": "Wie wat kreeg of mag krijgen", "en": "Who was or may be given what"},
    "read": {"nl": "Wie keek", "en": "Who looked"},
    "not-in-it": {"nl": "Wat hier niet in staat", "en": "What is not in it"},
    "withheld": {
        "nl": "In geen enkel overzicht staat, of het er is of niet: wat over ieders veiligheid gemeld werd, een klacht"
        " of een wens van een ander, waar een plaats is die mondeling verteld wordt, en wat in teksten over de zaak als"
        " geheel over u gezegd kan zijn als de zaak niet over u gaat. U kunt daarnaar vragen: een mens beslist.",
        "en": "In no copy stands, whether it is there or not: what was told about anybody's safety, a complaint or a"
        " wish of somebody else, where a place is that is told by word of mouth, and what may have been said of you in"
        " texts about the case as a whole, if it is not about you. You can ask for it: a human decides.",
    },
    "rights": {"nl": "Uw rechten", "en": "Your rights"},
    "right-1": {
        "nl": "Wat niet klopt wordt rechtgezet (artikel 16): zeg wat het moet zijn.",
        "en": "What is wrong is put right (article 16): say what it should be.",
    },
    "right-2": {
        "nl": "U kunt om wissen vragen (artikel 17); wat van u was is daarna voor niemand meer leesbaar.",
        "en": "You can ask for erasure (article 17); after it nobody can read what was yours.",
    },
    "right-3": {
        "nl": "U kunt vragen dat uw gegevens rusten (artikel 18): zolang leest niemand ze.",
        "en": "You can ask that your data rest (article 18): so long nobody reads them.",
    },
    "right-4": {
        "nl": "Wat u toestond kunt u intrekken, op dezelfde manier, zonder reden, meteen.",
        "en": "What you permitted you can take back, in the same way, without a reason, at once.",
    },
    "right-5": {
        "nl": "U kunt bezwaar maken (artikel 21), bij wie dit overzicht gaf.",
        "en": "You can object (article 21), to whoever gave you this copy.",
    },
    "right-6": {
        "nl": "U kunt een klacht indienen bij de Autoriteit Persoonsgegevens.",
        "en": "You can complain to the supervisory authority, the Autoriteit Persoonsgegevens.",
    },
    "superseded": {"nl": "later rechtgezet", "en": "put right later"},
    "nothing": {"nl": "Niets.", "en": "Nothing."},
    "yes": {"nl": "ja", "en": "yes"},
    "no": {"nl": "nee", "en": "no"},
}


def of_language(language: str) -> Callable[[str], str]:
    """What there is to say in a language; Dutch where it is neither of the two."""
    tongue = language if language in WORDS["lang"] else "nl"
    return lambda name: WORDS[name][tongue] if name in WORDS else name.replace("-", " ")
