"""Runs a program in a terminal of its own: what it shows goes to stdout, what comes on stdin are its keys."""
import os
import pty
import select
import sys

child, terminal = pty.fork()
if child == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
keys = 0
inputs = [terminal, keys]
while terminal in inputs:
    for ready in select.select(inputs, [], [])[0]:
        try:
            data = os.read(ready, 65536)
        except OSError:  # Linux says so when the program has ended.
            data = b""
        if not data:
            inputs.remove(ready)
        elif ready == keys:
            os.write(terminal, data)
        else:
            os.write(1, data)
_, status = os.waitpid(child, 0)
sys.exit(os.waitstatus_to_exitcode(status) % 256)
