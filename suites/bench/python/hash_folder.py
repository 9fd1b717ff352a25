"""SHA-256 of files on a pool of threads, 1 MiB at a time: how model_signing hashes, without the rest of what it does."""

import concurrent.futures
import hashlib
import sys


def digest(path):
    state = hashlib.sha256()
    with open(path, "rb") as file:
        while chunk := file.read(1 << 20):
            state.update(chunk)
    return state.hexdigest()


with concurrent.futures.ThreadPoolExecutor() as pool:
    for path, value in zip(sys.argv[1:], pool.map(digest, sys.argv[1:])):
        print(value, path)
