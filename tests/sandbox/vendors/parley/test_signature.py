"""The Authorization that a service of Parley's makes itself."""

import base64

import pytest

from sandbox.vendors.parley.signature import SigningKey, signer
from tests.sandbox.vendors.parley.driver import VALID_UNTIL, Parley

# Computed with Python and with Node's crypto from the recipe in Parley's documentation.
VECTOR = (
    "YXMyNzJkNmcyZHM3NjZmY2RmZ2h8MFc0cWNFNWFYb0txOU96dkh4ajJ8MTg5MzQ1NjAwMHw3YmUwN2Y4Y2VkOGEwOTIx"
    "NDgyNTYyNjQ0ZDRmZWNhODBiMjA0MDEzZDVhYTc4YzA3N2YxNTIzMTYyN2Q3MzljZjVjMGExMGU3MmZlYjcyYjQyMDI0"
    "OGQxM2EyMmJiMDczNmEwMmFiYjA3OWIxYzA2NjcyYmNhNWU4ZDA3MDcxMQ=="
)
SERVICE = "as272d6g2ds766fcdfgh"
ACCOUNT = SigningKey("0W4qcE5aXoKq9OzvHxj2", "top-secret")


def encoded(payload: str) -> str:
    return base64.b64encode(payload.encode()).decode()


def changed(before: str, after: str) -> str:
    payload = base64.b64decode(VECTOR).decode()
    assert before in payload
    return encoded(payload.replace(before, after))


def test_a_signature_is_valid_until_the_second_it_names() -> None:
    for seconds in (-300, 0):
        assert signer(VECTOR, ACCOUNT, VALID_UNTIL + seconds) == SERVICE
    assert signer(VECTOR, ACCOUNT, VALID_UNTIL + 1) is None


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "not base64",
        "Bearer " + VECTOR,
        VECTOR.rstrip("="),
        VECTOR[:-4],
        "é" + VECTOR,
        base64.b64encode(b"\xff").decode(),
        encoded("as272d6g2ds766fcdfgh|0W4qcE5aXoKq9OzvHxj2|1893456000"),
        encoded(base64.b64decode(VECTOR).decode() + "|"),
        changed("|7be07f8c", "|7BE07F8C"),
        changed("1893456000", "1893456001"),
        changed(SERVICE, "another"),
        changed(SERVICE + "|", "|" + SERVICE),
    ],
)
def test_what_is_not_signed_as_documented_opens_nothing(authorization: str) -> None:
    assert signer(authorization, ACCOUNT, 0) is None


def test_another_secret_or_account_opens_nothing() -> None:
    assert signer(VECTOR, SigningKey(ACCOUNT.identification, "another"), 0) is None
    assert signer(VECTOR, SigningKey("another", ACCOUNT.secret), 0) is None


def test_an_account_does_not_show_its_secret() -> None:
    assert "top-secret" not in repr(ACCOUNT)


@pytest.mark.parametrize(
    ("offset_seconds", "signature", "is_valid"),
    [
        pytest.param(3600, {}, False, id="ahead"),
        pytest.param(-VALID_UNTIL, {"valid_until": 1_000_000_000}, True, id="behind"),
    ],
)
def test_parleys_clock_decides_whether_a_signature_has_expired(
    parley: Parley, offset_seconds: int, signature: dict[str, int], is_valid: bool
) -> None:
    parley.admin.set_clock(offset_seconds)
    assert (parley.request("GET", "services", **signature).status_code == 200) is is_valid

    parley.admin.set_clock(0)
    assert (parley.request("GET", "services", **signature).status_code == 200) is not is_valid
