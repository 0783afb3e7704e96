"""Stands in for the programs `rasa` and `rasa_sdk`, which take long to start.

The bot of the fixture `root` has packages `rasa` and `rasa_sdk` that run `main`: Python finds a
package in the current folder before an installed one of the same name. Files in the bot's folder
control the program: `broken` lets it fail, and `slow` lets it wait until the file is removed.
"""

import json
import os
import re
import signal
import sys
import time
from pathlib import Path

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from tests import ROOT

MAIN = f"""
import sys
sys.path.append({str(ROOT)!r})
from tests.demo.rasa_stand_in import main
main()
"""


def install(root: Path) -> None:
    """Put the programs into the bot's folder."""
    for package in ("rasa", "rasa_sdk"):
        (root / package).mkdir()
        (root / package / "__init__.py").touch()
        (root / package / "__main__.py").write_text(MAIN)


def started_pids(root: Path) -> list[int]:
    """Return the process ids of all programs that were started for the bot."""
    file = root / "pids"
    return [int(line) for line in file.read_text().splitlines()] if file.exists() else []


def main() -> None:
    """Train a model, or serve what Rasa and the action server serve."""
    root, options = Path.cwd(), dict(zip(sys.argv, sys.argv[1:]))
    with (root / "pids").open("a") as pids:
        pids.write(f"{os.getpid()}\n")
    sys.stdout.write(f"arguments {' '.join(sys.argv[1:])}\n")
    if (root / "broken").exists():
        sys.exit("the stand-in is broken")
    is_training = sys.argv[1] == "train"
    for step in ("Starting to train component 'DIETClassifier'.", "Epochs:  50%"):
        if is_training:
            sys.stdout.write(f"{step}\n")
            time.sleep(0.3)
    while (root / "slow").exists():
        time.sleep(0.1)
    if is_training:
        name = options["--fixed-model-name"] + ".tar.gz"
        Path(options["--out"], name).write_text("a model")
    else:
        _serve(int(options["--port"]), Path(options.get("--model", "none")).name)


def _serve(port: int, model: str) -> None:
    server = HTTPServer("127.0.0.1", port, threaded=True)
    path = re.compile("/.*")
    server.expect_request(path, method="GET").respond_with_json({"model_file": model})
    server.expect_request(path, method="PUT").respond_with_json({})
    server.expect_request(path, method="POST").respond_with_handler(_echo)
    server.start()
    signal.pause()


def _echo(request: Request) -> Response:
    """Answer a message over Rasa's REST channel or LivePerson's with the same text."""
    payload = request.get_json()
    if "/liveperson/" in request.path:
        text = {"message": f"echo: {payload['data']['message']}"}
        return Response(json.dumps({"response": [{"type": "TEXT", "data": text}], "analytics": {}}))
    return Response(
        json.dumps([{"recipient_id": payload["sender"], "text": f"echo: {payload['message']}"}])
    )
