"""A model server that answers at once with prepared answers, and notes when it was asked what.

It speaks chat completions over HTTP/1.1 on 127.0.0.1, streamed, with kept-alive connections. End-to-end
tests and benchmarks run the real `journeyman` against it.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = dict[str, Any]
"""{"text": str, "tool_calls": [{"name", "arguments"}], "usage": {…}}, all optional; or a refusal: {"error": {…}}."""


@dataclass(frozen=True)
class Asked:
    """One request for an answer."""

    body: bytes
    arrived_at: float
    """time.perf_counter() when the whole request had been read."""

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class ModelServer:
    """Gives answer after answer; the last one is given again when they run out."""

    def __init__(self, answers: Sequence[Answer], *, on_request: Callable[[int], None] | None = None) -> None:
        self.answers = list(answers)
        self.asked: list[Asked] = []
        self.answered_at: list[float] = []
        """time.perf_counter() just before the end of each answer was sent."""
        self.other_paths: list[str] = []
        self.models: list[Any] = [{"id": "tiny", "object": "model"}]
        self.keys: list[str] = []
        """The Authorization header of each request, empty if it had none."""
        self.on_request = on_request
        self._lock = threading.Lock()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def log_message(self, format: str, *args: Any) -> None:
                """Keep stderr quiet."""

            def do_GET(self) -> None:
                server.other_paths.append(self.path)
                if self.path.endswith("/models"):
                    self._send_json(200, {"object": "list", "data": server.models})
                else:
                    self._send_json(404, {"error": {"message": "not found"}})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                server.keys.append(self.headers.get("Authorization", ""))
                if not self.path.endswith("/chat/completions"):
                    server.other_paths.append(self.path)
                    self._send_json(404, {"error": {"message": "not found"}})
                    return
                answer = server.next_answer(body)
                if "error" in answer:
                    self._send_json(400, answer)
                    return
                chunks = list(map(to_event, to_chunks(answer)))
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                for chunk in chunks:
                    self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
                server.answered_at.append(time.perf_counter())
                self.wfile.write(b"0\r\n\r\n")

            def _send_json(self, status: int, value: Any) -> None:
                body = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self._http = _Listener(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def next_answer(self, body: bytes) -> Answer:
        with self._lock:
            self.asked.append(Asked(body, time.perf_counter()))
            index = len(self.asked) - 1
        if self.on_request:
            self.on_request(index)
        return self.answers[min(index, len(self.answers) - 1)]

    @contextmanager
    def running(self) -> Iterator["ModelServer"]:
        thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._http.shutdown()
            self._http.server_close()
            thread.join()


class _Listener(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed in the middle of an answer is what some tests are about."""


def to_chunks(answer: Answer) -> Iterator[Any]:
    """The answer as the objects of a stream."""
    for word in answer.get("text", "").split(" "):
        if word:
            yield {"choices": [{"index": 0, "delta": {"content": word + " "}}]}
    for index, call in enumerate(answer.get("tool_calls", ())):
        function = {"name": call["name"], "arguments": json.dumps(call["arguments"])}
        part = {"index": index, "id": f"call_{index}", "type": "function", "function": function}
        yield {"choices": [{"index": 0, "delta": {"tool_calls": [part]}}]}
    reason = "tool_calls" if answer.get("tool_calls") else "stop"
    yield {"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]}
    usage = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
    yield {"choices": [], "usage": answer.get("usage", usage)}
    yield "[DONE]"


def to_event(chunk: Any) -> bytes:
    data = chunk if isinstance(chunk, str) else json.dumps(chunk)
    return f"data: {data}\n\n".encode()
