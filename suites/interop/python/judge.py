"""sigstore-python's command line, many times in one process: a JSON list of arguments a line in, a JSON answer a line out."""

import contextlib
import io
import json
import sys

from sigstore import _cli

answers = sys.stdout
for line in sys.stdin:
    sys.argv = ["sigstore", *json.loads(line)]
    output = io.StringIO()
    status = 0
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        try:
            _cli.main()
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else int(bool(end.code))
        except Exception as error:  # a crash is an answer too: not accepted
            status = 70
            output.write(repr(error))
    answers.write(json.dumps({"status": status, "output": output.getvalue()}) + "\n")
    answers.flush()
