import pytest

from tests.channels.cm.bot import CMBot


@pytest.fixture
def vendor() -> type[CMBot]:
    return CMBot
