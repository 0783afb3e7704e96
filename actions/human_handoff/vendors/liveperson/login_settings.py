"""`login` in LivePerson's section: the bot user that asks for the shift status."""

from __future__ import annotations

from ...errors import Problems
from ...pydantic_compat import SecretStr, SettingsModel
from ...vendor_http.setting_checks import check_keys, check_text


class LoginSettings(SettingsModel):
    """`login`: the bot user; the names are those of LivePerson's secret `loginCredentials`."""

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
