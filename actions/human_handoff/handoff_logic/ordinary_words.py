"""Words of ordinary sentences: they tell a sentence from a name, whatever the bot is about.

Words that are also first names or surnames ("will", "bill", "mark", "hope", "post", "prijs") are
missing from the first group. A short word that is a name somewhere ("my", "dat", "you", "an") only
counts together with a second one.
"""

from __future__ import annotations

from .answer_phrases import words_of

_ENGLISH = words_of("""
    about abroad accept account account-holder afraid after again against agents aint all already
    also always and angry annoying anonymous another any anybody anymore anyone anything anyway
    appointment are arent arrive arrived arrives as asap ask asked asking at away awful back bad bag
    balance battery because been before being better between billing bills bins blah body booking
    bored boring both bots brb broke broken brother btw bullshit busy but bye call called calling
    came cancellation cancelled cannot cant card career careers change changed charge charged
    charges chat check children choose claim click client closed closes closing code cold colleague
    colleagues color colour come coming complain complaint complicated computer confused confusing
    connect connection contact contract cost costs could couldnt coupon courier course crazy credit
    customer damaged damn data date daughter deaf deal deals debit december delayed delete delivered
    deliveries delivery department desperate did didnt different difficult disabled disappointed
    discount discounts doctor doesnt doing done dont down dress driving dumb each easy either email
    employee enough error every everybody everyone everything exactly exam exchange expensive
    explain false fast fault faulty february feel few finally find first firstname fix flat flight
    for forget forgot form found free friday from frustrated fuck full game games garage get gets
    getting gift give given gives going gone gonna got grandmother great greetings haha happen
    happened happens happy has hasnt hate have havent having hello help helping here hey hire hiring
    history hiya hmm holiday holidays hopeless hours house how however hr humans hungry hurry id
    idea idk if ill im important information insane instead insurance intern internet internship
    into invoice invoices isnt issue its ive january jobs just keep kids know known laptop last late
    later least leave leaving left less let lets license like line list loan locked login lol look
    looking lost lot lots luggage mad made make manager many married maybe mean meant member
    membership message might minute minutes missing momentje monday money morning mortgage most much
    must myself name named need needed needs neighbour never new next nickname nobody none
    nonsense not nothing november now number nuts october off offer offers office often okay omg on
    once one online only open opening opens order ordered orders other our ours out outrageous over
    own owner package paid parcel parents parking passport password patient pay paying payment
    payments people period person phone plans please pls pointless policy possible postal postcode
    prefer pregnant prescription prices private problem product put question questions quickly read
    ready real really reason receipt receive received recruitment refund refunds rent repair reply
    representative reservation resources retired return returns ridiculous right rights roaming
    robot robots router sad same saturday saw saying scam screen sec secs seen send sent september
    serious seriously service shall share shared ship shipment shipping ships shit shoes shop should
    show sick sign simple since sing sister size slow some somebody someone something sometimes
    sounds
    song
    songs soon sorry spam speak speaking spell start status still stolen stop store strange street
    stuck student stupid subscription sunday supervisor surname swap system take taking talk talking
    taxes tell telling tenant terrible thank thanks that thats the their theirs them there these
    they thing things think this those thought thursday ticket tickets time tired today tomorrow
    tonight too track tracking train transfer tried trouble try trying tuesday tuition type typing
    unacceptable under understand unfortunately unhappy until up upgrade upset urgent us use used
    useless user username using vacancies vacancy very visit voucher wait waiting want wanted wants
    warranty was wasnt waste weather website wednesday week weekend weird well went were werent what
    whatever whats when where which while who whose why wifi without wont work working works worry
    worse worst would wouldnt write wrong wtf yeah years yes yesterday yet your youre yours yourself
""")
_DUTCH = words_of("""
    aangenaam aanpassen aanvraag abonnement account achter adres adreswijziging afspraak afspraken
    alle alleen allemaal alles als alsjeblieft alstublieft altijd ander andere anders annuleren
    artikel aub bankrekening batterij bedankt belachelijk belasting bent bereikbaar bereiken bericht
    beschadigd besteld bestellen bestelling betaald betalen betaling beu bezig bezorgadres bezorgd
    bezorgen bezorging bezorgkosten bijna binnen blij bonnetje boos bots broer buurman buurvrouw
    cadeaubon collegegeld cursus daar daarna dankje dankjewel deze die dinsdag dit dochter doen doet
    dokter donderdag doof doorgeven doorverbinden doorverbonden dringend dus duur echt eens eerder
    eerst eigenlijk en erg ergens facturen factuur feestdag feestdagen fout ga gaan gaat garantie
    geannuleerd gebeurt gebroken gebruik gebruiken geef geeft geen gefrustreerd gegevens gek geld
    geleden gelijk genoeg gesloten gesprek gestolen geven gewoon gisteren goedemiddag goedemorgen
    goedenavond graag hadden hallo heb hebben hebt heeft heel helaas hele helemaal help helpen hem
    het hier hij hoelang hoeveel hoezo hoi hoor huis huisarts hulp huur huurder hypotheek ieder
    iedereen iemand iets ik ingewikkeld inloggen irritant jaar jammer jij jou jouw jullie kaart
    kapot kassabon kijken kinderen klaar klacht klachten klant klantenservice kleur klinkt kloppen
    klopt koffer kom komen komt kon kopen korting kosten krijg krijgen krijgt kunnen kunt kwam kwijt
    kwijtgeraakt laat laatste lastig laten later lening leuk levering levertijd lid lidmaatschap
    lukt maak maakt maandag maar mag makelaar maken makkelijk maten medewerker medewerkers meer
    meest mensen met meteen mij mijn minder misschien mocht moeilijk moest moet moeten mogelijk
    mogen mooi morgen muziek naam naar neem niemand niet niets nieuw nieuwe nieuwsbrief
    nieuwsbrieven niks nodig noemen nog nogal nooit nou nummer offerte ofzo oma omdat omruilen onder
    onderweg online ontvang ontvangen onze onzin ook open openen openingstijden opgehaald ophalen
    opnieuw opzeggen opzegging over overal pakket pakketje pakketten paspoort patient
    personeelszaken persoon polis postcode prijzen probeer probleem product raar recept rekening
    reparatie retour retourneren rijbewijs robots ruilen samen schade schandalig scherm schoenen
    slecht slechte sluiten snap sollicitatie solliciteer solliciteren sorry spoed spreek spreekt
    spreken spullen stage stageplek steeds stom storing straat sturen stuur te telefoon
    teleurgesteld tentamen terug terugbetalen terugbetaling thuis tijd toch toen tot trein trouwens
    tussen uit uitkering uur uw vaak vacature vacatures vanaf vanavond vandaag vanwege veel
    veranderen verdrietig vergeten vergunning verhuizen verhuizing verkeerd verkeerde verkoper
    vertel vervelend verwijderen verzekering verzending verzendkosten verzonden via vind vinden
    vlucht voor vraag vragen vreemd vrijdag waar waardeloos waarom waarvoor wacht wachten wachtwoord
    wanneer want waren was wat weekend weer wees weet weinig welke werk werken werkt weten wij
    wijzigen willen wilt woensdag worden wordt zal zat zaterdag zeer zeg zeggen zeker zelf zelfde
    zich ziek zij zijn zoals zodat zoek zoeken zomaar zondag zonder zou zullen zus zwanger
""")
_OTHER_LANGUAGES = words_of("""
    aber auch avec avez besoin bestellung bitte bonjour brauche combien commande comment cuándo
    cuánto cómo danke dónde est estoy está factura facture für gracias habe haben hast heute hola
    ich ist kann kein keine können mein meine meinen merci mit möchte necesito nicht noch oder où
    pedido pour pourquoi quand quiero quisiera qué rechnung schon sind sont suis tengo und votre
    voudrais wann warum welche wer wo
""")
# Each of these is somebody's name too.
ALSO_NAMES = words_of("""
    aan af agent al am an art be bell ben best bij bin bot by can close dan dat day de den der do
    does door een else er even ever fed fine friend go goed good had he her hi him his hoe hou houd
    huh human hun i in is it ja je kan lang long love may me mee men mine moe mon more my na nee
    nice no nu of ok old om ons op or pas quick rather said say see she sim so staat sure than then
    to toe true u vast vos we weg wel wie wil will winkel you zo
""")

ORDINARY = _ENGLISH | _DUTCH | _OTHER_LANGUAGES
