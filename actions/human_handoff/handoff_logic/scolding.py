"""Tell whether a customer scolds the machine: "stupid bot", "je begrijpt me niet".

The machine must be addressed or named. Who scolds a telephone, a price or the firm does not scold
the machine: "my stupid phone is broken", "this is ridiculous". This module does not know Rasa.
"""

from __future__ import annotations

import re

from .answer_phrases import MAX_COMPARED_LENGTH, phrases, plain_words, whole, within, words_of
from .dutch_answers import DUTCH
from .english_answers import ENGLISH

# Between these, each part is looked at by itself.
_BETWEEN_CLAUSES = re.compile(r"[.!?,;:\n]+")
_PIECES = {
    "BAD": "(useless|stupid|stupidest|dumb|dumbest|dumbass|idiot|idiotic|rubbish|crap|crappy|thick|"
    "hopeless|annoying|terrible|horrible|awful|worthless|garbage|trash|pathetic|ridiculous|moron|"
    "moronic|clueless|shit|shitty|fucking|bloody|lousy|worst|incompetent|brainless|a joke|"
    "(a )?waste of( my)? (time|space))",
    "BOT": "(bots?|chat ?bots?|robots?|(virtual|automated|ai) assistant)",
    "MACHINE": "(machine|computer|program|software|piece of (software|junk)|algorithm|thing)",
    "IDIOT": "(idiot|moron|imbecile|dumbass|dimwit|dickhead)",
    "SUKKEL": "(idioot|sukkel|mongool|eikel|domkop|debiel|kutding|klotending|rotding|imbeciel)",
    "YOU_ARE": "(you are|youre|your|ur|u r|u are)",
    "YOU_DO_NOT": r"(you|u)( (really|clearly|just|still|simply|obviously))* "
    "(dont|do not|never|cant|cannot|arent|havent|are not|have not)( (even|really|ever))*",
    "SO": "(so|such|really|this|that|just|quite|very|absolutely|completely|totally|utterly|truly|a|"
    "an|the|as|all|pretty|fucking|bloody|damn|simply|total|complete|absolute|still)",
    "SLECHT": "(nutteloze|nutteloos|waardeloos|waardeloze|stom|stomme|dom|domme|domste|idioot|"
    "idiote|slechte?|slechtste|hopeloos|hopeloze|irritante?|belachelijke?|achterlijke?|verschrikkelijke?|"
    "vreselijke?|debiele?|kut|klote|kansloos|kansloze|onbruikbare?|sukkel|ramp|drama)",
    "ROBOT": "(bots?|chat ?bots?|robots?|robotje|(virtuele|digitale) assistent)",
    "APPARAAT": "(machine|computer|programma|apparaat|ding)",
    "JE": "(je|jij|u)",
    "JE_BENT": "(je bent|jij bent|u bent|ben je|ben jij|wat ben je|wat ben jij)",
    "ZO": "(zo|zon|echt|wel|ook|toch|gewoon|een|de|heel|erg|ontzettend|compleet|totaal|volledig|"
    "helemaal|nou|nu|maar|eigenlijk|werkelijk|het|dus|behoorlijk|enorm)",
    "NIETS": "(niks|niets|geen|niet)",
    "DEVICE": "(BOT|MACHINE|ROBOT|APPARAAT)",
}
# The machine is named.
_NAMED = within(
    phrases(
        r"""
        BAD( \w+)? BOT | BOT( \w+)? (is|are|was|s)( SO){0,3} BAD
        BOT (sucks?|stinks?|is no (help|use))
        BOT( \w+)? (doesnt|dont|does not|do not|cant|cannot|never)( \w+)? (understand|listen|help)
        (hate|despise) (this|that|the|you|these)( BAD)? BOT | BOT you (understand|know) nothing
        (kut|klote|rot|kanker|tering|tyfus|flut|prut|pruts)(bot|robot|chatbot)
        SLECHT( \w+)? ROBOT | ROBOT( \w+)? (is|zijn|was)( ZO){0,3} SLECHT
        ROBOT( \w+)? (snapt|begrijpt|luistert|helpt)( \w+){0,3} NIETS
        haat (deze|die|dit)( SLECHT)? ROBOT
        """,
        _PIECES,
    )
)
# The machine is spoken to; a part of a message that says nothing else.
_ADDRESSED = whole(
    phrases(
        r"""
        (\w+ ){0,6}YOU_ARE( SO){0,4} BAD( SO)?( BAD)?( BOT| MACHINE)?
        YOU_ARE (no|not (of )?any|not much|of no|zero) (help|use|good)( at all| to me)?
        YOU_DO_NOT (listen|listening|helping)( \w+){0,5}( BAD MACHINE)?
        YOU_DO_NOT (understand|understanding|understood)( \w+){0,5}
        YOU_DO_NOT get (it|me|this|that|what)( \w+){0,5}
        YOU_ARE not (helping|listening|understanding)( \w+){0,4} | (you|u) keep misunderstanding me
        (\w+ ){0,3}(you|u) (suck|stink)( at this)? | you (understand|know) nothing
        do (you|u) even (understand|listen)( \w+)?
        you cant do anything( can you)? | (are you|r u)( SO){0,3} BAD
        what an?( SO){0,2} BAD (BOT|MACHINE)( you are)?
        (fuck|screw) (you|u|off) | shut (up|it) | piss off | go to hell | i hate you
        ((you|u|what an?|such an?|this|youre)( SO)? )?(BAD )?BAD MACHINE( you are)?
        you (stupid |total |fucking )?BAD (MACHINE|BOT)( \w+){0,4}
        ((you|u|what an?|such an?|youre) )?(stupid |total |complete |fucking )?IDIOT
        (\w+ ){0,6}JE_BENT( ZO){0,4} SLECHT( ZO)?( SLECHT)?( ROBOT| APPARAAT)?( (hoor|zeg|he))?
        JE_BENT( ZO){0,4} SLECHT want( \w+){1,12}
        wat ben JE( ZO){0,3} SLECHT (ROBOT|APPARAAT)( zeg)?
        wat een( ZO)? SLECHT (ROBOT|APPARAAT)( ben JE)?( zeg)?
        (\w+ ){0,2}JE (begrijpt|snapt|luistert|helpt)( \w+){0,3} NIETS( \w+){0,8}
        JE (kunt|kan|weet)( ZO){0,3} (niks|niets)
        (begrijp|snap|luister) JE( \w+){0,3} NIETS( \w+){0,2}
        aan (jou|je) heb( ik)?( \w+){0,2} (niks|niets)( \w+)?
        (daar )?heb ik (niks|niets) aan jou | aan jou heb je (niks|niets)
        (hou|houd) je (mond|bek|kop|waffel)( \w+)? | rot( toch)?( een eind)? op
        flikker( toch)? op | val dood | sodemieter op
        ((wat een|jij|je|jullie|deze|dit|stuk) )?(SLECHT )?SLECHT APPARAAT( dat je bent)?
        ((wat een|jij|je) )?(stomme |domme |achterlijke )?SUKKEL
        """,
        _PIECES,
    )
)
# A machine of the customer's own, one that is for sale, or a machine for money or parking.
_ANOTHER_MACHINE = within(
    phrases(
        r"""
        (my|our|his|her|their|mijn|mn|onze|ons|zijn|haar|hun)( \w+){0,3} DEVICE
        (BOT|ROBOT) (vacuums?|hoovers?|mowers?|lawn|cleaner|toy|arm|stofzuigers?|maaiers?)
        (buy|bought|order|ordered|sell|gekocht|koop|kopen|besteld|bestellen)( \w+){0,4} DEVICE
        """,
        _PIECES,
    )
)
_FILLERS = (ENGLISH.fillers | DUTCH.fillers) - words_of("je jij jou u you listen look") | words_of(
    "omg god jesus christ jeez ugh wow great no nee jezus jee gvd godverdomme verdomme clearly wtf"
)
_PERSONS = (ENGLISH.persons | DUTCH.persons) - {"support"} | words_of(
    "boss lady guy transfer connect call baas chef mevrouw meneer doorverbinden verbind bel bellen"
)


def scolds_machine(text: str) -> bool:
    """Tell whether a customer scolds the bot, by the first `MAX_COMPARED_LENGTH` characters."""
    clauses = _BETWEEN_CLAUSES.split(text[:MAX_COMPARED_LENGTH])
    return any(_scolds(_without_fillers(plain_words(clause))) for clause in clauses)


def only_scolds(text: str) -> bool:
    """Tell whether a customer scolds the bot and does not ask for a person in the same message."""
    return scolds_machine(text) and not _PERSONS & set(plain_words(text))


def _without_fillers(words: list[str]) -> str:
    while words and words[0] in _FILLERS:
        del words[0]
    while words and words[-1] in _FILLERS:
        words.pop()
    return " ".join(words)


def _scolds(said: str) -> bool:
    if _ANOTHER_MACHINE.search(said):
        return False
    return bool(_NAMED.search(said) or _ADDRESSED.fullmatch(said))
