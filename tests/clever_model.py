"""Services whose model does whatever it is tried out with: an Ollama, and one that wants https and a key."""

import json
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from model_server import Answer, ModelServer

CALL = {"name": "read_file", "arguments": {"path": "notes/today.md"}}
PULL = [
    {"status": "pulling manifest"},
    *({"status": "pulling aa", "digest": "sha256:aa", "total": 10**9, "completed": n * 10**8} for n in range(1, 11)),
    {"status": "success"},
]


def clever(body: Any) -> Answer:
    """Call the tool that is offered, by itself or as JSON, and be done when it was called."""
    if body["messages"][-1]["role"] == "tool":
        return {"text": "All done."}
    if body.get("tools"):
        return {"tool_calls": [CALL]}
    if body.get("response_format") or body.get("format"):
        return {"text": json.dumps({"tool": CALL["name"], "arguments": CALL["arguments"]})}
    return {"text": "one two three"}


class CleverServer(ModelServer):
    """Speaks chat completions."""

    def __init__(self) -> None:
        super().__init__([{}])

    def next_answer(self, body: bytes) -> Answer:
        super().next_answer(body)
        return clever(json.loads(body))


class RentedServer(CleverServer):
    """Wants https and a key, at an address that does not look like this machine's."""

    KEY = "sk-very-secret"

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.certificate = folder / "certificate.pem"
        make_certificate(self.certificate)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        self._http.socket = context.wrap_socket(self._http.socket, server_side=True)
        self._http.RequestHandlerClass = locked(self._http.RequestHandlerClass)
        self.url = f"https://{HOST}:{self._http.server_address[1]}/v1"


HOST = "2130706433"
"""127.0.0.1 as one number, which the system's resolver takes."""


def locked(handler: Any) -> Any:
    """The handler behind a check of the key."""

    class Locked(handler):
        def do_GET(self) -> None:
            if self.is_known():
                super().do_GET()

        def do_POST(self) -> None:
            if self.is_known():
                super().do_POST()

        def is_known(self) -> bool:
            if self.headers.get("Authorization") == f"Bearer {RentedServer.KEY}":
                return True
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self._send_json(401, {"error": {"message": "No API key was given.", "code": 401}})
            return False

    return Locked


def make_certificate(path: Path) -> None:
    """Make a certificate for HOST, with its private key in the same file."""
    names = ["-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"]
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", path.with_suffix(".key")]
    subprocess.run(
        ["openssl", "req", "-x509", "-days", "2", *names, *key, "-out", path], check=True, capture_output=True
    )
    path.write_text(path.read_text() + path.with_suffix(".key").read_text())


class PullingOllama(ThreadingHTTPServer):
    """An Ollama that has the models that it was asked to get."""

    daemon_threads = True

    def __init__(self, *models: str) -> None:
        super().__init__(("127.0.0.1", 0), _Ollama)
        self.models = list(models)
        self.chats: list[Any] = []
        self.pulls: list[str] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.goes_on = threading.Event()
        """Until it is set, a pull stays at one half."""
        self.goes_on.set()
        self.answer = clever

    @contextmanager
    def running(self) -> Iterator["PullingOllama"]:
        thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.goes_on.set()
            self.shutdown()
            self.server_close()
            thread.join()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away in the middle of a pull is what a test is about."""


class _Ollama(BaseHTTPRequestHandler):
    server: PullingOllama

    def log_message(self, format: str, *args: Any) -> None:
        """Keep stderr quiet."""

    def do_GET(self) -> None:
        listed = [{"name": name, "model": name, "details": {}} for name in self.server.models]
        found = {"/api/tags": {"models": listed}, "/api/ps": {"models": []}, "/api/version": {"version": "0.9"}}
        self.reply(found.get(self.path))

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/api/show":
            shown = {"capabilities": ["completion", "tools"], "model_info": {"qwen.context_length": 262_144}}
            self.reply(shown if body["model"] in self.server.models else None)
        elif self.path == "/api/pull":
            self.pull(body["model"])
        elif self.path == "/api/chat":
            self.server.chats.append(body)
            self.chat(self.server.answer(body))
        else:
            self.reply(None)

    def pull(self, name: str) -> None:
        self.server.pulls.append(name)
        self.begin()
        for number, step in enumerate(PULL):
            if number == len(PULL) // 2:
                self.server.goes_on.wait()
            self.line(step)
        self.server.models.append(name)

    def chat(self, answer: Answer) -> None:
        self.begin()
        for word in answer.get("text", "").split():
            self.line({"message": {"role": "assistant", "content": word + " "}, "done": False})
        calls = [{"function": call} for call in answer.get("tool_calls", ())]
        counts = {"prompt_eval_count": 50, "eval_count": 5}
        self.line({"message": {"content": "", "tool_calls": calls}, "done": True, "done_reason": "stop", **counts})

    def reply(self, answer: Any) -> None:
        body = json.dumps({"error": "not found"} if answer is None else answer).encode()
        self.send_response(404 if answer is None else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def begin(self) -> None:
        self.send_response(200)
        self.end_headers()

    def line(self, value: Any) -> None:
        self.wfile.write(json.dumps(value).encode() + b"\n")
