"""English: what customers say in the contact form instead of a name or an address."""

from __future__ import annotations

from .answer_phrases import Phrases, phrases, words_of

_PIECES = {
    "DATA": "(names?|emails?|mail|address|phone|number|details|information|info|data)",
    "TELL": "(give|giving|tell|telling|say|saying|share|sharing|provide|providing|disclose|reveal|"
    "hand out|leave|leaving|enter|fill in|type|answer|answering)",
    # Who says no: "you won't tell me when it arrives" is not a refusal.
    "I_WILL_NOT": r"(^|\b(i|im|id|ill|ive|we|am|would|and|but|so|no|just|really|please) )WILL_NOT",
    "WILL_NOT": "(DO_NOT|wont|will not|cant|cannot|not|rather not|prefer not|refuse|aint)",
    "DO_NOT": "(dont|do not|doesnt|no longer|never)",
    "NEEDED": "(required|necessary|needed|mandatory|obligatory|compulsory|important|relevant)",
    "PRIVATE": "(private|personal|secret|confidential)",
    "STAFF": "(agents?|humans?|persons?|people|some(one|body)|any(one|body)|representatives?|"
    "reps?|transfer|transferred|connected|colleagues?|operators?|employees?|staff|help|assistance)",
    "A_PERSON": "((a|an|the|any|some|to|talk|speak|chat|with|be|your|real|live|human|wait|for|from|"
    "more|get|have|of|one) ){0,6}STAFF",
    "LEAVE": "(cancel|cancle|stop|quit|exit|abort|end|close|leave)",
    "THIS": "(it|this|that|now|here|everything|all of this)",
    "CHAT": "(chat|call|transfer|request|conversation|process|form|whole thing|handover|session)",
    "THEY": "(you|u|they|we|the agent|your \\w+)",
    "LATER": "(on my own|later|another time|some other "
    "time|tomorrow|myself|instead|online|again|next week)",
    "BOT": "(bots?|robots?|machines?|computers?|chatbots?|ai)",
}


