"""The browser window for the demo's page: only on a machine with a desktop."""

import io
import sys
import webbrowser

import pytest

from demo import browser


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("platform", "environ", "desktop"),
    [
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("darwin", {}, True),
        ("win32", {}, True),
    ],
)
def test_a_desktop_has_a_screen_and_a_terminal(
    monkeypatch: pytest.MonkeyPatch, platform: str, environ: dict[str, str], desktop: bool
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(sys, "stdout", Terminal())

    assert browser.is_desktop(environ) is desktop
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert not browser.is_desktop(environ)


@pytest.mark.parametrize(("name", "opened"), [("firefox", ["http://x/"]), ("lynx", [])])
def test_a_browser_that_would_take_the_terminal_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, name: str, opened: list[str]
) -> None:
    urls: list[str] = []

    class Browser(webbrowser.GenericBrowser):
        def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:
            urls.append(url)
            return True

    monkeypatch.setattr(webbrowser, "get", lambda: Browser(name))
    browser.open_window("http://x/")

    assert urls == opened


def test_where_there_is_no_browser_nothing_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def none() -> None:
        raise webbrowser.Error("could not locate runnable browser")

    monkeypatch.setattr(webbrowser, "get", none)
    browser.open_window("http://x/")

    assert capsys.readouterr() == ("", "")
