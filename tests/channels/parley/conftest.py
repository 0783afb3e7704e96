import pytest

from tests.channels.parley.bot import ParleyBot


@pytest.fixture
def vendor() -> type[ParleyBot]:
    return ParleyBot
