"""Train the bot's model when the files that it depends on have changed."""

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

from .child_process import ChildProcess, ProcessFailedError, running_process

# A training took four minutes on two busy cores; one that takes longer than this hangs.
TIMEOUT_SECONDS = 1800.0
HASH_LENGTH = 12
# The folders whose files change the model; the second one is a component of the pipeline.
TRAINED_ON = ("data", "human_handoff_nlu")
_STEP = re.compile(r"Starting to train component '(\w+)'|Epochs: +(\d+)%")

# A function that receives a short text about the progress of a step.
Progress = Callable[[str], None]


class RasaMissingError(Exception):
    """This Python has no Rasa; the text says what to do."""


def model_path(root: Path, domain: Path | None = None) -> Path:
    """Return where the model of these files is or will be; its name contains their hash.

    Args:
        root: The bot's folder.
        domain: Used instead of the bot's own `domain.yml`.
    """
    digest = hashlib.sha256(_rasa_version().encode())
    trained_on = [path for name in TRAINED_ON for path in (root / name).rglob("*")]
    data = sorted(path for path in trained_on if path.suffix in (".py", ".yml"))
    for path in [domain or root / "domain.yml", root / "config.yml", *data]:
        # The folder of another domain file does not change the model.
        name = "domain.yml" if path == domain else path.relative_to(root).as_posix()
        content = path.read_bytes()
        digest.update(f"\0{name}\0{len(content)}\0".encode() + content)
    # A plain `rasa test` takes the newest model of the folder, which must be the bot's own.
    folder = root / "models" / ("other_domains" if domain else "")
    return folder / f"demo-{digest.hexdigest()[:HASH_LENGTH]}.tar.gz"


def trained_model(root: Path, domain: Path | None = None, progress: Progress | None = None) -> Path:
    """Return the model of these files, and train it first if it does not exist.

    If another process is training, wait for its model.

    Args:
        root: The bot's folder.
        domain: Used instead of the bot's own `domain.yml`.
        progress: Called with each part of the training.

    Raises:
        ProcessFailedError: The training failed.
        RasaMissingError: Rasa is not installed here.
    """
    model = model_path(root, domain)
    model.parent.mkdir(parents=True, exist_ok=True)
    with _exclusive(model.parent / ".training.lock"):
        if not model.exists():
            _train(root, domain, model, progress or (lambda _: None))
        model.touch()
    return model


def _train(root: Path, domain: Path | None, model: Path, progress: Progress) -> None:
    name = model.name.removesuffix(".tar.gz")
    # In the models' folder, so that the finished model can be moved there in one step.
    with tempfile.TemporaryDirectory(prefix=".training-", dir=model.parent) as folder:
        command = [sys.executable, "-m", "rasa", "train", "--fixed-model-name", name]
        command += ["--domain", str(domain or root / "domain.yml"), "--out", folder]
        log, variables = Path(folder) / "train.log", {"TMPDIR": folder}
        with running_process("rasa train", command, log, root, variables) as process:
            _report_progress(process, progress)
            if process.exit_code != 0:
                reason = f"Rasa could not train the bot (exit {process.exit_code})."
                raise ProcessFailedError(reason, process.log_tail())
        (Path(folder) / model.name).replace(model)


def _report_progress(process: ChildProcess, progress: Progress) -> None:
    last = ""

    def has_ended() -> bool:
        nonlocal last
        step = _current_step(process.log_text())
        if step != last:
            last = step
            progress(step)
        return process.exit_code is not None

    process.wait_until(has_ended, TIMEOUT_SECONDS)


def _current_step(log: str) -> str:
    """Return which component is being trained, and its progress in per cent."""
    component, percent = "", ""
    for match in _STEP.finditer(log):
        component, percent = (match[1], "") if match[1] else (component, f" {match[2]} %")
    return component + percent if component else "reading the training data"


@contextmanager
def _exclusive(path: Path) -> Iterator[None]:
    """Hold a lock on the file, which other processes respect, until the block ends."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _rasa_version() -> str:
    if importlib.util.find_spec("rasa") is None:
        raise RasaMissingError(
            f"{sys.executable} has no Rasa. Run make demo or make cluster, which install Rasa."
        )
    return importlib.metadata.version("rasa")
