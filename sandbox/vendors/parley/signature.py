"""Check the string in the Authorization header with which a service signs its calls.

https://developers.parley.io/docs/service-api/service-api-authorization
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass, field


@dataclass(frozen=True)
class SigningKey:
    """The identification of an account, and the secret that its services sign with."""

    identification: str
    secret: str = field(repr=False)


def signer(authorization: str, key: SigningKey, now: float) -> str | None:
    """Return the identification of the service that has signed; None if the signature is wrong.

    The parts of the payload are separated by `|`. What is hashed has no separator.
    """
    try:
        payload = base64.b64decode(authorization, validate=True).decode()
        service, identification, valid_until, verify_hash = payload.split("|")
    except ValueError:
        return None
    message = service + identification + valid_until
    expected = hmac.new(key.secret.encode(), message.encode(), hashlib.sha512).hexdigest()
    is_authentic = hmac.compare_digest(verify_hash.encode(), expected.encode())
    is_same_account = identification == key.identification
    has_time = valid_until.isascii() and valid_until.isdigit() and now <= float(valid_until)
    return service if is_authentic and is_same_account and has_time else None
