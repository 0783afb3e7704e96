"""Dutch: what customers say in the contact form instead of a name or an address."""

from __future__ import annotations

from .answer_phrases import Phrases, phrases, words_of

_PIECES = {
    "DATA": "((voor|achter)?naam|e?mail(adres)?|adres|(telefoon)?nummer|(persoons)?gegevens|info|"
    "informatie|data)",
    "TELL": "(geven|zeggen|delen|vertellen|achterlaten|invullen|doorgeven|verstrekken|noemen|"
    "opgeven|typen|afstaan|weggeven|prijsgeven|invoeren|beantwoorden)",
    "I_TELL": "(geef|zeg|vertel|deel|verstrek|noem|laat|vul|typ|stuur|geven)",
    "NOT": "(niet|niks|niets|geen|nooit|liever)",
    "NEEDED": "(nodig|verplicht|noodzakelijk|belangrijk|relevant|van belang)",
    "PRIVATE": "(prive|privé|geheim|persoonlijk|vertrouwelijk)",
    "STAFF": "(medewerkers?|mens|mensen|persoon|iemand|niemand|collegas?|agent|operator|"
    "doorverbonden|doorverbinden|hulp|gesprek|klantenservice|adviseur)",
    "A_PERSON": "((echte?|andere|met|een|n|de|meer|toch|hulp|van|te|worden|door|contact|via|jullie|"
    "extra|menselijke|wachten|op|praten) ){0,4}STAFF",
    "STOP": "(stop|annuleer|cancel|be[eë]indig|sluit|breek)",
    "TO_STOP": "(stoppen|annuleren|terug|weg|afbreken|ophouden|cancellen|eruit)",
    "THIS": "(maar|dit|het|dat|nu|hier|hiermee|ermee|mee|alles)",
    "CHAT": "(chat|gesprek|aanvraag|verzoek|overdracht|formulier|sessie|doorverbinding)",
    "THEY": "(je|u|jij|jullie|ze)",
    "BOT": "((chat)?bots?|robots?|computers?|machines?)",
}

