"""Run a llama.cpp server: print its address, and serve until standard input ends.

Usage: python llama_server.py MODEL.gguf WINDOW
"""

import sys

import xllamacpp


def main(model: str, window: str) -> None:
    params = xllamacpp.CommonParams()
    params.model.path = model
    params.n_ctx = int(window)
    params.n_parallel = 1
    params.port = 0
    params.endpoint_slots = True
    params.warmup = False
    # One thread: with more, other load on a shared machine makes it many times slower.
    params.cpuparams.n_threads = 1
    params.cpuparams_batch.n_threads = 1
    server = xllamacpp.Server(params)
    print(server.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