ENGLISH = Phrases(
    fillers=words_of(
        "please pls plz plse thanks thx thnx ty tnx cheers sorry ok okay k yes yeah yep hi hello "
        "hey well oh um umm uh uhh uhm hmm hm er erm ah actually just lol haha so then and but "
        "look listen "
        "honestly mate sir madam dear hun bro man dude again wait wtf omg ffs"
    ),
    refusals=phrases(
        r"""
        no( no)*( (way|never|chance|sir|maam|comment|need))? | no i (wont|dont) | i said no
        nope | nah | naw | n a | none | nothing | never | negative | hell no
        (absolutely|definitely|of course|certainly|really|probably|still) not | thats a no | nobody
        ((thats|its|it is) )?not (now|today|really|happening|a chance|telling|saying|NEEDED)
        i dont think so | i think not | why should i | i refuse | refuse | wont | im not | must i
        skip( (it|this|that|this one|that one))?( question)? | (ill |i )?pass | (ill|can i) skip
        next( question| one)? | move on | (go on |continue )?without( it| that| this)?
        anonymous | anon | undisclosed | ((its|thats|that is|it is) )?PRIVATE | guest
        i (wont|cant|cannot) | (i )?dont (want to|wanna) | (no )?im (good|fine|okay|ok)
        ((id|ill|i would|would) )?(rather|prefer|better) not( to)? | no (name|email|mail|address)
        (i )?(dont|do not|havent) (have|got|own) (one|any|it|that) | (i |ive )?(have|got) none
        """,
        _PIECES,
    ),
    refusals_within=phrases(
        r"""
        I_WILL_NOT( \w+){0,4} TELL | already (gave|told|sent|entered|provided|filled|typed)
        (no|without)( (my|a|an|any|real|giving|valid|personal))* DATA | dont (ask|trust)
        (dont|do not|havent|have not|aint|never) (have|had|got|use|do|check|own) ANY_DATA
        (rather|prefer|better)( \w+)? not | not comfortable | WILL_NOT feel comfortable
        dont like (giving|sharing|telling) | (do|without) (it|this|that) without | look it up
        you (dont|do not|shouldnt) need( to)?( know)?( (my|that|it|this|DATA)) | stop asking
        (you|they) (should )?((already|must) )?(have|know|got)( already)? (it|that|my|all|this)
        anonymous(ly)? | anonymity | incognito | privacy | gdpr | spam(ming)? | advertising
        (none of|not|isnt|aint) (your|ur)( \w+)? (business|concern) | mind your own | i refuse
        (thats|its|is|too|very)( \w+){0,2} PRIVATE | leave it (blank|empty|out) | move on
        what if i (say no|dont|refuse) | \w+ \w+ no$ | data protection | (cant|not allowed to) ask
        personal DATA | quit asking | irrelevant
        keep(ing)?( (that|it|this|my))?( DATA)? (to myself|PRIVATE) | am i (obliged|required)
        (skip|skipping|leave out|ignore) (the|my|your|this|that|it)( (DATA|one|question|part|bit))?$
        do (i|we)( (really|actually))? (have|need) to( TELL\b.*)?$ | (do|can) (it|this|that) without
        not NEEDED$ | not without | not something i
        (is|are) (my|your|the|an|a|that|this|it)( DATA)?( (really|even|actually))? NEEDED
        can (i|we|you)( (please|just))? (skip|not|do without|leave (it|that) (out|blank))
        (only|rather) (give|tell|share)( \w+){0,3} (the|a|an|your) STAFF
        ill (give|tell)( (it|that|my|them|this))?( DATA)?( to)? (the|a|an) STAFF
        (does|is)(nt| not) (matter|NEEDED) | nothing to (give|tell|share|say)
        (forgot|forgotten|lost|remember|know)( (access to|my|the|our|what|is))* (email|mail|address)
        (email|mail)( (is|does))?( (isnt|doesnt|not))+ (work|working)
        """,
        {"ANY_DATA": "((an|any|a|my|own|such|access to) ){0,3}(DATA|inbox|computer)", **_PIECES},
    ),
    no_transfer_within=phrases(
        r"""
        (DO_NOT|not) (want|need|wanna|wish|require) A_PERSON | no (more )?STAFF AFTER | no transfer
        (DO_NOT|stop|no need to|not) MOVE (me|us|it|this|anyone|anybody|through)
        (rather|ill|to) (stay|talk|chat|continue|go on)( \w+)? with (you|the bot|this bot)
        back to (the |my )?(bot|chatbot) | changed? (my|of) mind(?! about) | second thoughts?
        SINCE (solved|fixed|resolved|sorted|figured)( (it|out|that|myself|now|already))*
        (SINCE )?(found|got) (it|the answer|what i|my answer)( (myself|already|working|now))+
        SINCE found (it|the answer|what i|my answer) | (solved|fixed|sorted) (it|that|myself)
        (it|its|that|everything) (works|working|works fine)( (now|again))+ | i give up | giving up
        (ill|i will|let me|id rather|i can|maybe ill)( just)? DO( \w+){0,4} LATER
        (dont|do not|havent|no)( (have|got))?( (the|any))? time | not worth
        too much (hassle|trouble|effort|work) | (^|cancel |stop |want |and )no (more )?STAFF$
        wrong (chat|window|number)
        (rather|prefer) not( to)? (talk|speak|chat|be (transferred|connected))
        """,
        {
            "AFTER": "(anymore|any more|any longer|now|NEEDED)",
            "MOVE": "(transfer|connect|hand|forward|call|escalate|bother|put)(ring|ting|ing)?",
            "SINCE": "(already|its|it is|thats|ive|i have|all|problem|problem is|issue is)",
            "DO": "(try|come "
            "back|call|email|ask|figure|contact|look|check|do|write|phone|wait|sort|fix|handle)",
            **_PIECES,
        },
    ),
    cancellations=phrases(
        r"""
        (i )?LEAVE( THIS)? | undo | stop stop( stop)* | cancel cancel | cancell?ed | stopping
        enough
        bye( bye)? | goodbye | good bye | cya | ciao | see (you|ya)( later)? | ttyl | good night
        (go |going )?back | (main |the )?menu | home | restart | reset | start over | begin again
        (maybe )?LATER | not any ?more | no longer | ive had enough | leave me alone | go away
        (im|i am) (done|out|leaving|off|gone|going) | done | get lost
        """,
        _PIECES,
    ),
    cancellations_within=phrases(
        r"""
        never ?m[ia]nd | nevermnd | nevermid | nvm | nvmd | drop (it|this|that|the CHAT)
        scratch that | dont worry | want out | dont bother
        no need any ?more
        forget (it|this|that|about (it|this|that)|the CHAT|i (asked|said)) | not interested
        leave it( (there|at that|be|for now))?$ | LEAVE (THIS|((the|this|my|that) )?CHAT)( \w+)?$
        no longer (NEEDED|need|want|interested) | no longer NEEDED | not NEEDED any ?more
        dont need (it|this|that) | get me out | let me out | i have to go | gotta go | gtg
        how (do|can) i (get out|LEAVE)( of)?( THIS)?$ | dont want (this|it|that)( any ?more)?$
        WANT(( to)? (LEAVE|go back))( (THIS|(the|this) CHAT))?$ | start(ing)? (over|again)
        (take me|get me|can (i|we) go|to go|^go) back( to the (start|beginning|menu|main menu))?$
        (back to|to) the (start|beginning|menu|main menu)
        """,
        {"WANT": "(want|wanna|like|need|wish|going|gonna|can i|can we|have)", **_PIECES},
    ),
    reasons_asked_within=phrases(
        r"""
        ^(\w+ )?why( (that|this|not|though|exactly|so|is that|my \w+|is this))?$ | what for
        why (do|would|should|must|did|are)( (even|on earth))? THEY( \w+){0,3} ASK
        why (does|is|are) (that|it|this|they|my DATA|an? DATA)( \w+){0,2} (ASK|NEEDED)
        why (do|should|must|would) i (have to |need to )?TELL | for what( (reason|purpose))?$
        what (do|would|will|are) THEY (need|want|use|going to use|asking)( \w+){0,3} (for|with)
        what (are|will|do|would) THEY (\w+ )?(to )?do(ing)? with | what difference does
        what (is|does) (it|this|that|my \w+)( \w+)? (for|used for|needed for)$ | whats it for
        what happens (with|to) (my|it|this|that) | how come$ | whats (that|this) (for|about)$
        who (sees|will see|gets|can see|has access) | how (will|do|are) THEY (use|using|store)
        (do|will) THEY (store|save|keep|sell|use) (it|this|that|my) | what has my \w+ (to do|got)
        is (it|this|that|my \w+) (safe|secure|kept) | the (point|purpose) of (that|this)
        """,
        {"ASK": "(need|want|ask|know|require|matter|collect)(s|ed|ing)?", **_PIECES},
    ),
    requests_within=phrases(
        r"""
        (transfer|connect|escalate|redirect) (me|us|this|it) | put me (through|on|back) | escalate
        (pass|hand|forward|switch) me (on|over|through|to) | (ring|phone) me | give me a call
        call me( (back|now|please|asap|later|today|tomorrow|instead))*$ | service desk
        (^|(want|need|me|to|with) )customer (service|care|support)$
        (get|give|want|see|speak|talk)( \w+){0,4} boss
        no (more )?(\w+ )?BOT | not (a |an )?BOT | (to|with) ((a|an|this|the) )?(\w+ )?BOT
        (stupid|useless|dumb|bloody|silly|damn|rubbish) (BOT|thing)
        (you|youre|you are|u r|ur)( (so|really|completely))? USELESS
        you (dont|do not) (understand|listen)
        """,
        {
            "USELESS": "(useless|stupid|no help|not helping|not listening|no use|hopeless|dumb)",
            **_PIECES,
        },
    ),
    persons=words_of(
        "agent agents human humans person people someone somebody anyone anybody representative "
        "representatives rep reps operator operators adviser advisor advisors advisers manager "
        "supervisor employee employees colleague colleagues staff specialist expert support "
        "helpdesk humna preson agnet hooman"
    ),
    beside_persons=words_of(
        "a an the any some real live actual living human now asap already only your another one of "
        "it is to for me not bot bots robot please customer service care team desk proper else "
        "instead first there last time again support assistance help sales billing account "
        "department available free online straight"
    ),
    request_verbs=words_of(
        "talk talking speak speaking chat connect connected transfer transferred get give want "
        "wanted need needed wanna gimme put let have send fetch pass forward switch escalate "
        "waiting wait asked asking ask find reach contact call see like would could can where "
        "prefer help is are there where wheres answer said tlak spk"
    ),
    negations=words_of("no not dont wont never cant cannot nope nothing none havent isnt aint"),
    beside_negations=words_of(
        "i im id ill ive we you u it its that thats this do does be is are am a an any one of to "
        "at "
        "for my mine your me really simply still gonna going go want wanna like feel have had has "
        "got give given giving tell say share answer happen happening comfortable would could "
        "should will can must lets let think choose way ever now right here by all the name email "
        "mail address"
    ),
)