DUTCH = Phrases(
    fillers=words_of(
        "aub alsjeblieft alstublieft svp bedankt dank dankje dankjewel dankuwel je u wel sorry ok "
        "oke oké okee ja jawel hoi hallo hey hee hé hè he nou ach eh ehh ehm uh uhm tja hoor joh "
        "zeg "
        "en dus even ff gewoon maar meneer mevrouw man haha lol goedemorgen goedemiddag "
        "goedenavond wacht gvd ff pff jongen zeker graag"
    ),
    refusals=phrases(
        r"""
        (ne|neen?|neej|nope|nah|no)( nee)*( (hoor|dank|liever niet|echt niet))? | nooit | niks
        niets | geen | nvt | n v t | niemand | gast | weiger | ik weiger( dat)? | geen commentaar
        overslaan | skip | (ik )?pas | volgende( vraag)? | (ga )?((maar|dan) )?verder( zonder)?
        (dit )?sla( ik)?( (dit|deze|die|dat|het|maar))*( vraag)?( (maar|liever))? over | zonder
        anoniem | ((dat|da|t) is )?PRIVATE | liever niet | hoeft niet | niet nu
        (daar heb ik )?geen zin( in)?
        (dat )?zeg ik ((liever|echt|je|u) )?(niet|niks) | ik zeg (niks|niets|het niet) | no way
        (dat )?(wil|ga|doe) ik ((liever|echt|je) )?niet | (ik )?dacht het niet | dat dacht ik niet
        ik (wil|ga|doe)( (dat|het))? (liever )?niet | geen denken aan | geen DATA
        (en )?moet dat( (echt|nou|nu|per se|eigenlijk|wel|dan))* | is dat (echt )?NEEDED
        (die |dat |ik )?heb( ik)?( (die|er|dat|het))? (niet|geen|geeneen) | niet NEEDED
        ik heb er geen( (een|eentje))? | (echt|absoluut|zeker|natuurlijk|nu|beslist) niet
        """,
        _PIECES,
    ),
    refusals_within=phrases(
        r"""
        NOT( \w+){0,4} TELL | (ik|we|wij) I_TELL( \w+){0,5} NOT | I_TELL (ik|we|wij)( \w+){0,4} NOT
        (geen|zonder)( (mijn|mn|een|n|eigen|echte|persoonlijke|vaste))* DATA | ik weiger | weiger ik
        (doe|doen|werk) ((ik|we) )?niet (aan|met) (\w+ )?(DATA|internet|BOT)
        geen (computer|internet)
        gebruik( (ik|we))?( \w+)? (geen|nooit) | liever (niet|anoniem) | anoniem | incognito
        privacy | avg | gdpr | prive | privé | is( \w+){0,3} PRIVATE | leeg | overslaan
        (persoonlijke|vertrouwelijke) (DATA|vraag) | zonder( \w+)?$ | spam | reclame | bemoei je
        gaat( (je|u|jou|jullie|dat|ze))+ ((echt|helemaal) )?(niks|niets|geen \w+) aan | eigen zaken
        niet (jouw|jullie|uw|je) (zaak|zaken) | heb je niet nodig | niet nodig( \w+)? DATA
        (hoef|hoeft|hoeven)( \w+){0,4} (niet|niks)( \w+){0,3} weten | slaan we over
        zoek( \w+){0,2} op
        (hoef|hoeft|hoeven) THEY (\w+ )?niet( te (weten|hebben))? | volgens de avg
        (THEY )?(heb|hebt|hebben|heeft)( THEY)? (mijn )?DATA niet nodig | DATA HAS THEY niet nodig
        (HAS|weet|weten|ken|kennen) THEY( \w+){0,2} al | THEY (HAS|weten|kennen|weet)( \w+){0,3} al$
        (staat|staan)( \w+){0,3} (toch al|al)( \w+){0,3}$
        (al|net|eerder) (gegeven|gezegd|doorgegeven|verteld|ingevuld|opgegeven|getypt)
        moet ik( \w+){0,3} (echt|per se|TELL) | ben ik ((dat|daartoe) )?verplicht | voor mezelf
        is ((een|mijn|het|dat|de) )?(DATA )?((echt|wel) )?NEEDED
        (kan|mag|kunnen|mogen)( (het|ik|dit|dat|we|die|deze))+( \w+){0,3} (zonder|anoniem|overslaan)
        voelt?( (ik|me|mij|dit|dat|er|hier|daar))* niet (prettig|fijn|goed|comfortabel|veilig)
        vertrouw( \w+){0,3} niet | houd?( ik)?( \w+){0,2} voor (me|mij|mezelf) | vraag dat niet
        I_TELL( \w+){0,3}( (wel|alleen|pas|liever))+( \w+)? (aan|tegen) (een|de|n) STAFF
        (doet|maakt)( \w+)?( er)? niet (toe|uit) | niet NEEDED$ | (sla|slaan)( \w+){1,4} over
        (stop|houd?)( (op|eens))? met (vragen|dat vragen) | moet (het|dat)$ | niet zonder
        \w+ \w+ nee$ | nogmaals nee
        (weet|ken)( \w+){0,2} DATA( \w+)? niet | als (ik|we) nee zeg | niet vragen
        DATA( \w+){0,3} (vergeten|kwijt) | DATA (weet|ken) ik niet
        DATA( \w+){0,2} (werkt|doet) \w*niet
        (email|mail|emailadres|mailadres) (werkt|doet)( het)? niet | (e?mail|ik mail) nooit
        """,
        {"HAS": "(heb|hebt|hebben|heeft)", **_PIECES},
    ),
    no_transfer_within=phrases(
        r"""
        (hoef|hoeft|wil|heb|zoek)( \w+){0,3} (geen|niemand|niet) A_PERSON | geen STAFF meer
        (hoef|hoeft|wil)( \w+){0,2} (niemand|niet|geen)( \w+)? (meer|doorverbonden|gebeld)
        (verbind|bel)( (me|mij))?( \w+){0,2} niet( (door|terug))?( \w+)?$
        geen STAFF( (meer|toch))? nodig
        niet (doorverbinden|doorverbonden|bellen|terugbellen|door te verbinden) | bedenk me
        (heb|ben) (me|mij) bedacht | bedacht me | van gedachten? veranderd | bij nader inzien
        toch (maar )?(niet|geen)( meer)? | (?<!niet )(opgelost|gelukt|geregeld)( \w+)?$
        (al|zelf|inmiddels|ondertussen|net)( \w+){0,2} (gevonden|opgelost|geregeld|uitgezocht)
        het werkt (al|weer|nu|inmiddels|toch) | geen tijd | geen zin meer | te veel moeite
        DO( (het|ik|wel|er|jullie|dit|dan|zelf))* (later|straks|morgen|zelf|een andere keer)
        (blijf|praat|chat|ga)( \w+){0,3} (bij|met) (jou|de bot|je)( \w+)?$ | niet de moeite
        (praat|spreek|chat)( liever)? niet met (een |n )?STAFF | ik heb (het|t) al$ | ^geen STAFF$
        niemand( meer)? (nodig|spreken) | verkeerde (chat|nummer) | terug naar de (chat)?bot
        (geef|geven) het op | duurt me te lang
        """,
        {"DO": "(probeer|kom|bel|mail|doe|vraag|kijk|zoek|regel|schrijf)", **_PIECES},
    ),
    cancellations=phrases(
        r"""
        (STOP|TO_STOP|quit|exit|einde|sluiten)( THIS)* | (ga )?terug | (hoofd)?menu | begin
        opnieuw
        reset | home | klaar | genoeg | laat | stop stop( stop)* | doei( doei)? | dag | doeg
        houdoe | tot ziens | tot later | fijne (dag|avond|middag)( (nog|verder))? | ciao | bye
        later | straks | morgen | (een )?andere keer | (niks|niets|niet|niemand) meer | ga weg
        ik ben (klaar|weg) | laat me met rust | rot op | ik ga( weg)? | ik moet( nu)? (gaan|weg)
        ik stop
        doe maar niet | geen interesse
        """,
        _PIECES,
    ),
    cancellations_within=phrases(
        r"""
        laat( (het|t|dit|dat|ook|nu|dan))* (maar|zitten) | nvm | never ?mind | forget it
        vergeet (het|t|dit|dat|maar) | niet meer (nodig|hoeft|hoeven) | niet nodig meer
        ga ervandoor
        hoeft?( \w+){0,2} niet meer | zit maar goed | laat (het|t) hierbij | geen interesse
        laten we( \w+){0,2} (stoppen|ophouden|vergeten) | hier uit$ | trek( \w+){0,2} in$
        kap ermee
        laten we (het )?(hier)?bij laten | STOP( (THIS|((de|deze|dit|mijn|het|met) )*CHAT))+( af)?$
        CHAT (stoppen|annuleren|afbreken|be[eë]indigen|sluiten) | opnieuw beginnen | begin opnieuw
        (wil|kan|wilde|wou|zou|ga|mag)( (ik|we|graag|liever|toch|er|THIS))* TO_STOP( \w+)?$
        hoe (stop|annuleer|verlaat|kom)( (ik|je|dit|het|hier|de chat))*( (uit|van af|mee))?$
        houd?( (maar|eens|er|nu))*( mee)? op$ | terug naar (het |de )?(begin|menu|hoofdmenu|start)
        haal me hier ?uit | moet (nu )?gaan$ | ik ben weg$
        """,
        _PIECES,
    ),
    reasons_asked_within=phrases(
        r"""
        ^(\w+ )?(waarom|waarvoor|hoezo)( (dat|niet|dan|precies|is dat|eigenlijk|mijn \w+))*$
        (waarom|waarvoor) (WANT|is|zijn|zou)( \w+){0,5} (weten|hebben|nodig|vragen|TELL|NEEDED)
        (waarom|waarvoor) WANT( \w+){0,5} (DATA|dat|dit)$ | (om|met) welke reden | wie (ziet|krijgt)
        waar (is|WANT|gebruik|gebruiken|gebruikt|dient|dienen)( \w+){0,4} (voor|nodig)
        wat (ga|gaan|gaat|doe|doen|doet|WANT|kun) THEY( \w+){0,2} (ermee|daarmee|met|er mee)
        wat HAS THEY( (daar|er|hier))?( \w+)? ?aan | wat gebeurt er met | wat is (de reden|het nut)
        is (dat|het|dit)( wel)? veilig | (bewaar|bewaren|bewaart|verkopen) THEY | wie (zien|krijgen)
        """,
        {
            "WANT": "(wil|willen|wilt|moet|moeten|heb|hebben|heeft|vraag|vragen|vraagt)",
            "HAS": "(heb|hebben)",
            **_PIECES,
        },
    ),
    requests_within=phrases(
        r"""
        verbind (me|mij|ons|mn)( \w+){0,4} door | doorverbinden | doorverbonden | zet me door
        verbind door | (geef|wil|mag|haal|roep|met)( \w+){0,4} (baas|chef) | terugbellen
        bel (me|mij|maar)( \w+){0,3}$ | geen BOT | (met|tegen) ((een|de|n) )?BOT( \w+)?$
        (stomme|waardeloze|domme|rot|kut|nutteloze|achterlijke) (BOT|ding)
        je (bent|snapt|begrijpt|luistert|helpt)( (me|echt|helemaal|ook|er|mij))* USELESS
        """,
        {"USELESS": "(niet|niks|nutteloos|dom|waardeloos)", **_PIECES},
    ),
    persons=words_of(
        "medewerker medewerkers mens mensen persoon personen iemand collega collegas agent "
        "operator "
        "klantenservice klantendienst adviseur manager leidinggevende supervisor helpdesk "
        "vertegenwoordiger specialist expert medwerker medewerkster"
    ),
    beside_persons=words_of(
        "een n de het echt echte levend levende menselijke nu aub graag even gewoon met snel "
        "andere "
        "ander anders van jullie geen bot robot eerst dan toch ook als nou beschikbaar vrij "
        "online hulp afdeling verkoop"
    ),
    request_verbs=words_of(
        "spreken praten chatten bellen verbind wil wilde wou geef geven krijg krijgen kan "
        "kunnen mag "
        "haal roep zoek contact nodig heb is waar wacht wachten gevraagd helpen help spreek praat "
        "laat stuur zei zeg moet zijn vroeg antwoorden blijft keer"
    ),
    negations=words_of("nee niet niks niets geen nooit"),
    beside_negations=words_of(
        "ik je u jij jullie we dat dit die het er daar hier een de mijn mn me mij is ben was heb "
        "heeft hebben wil wilde ga gaat gaan doe doet kan kun zou zal hoef moet mag geef geven zeg "
        "zeggen deel gebeuren echt nu wel ook toch zin aan om te van voor met bij al eigenlijk "
        "liever naam email mail emailadres mailadres adres"
    ),
)
