"""`public_api` in LivePerson's section: conversations that are with a bot of Third-Party Bots."""

from __future__ import annotations

from ...errors import ConfigurationError, Problems
from ...pydantic_compat import SettingsModel
from ...vendor_http.setting_checks import check_text
from .login_settings import LoginSettings, check_login


class PublicAPISettings(SettingsModel):
    """`public_api`: the conversations are with a bot of Third-Party Bots.

    Attributes:
        login: The user for this API; LivePerson wants one that does nothing else.
        channels: The names of the Rasa channels of these conversations; without it,
            all channels that are not the Custom Endpoint's.
        agent_id: The agent who should get the conversations, in addition to the skill.
    """

    login: LoginSettings
    channels: list[str] | None = None
    agent_id: str | None = None


def check_public_api(settings: PublicAPISettings, desk_login: LoginSettings, path: str) -> None:
    """Check the user, and that it is another one than the desk's own.

    Raises:
        ConfigurationError: A value is empty or cannot be sent, or both logins have the same user.
    """
    problems = Problems()
    problems.collect(check_login, settings.login, f"{path}.login")
    problems.collect(_check_user, settings, desk_login, path)
    remedy = "Write it, or take the line out."
    problems.collect(lambda: check_text(settings.agent_id, f"{path}.agent_id", remedy))
    problems.raise_all()


def _check_user(settings: PublicAPISettings, desk_login: LoginSettings, path: str) -> None:
    if settings.login.username == desk_login.username:
        raise ConfigurationError(
            f"{path}.login.username is wrong: it is the user of login, and each of the two would "
            "end the other's session. Write a user that does nothing else."
        )
