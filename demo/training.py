"""The bot's model, trained when what it is made of has changed."""

import fcntl
import hashlib
import importlib.metadata
import importlib.util
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .child import Child, ChildFailedError

# Two busy cores have taken four minutes; a model that takes longer than this is stuck.
PATIENCE_SECONDS = 1800.0
HASH_LENGTH = 12
_STEP = re.compile(r"Starting to train component '(\w+)'|Epochs: +(\d+)%")

Say = Callable[[str], None]


class RasaMissingError(Exception):
    """This Python has no Rasa; the text says what to do."""


def model_path(root: Path, domain: Path | None = None) -> Path:
    """Where the model of these files is, or will be; its name has their hash."""
    known = hashlib.sha256(_rasa_version().encode())
    data = sorted(path for path in (root / "data").rglob("*") if path.is_file())
    for path in [domain or root / "domain.yml", root / "config.yml", *data]:
        # Where another domain is, does not matter.
        name = "domain.yml" if path == domain else path.relative_to(root).as_posix()
        content = path.read_bytes()
        known.update(f"\0{name}\0{len(content)}\0".encode() + content)
    # A plain `rasa test` takes the newest model of the folder, which must be the bot's own.
    folder = root / "models" / ("other_domains" if domain else "")
    return folder / f"demo-{known.hexdigest()[:HASH_LENGTH]}.tar.gz"


def trained_model(root: Path, domain: Path | None = None, say: Say | None = None) -> Path:
    """The model of these files, trained if it is not there yet.

    `domain` stands in for the bot's `domain.yml`. `say` is told how far the training is.
    `ChildFailedError` where it fails. Who comes while somebody trains waits for them.
    """
    model = model_path(root, domain)
    model.parent.mkdir(parents=True, exist_ok=True)
    with _alone(model.parent / ".training.lock"):
        if not model.exists():
            _train(root, domain, model, say or (lambda _: None))
        model.touch()
    return model


def _train(root: Path, domain: Path | None, model: Path, say: Say) -> None:
    name = model.name.removesuffix(".tar.gz")
    # Beside the models, so that the finished one appears there at once and as a whole.
    with tempfile.TemporaryDirectory(prefix=".training-", dir=model.parent) as folder:
        command = [sys.executable, "-m", "rasa", "train", "--fixed-model-name", name]
        command += ["--domain", str(domain or root / "domain.yml"), "--out", folder]
        with Child("rasa train", command, Path(folder) / "train.log", root) as child:
            _follow(child, say)
            if child.exit_code != 0:
                sentence = f"Rasa could not train the bot (exit {child.exit_code})."
                raise ChildFailedError(sentence, child.tail())
        (Path(folder) / model.name).replace(model)


def _follow(child: Child, say: Say) -> None:
    told = ""

    def ended() -> bool:
        nonlocal told
        step = _step(child.log.read_text(encoding="utf-8", errors="replace"))
        if step != told:
            told = step
            say(step)
        return child.exit_code is not None

    child.wait_until(ended, PATIENCE_SECONDS)


def _step(log: str) -> str:
    """What is being trained, and how far it is."""
    component, percent = "", ""
    for found in _STEP.finditer(log):
        component, percent = (found[1], "") if found[1] else (component, f" {found[2]} %")
    return component + percent if component else "reading the training data"


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Let nobody else in meanwhile."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _rasa_version() -> str:
    if importlib.util.find_spec("rasa") is None:
        raise RasaMissingError(
            f"{sys.executable} has no Rasa: run make demo, which installs it and starts this."
        )
    return importlib.metadata.version("rasa")
