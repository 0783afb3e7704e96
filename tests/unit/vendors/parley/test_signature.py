"""The header that opens the Service API."""

import hashlib
import hmac
from base64 import b64decode
from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from actions.human_handoff.pydantic_compat import SecretStr
from actions.human_handoff.vendors.parley.signature import Signature

# Computed from Parley's recipe with Python's hmac and with Node's crypto.
VECTOR = (
    "YXMyNzJkNmcyZHM3NjZmY2RmZ2h8MFc0cWNFNWFYb0txOU96dkh4ajJ8MTg5MzQ1NjAwMHw3YmUwN2Y4Y2VkOGEwOTIx"
    "NDgyNTYyNjQ0ZDRmZWNhODBiMjA0MDEzZDVhYTc4YzA3N2YxNTIzMTYyN2Q3MzljZjVjMGExMGU3MmZlYjcyYjQyMDI0"
    "OGQxM2EyMmJiMDczNmEwMmFiYjA3OWIxYzA2NjcyYmNhNWU4ZDA3MDcxMQ=="
)
PROOF = (
    "7be07f8ced8a0921482562644d4feca80b204013d5aa78c077f15231627d739c"
    "f5c0a10e72feb72b420248d13a22bb0736a02abb079b1c06672bca5e8d070711"
)
UNTIL = datetime.fromtimestamp(1893456000, timezone.utc)


def signature(secret="top-secret", seconds=300, until=UNTIL, service="as272d6g2ds766fcdfgh"):
    def clock():
        return until - timedelta(seconds=seconds)

    return Signature(service, "0W4qcE5aXoKq9OzvHxj2", SecretStr(secret), seconds, clock)


def test_the_header_is_the_vectors():
    assert signature().header() == VECTOR
    assert b64decode(VECTOR).decode().split("|") == [
        *("as272d6g2ds766fcdfgh", "0W4qcE5aXoKq9OzvHxj2", "1893456000", PROOF)
    ]


def test_a_part_of_a_second_is_cut_off():
    assert signature(until=UNTIL + timedelta(milliseconds=999)).header() == VECTOR


def test_the_secret_is_in_no_repr():
    signs = signature("top-secret")

    assert "top-secret" not in repr(signs) + str(signs) + repr(vars(signs))


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.integers(1, 3600))
def test_a_receiver_with_the_secret_can_check_it_and_nobody_can_read_it(secret, seconds):
    header = signature(secret, seconds, service="é").header()

    service, account, until, proof = b64decode(header, validate=True).decode().split("|")
    signed = f"{service}{account}{until}".encode()
    assert until == "1893456000"
    assert proof == hmac.new(secret.encode(), signed, hashlib.sha512).hexdigest()
    assert header.isascii()
    assert header.isprintable()
