"""A few answers in other languages of the vendors' customers, as whole answers only."""

from __future__ import annotations

from .answer_phrases import Phrases, phrases, words_of

OTHER_LANGUAGES = Phrases(
    fillers=words_of("bitte danke merci svp gracias por favor grazie"),
    refusals=phrases(
        """
        nein | lieber nicht | überspringen | sag ich nicht | das sage ich nicht | keine
        non | non merci | je refuse | passer | je préfère ne pas le dire | prefiero no decirlo
        não | nie | nej | nei | hayır | нет | لا
        """,
    ),
    cancellations=phrases(
        """
        abbrechen | vergiss es | schon gut( hat sich erledigt)? | hat sich erledigt | stopp
        annuler | laissez tomber | tant pis | cancelar | olvídalo | olvidalo | déjalo
        annulla | anuluj
        """,
    ),
)
