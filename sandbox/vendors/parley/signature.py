"""Who has signed a call: the string in the Authorization header, which a service makes itself.

https://developers.parley.io/docs/service-api/service-api-authorization
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Account:
    """An account, and the secret that its services sign with."""

    identification: str
    secret: str = field(repr=False)


def signer(authorization: str, account: Account, now: float) -> str | None:
    """The identification of the service that has signed; none where the signature is not valid.

    The payload has `|` between its parts, what is hashed has nothing between them.
    """
    try:
        payload = base64.b64decode(authorization, validate=True).decode()
        service, identification, valid_until, verify_hash = payload.split("|")
    except ValueError:
        return None
    message = service + identification + valid_until
    expected = hmac.new(account.secret.encode(), message.encode(), hashlib.sha512).hexdigest()
    authentic = hmac.compare_digest(verify_hash.encode(), expected.encode())
    known = identification == account.identification
    timely = valid_until.isascii() and valid_until.isdigit() and now <= float(valid_until)
    return service if authentic and known and timely else None
