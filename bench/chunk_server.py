"""A model service that says one answer in many small chunks: `chunk_server.py FORMAT CHUNKS TEXT` prints its port.

It is a process of its own, so that its work is not taken for the adapter's.
"""

import json
import socket
import sys

CHUNKS_AT_ONCE = 200


def chunk_and_end(wire: str, text: str) -> tuple[bytes, bytes]:
    if wire == "ollama":
        said = {"model": "m", "created_at": "2026-11-23T10:00:00Z", "message": {"role": "assistant", "content": text}}
        end = {"model": "m", "done": True, "done_reason": "stop", "prompt_eval_count": 7, "eval_count": 3}
        return (json.dumps(said | {"done": False}) + "\n").encode(), (json.dumps(end) + "\n").encode()
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1795395015, "model": "m"}
    said = head | {"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]}
    end = head | {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
    return f"data: {json.dumps(said)}\n\n".encode(), f"data: {json.dumps(end)}\n\ndata: [DONE]\n\n".encode()


def framed(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def serve(wire: str, chunks: int, text: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        print(listener.getsockname()[1], flush=True)
        client, _ = listener.accept()
    chunk, end = map(framed, chunk_and_end(wire, text))
    with client:
        heard = b""
        while b"\r\n\r\n" not in heard:
            heard += client.recv(65536)
        client.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(chunks // CHUNKS_AT_ONCE):
            client.sendall(chunk * CHUNKS_AT_ONCE)
        client.sendall(end + b"0\r\n\r\n")
        while client.recv(65536):
            pass


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]), sys.argv[3])
