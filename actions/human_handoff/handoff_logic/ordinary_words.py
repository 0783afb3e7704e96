"""Words of ordinary sentences: they tell a sentence from a name, whatever the bot is about.

Words that are also first names or surnames ("will", "bill", "mark", "hope", "post", "prijs") are
missing from the first group. A short word that is a name somewhere ("my", "dat", "you", "an") only
counts together with a second one.
"""

from __future__ import annotations

from .answer_phrases import words_of

_ENGLISH = words_of("""
    about account afraid after again against agents aint all already also always and angry annoying
    anonymous another any anybody anymore anyone anything anyway appointment are arent as asap ask
    asked asking at away awful back bad bag balance battery because been before being better between
    billing bills bins booking bored boring both bots brb broke broken btw bullshit busy but bye
    call called calling came cancellation cannot cant card change changed charged chat check choose
    claim click client closed closes code cold come coming complain complaint complicated computer
    confused confusing connect connection contact contract cost costs could couldnt course crazy
    customer damaged damn data date deaf delete delivered deliveries delivery desperate did didnt
    different difficult disabled disappointed discount discounts doctor doesnt doing done dont down
    dress driving dumb each easy either email employee enough error every everyone everything
    exactly exam expensive false fast fault fed feel few finally find first firstname fix flight for
    forget forgot form found free from frustrated fuck full get gets getting give given gives going
    gone gonna good got great greetings haha happen happened happens happy has hasnt hate have
    havent having hello help helping here hey hiya hmm hopeless hours how however humans hungry
    hurry id idea idk if ill im important information insane instead insurance internet into invoice
    invoices isnt issue its ive jobs just keep know known laptop last late later least leave left
    less let lets license like line list loan login lol look looking lost lot lots luggage mad
    made make manager many married maybe mean meant member message might minute minutes missing
    momentje money morning mortgage most much must myself name named need needed needs never new
    next nice nickname none nonsense not nothing now number nuts off offer offers office often okay
    omg on once one online only open opening opens order ordered orders other our ours out
    outrageous over own owner package paid parcel parking passport password patient pay paying
    payment payments people person phone please pls pointless policy possible prefer pregnant
    prescription prices private problem product put question questions quickly read ready real
    really reason refund refunds rent repair reply representative reservation retired return returns
    ridiculous right roaming robot robots router sad same saw saying scam screen sec secs seen send
    sent serious seriously service shall shipping shit shoes shop should show sick sign simple
    since size slow some somebody someone something sometimes soon sorry speak speaking spell start
    status still stop store strange stuck student stupid subscription supervisor surname system take
    taking talk talking taxes tell telling tenant terrible thank thanks that thats the their theirs
    them there these they thing things think this those thought ticket tickets time tired today
    tomorrow tonight too train transfer tried trouble try trying tuition type typing unacceptable
    under understand unfortunately unhappy until up upset urgent us use used useless user username
    using vacancies very wait waiting want wanted wants warranty was wasnt waste weather website
    week weird well went were werent what whatever whats when where which while who whose why wifi
    without wont work working works worry worse worst would wouldnt write wrong wtf yeah years yes
    yesterday yet your youre yours yourself
""")
_DUTCH = words_of("""
    klinkt bezorgadres aangenaam aanvraag abonnement account achter adreswijziging afspraak
    afspraken alle alleen
    allemaal alles als alsjeblieft alstublieft altijd ander andere anders annuleren artikel aub
    bankrekening batterij bedankt belachelijk belasting bent bericht besteld bestellen bestelling
    betaald betalen betaling beu bezig bezorgd bezorgen bezorging bezorgkosten bijna binnen blij
    boos bots collegegeld cursus daar daarna dankje dankjewel deze die dit doen doet dokter doof
    doorverbinden doorverbonden dringend dus duur echt eens eerder eerst eigenlijk en erg ergens
    facturen factuur fout ga gaan gaat garantie gebeurt gebruik gebruiken geef geeft geen
    gefrustreerd gegevens gek geld geleden gelijk genoeg gesprek geven gewoon gisteren goedemiddag
    goedemorgen goedenavond graag hadden hallo heb hebben hebt heeft heel helaas hele helemaal help
    helpen hem het hier hij hoelang hoeveel hoezo hoi hoor huisarts hulp huur huurder hypotheek
    ieder iedereen iemand iets ik ingewikkeld inloggen irritant jaar jammer jij jou jouw jullie
    kaart kapot kijken klaar klacht klachten klant klantenservice kleur kloppen klopt koffer kom
    komen komt kon kopen korting kosten krijg krijgen krijgt kunnen kunt kwam kwijt laat laatste
    lastig laten later lening leuk levering lid lukt maak maakt maar mag maken makkelijk maten
    medewerker medewerkers meer meest mensen met meteen mij mijn minder misschien mocht moeilijk
    moest moet moeten mogelijk mogen mooi morgen muziek naam naar neem niemand niet niets nieuw
    nieuwe nieuwsbrief nieuwsbrieven niks nodig noemen nog nogal nooit nou nummer offerte ofzo omdat
    onder onderweg online ontvangen onze onzin ook open openingstijden opgehaald ophalen opnieuw
    opzeggen opzegging over overal pakket pakketje pakketten paspoort patient persoon polis prijzen
    probeer probleem product raar recept rekening reparatie retour retourneren rijbewijs robots
    samen schade schandalig scherm schoenen slecht slechte snap sorry spoed spreek spreekt spreken
    steeds stom storing sturen stuur te telefoon teleurgesteld tentamen terug terugbetalen
    terugbetaling thuis tijd toch toen tot trein trouwens tussen uit uitkering uur uw vaak vacature
    vacatures vanaf vanavond vandaag vanwege veel verdrietig vergeten vergunning verhuizen
    verhuizing verkeerd verkeerde vertel vervelend verzekering verzending verzendkosten verzonden
    via vind vinden vlucht voor vraag vragen vreemd waar waardeloos waarom waarvoor wacht wachten
    wachtwoord wanneer want waren was wat weer wees weet weinig welke werk werken werkt weten wij
    wijzigen willen wilt worden wordt zal zat zeer zeg zeggen zeker zelf zelfde zich ziek zij zijn
    zoals zodat zoek zoeken zomaar zonder zou zullen zwanger
""")
_OTHER_LANGUAGES = words_of("""
    aber auch avec avez besoin bestellung bitte bonjour brauche combien commande comment cuándo
    cuánto cómo danke dónde est estoy está factura facture für gracias habe haben hast heute hola
    ich ist kann kein keine können mein meine meinen merci mit möchte necesito nicht noch oder où
    pedido pour pourquoi quand quiero quisiera qué rechnung schon sind sont suis tengo und vos votre
    voudrais wann warum welche wer wo
""")
# Each of these is somebody's name too.
ALSO_NAMES = words_of("""
    aan af agent al am an art be ben best bij bin bot by can close dan dat day de den der do does
    door een else er even fed fine friend go goed had he her hi him his hoe hou houd human hun in is
    it ja je kan may me mee men moe mon more my na nee no nu of ok old om ons op or pas quick rather
    said say see she sim so staat sure than then to toe true u vast we weg wel wie wil will winkel
    you zo long lang huh mine ever
""")

ORDINARY = _ENGLISH | _DUTCH | _OTHER_LANGUAGES
