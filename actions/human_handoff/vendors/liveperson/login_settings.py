"""`login` in LivePerson's section: the bot user that asks for the shift status."""

from __future__ import annotations

from ...errors import Problems
from ...pydantic_compat import SecretStr, SettingsModel
from ...vendor_http.setting_checks import check_keys, check_text


class LoginSettings(SettingsModel):
    """`login`: a bot user; the names are those of LivePerson's secret `loginCredentials`.

    Attributes:
        username: The bot user's name. It does nothing else: LivePerson allows one session each.
        app_key: The API key; today the id of the OAuth 2.0 client.
        secret: The key's secret; today that of the OAuth 2.0 client.
        access_token: The token of a legacy OAuth 1 key.
        access_token_secret: The token's secret.
    """

    username: str
    app_key: str
    secret: SecretStr
    access_token: SecretStr = SecretStr("dummy")
    access_token_secret: SecretStr = SecretStr("dummy")


def check_login(settings: LoginSettings, path: str) -> None:
    """Check the bot user's name and keys.

    Raises:
        ConfigurationError: One of them is empty or cannot be sent.
    """
    problems = Problems()
    remedy = "Write the bot user's name as Conversational Cloud shows it."
    problems.collect(lambda: check_text(settings.username, f"{path}.username", remedy))
    keys = ("app_key", "secret", "access_token", "access_token_secret")
    problems.collect(check_keys, settings, keys, path, "LivePerson")
    problems.raise_all()
