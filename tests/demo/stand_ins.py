"""A program that stands in for Rasa and its action server, and looks at processes."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

# Python finds a package in the current folder before the installed one of the same name.
RASA = """
import http.server, json, pathlib, sys, time
sys.path.insert(0, "")
arguments = dict(zip(sys.argv, sys.argv[1:]))
root = pathlib.Path.cwd()

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.answer({"model_file": pathlib.Path(arguments.get("--model", "none")).name})

    def do_PUT(self):
        self.rfile.read(int(self.headers["content-length"]))
        self.answer({})

    def do_POST(self):
        said = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if "/liveperson/" in self.path:
            text = {"message": "echo: " + said["data"]["message"]}
            self.answer({"response": [{"type": "TEXT", "data": text}], "analytics": {}})
        else:
            self.answer([{"recipient_id": said["sender"], "text": "echo: " + said["message"]}])

    def answer(self, body):
        data = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass

with (root / "pids").open("a") as pids:
    import os
    pids.write(f"{os.getpid()}\\n")
print("arguments", *sys.argv[1:], flush=True)
if (root / "broken").exists():
    sys.exit("the stand-in is broken")
if sys.argv[1] == "train":
    for step in ("Starting to train component 'DIETClassifier'.", "Epochs:  50%"):
        print(step, flush=True)
        time.sleep(0.3)
    while (root / "slow").exists():
        time.sleep(0.1)
    name = arguments["--fixed-model-name"] + ".tar.gz"
    pathlib.Path(arguments["--out"], name).write_text("a model")
else:
    while (root / "slow").exists():
        time.sleep(0.1)
    port = int(arguments["--port"])
    http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
"""


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A zombie is dead, only not yet buried; the one who buries it may be slow.
    return " Z " not in Path(f"/proc/{pid}/stat").read_text() if sys.platform == "linux" else True


def wait_until(true: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.02)


def pids_in(root: Path) -> list[int]:
    file = root / "pids"
    return [int(line) for line in file.read_text().splitlines()] if file.exists() else []
