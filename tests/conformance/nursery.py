"""A process that starts commands in children, kills them on request, and reports the results.

Django is loaded once and each child is forked from it, so that a command starts within
milliseconds and the moment of its death is met. Run as `python -m tests.conformance.nursery`;
each line on stdin is a request as JSON, each line on stdout its answer.
"""

import contextlib
import ctypes
import json
import os
import pickle
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any, NoReturn

PR_SET_CHILD_SUBREAPER = 36
ORPHANS_MAY_LIVE = 5.0  # seconds


def main() -> None:
    import django  # noqa: PLC0415 - a process that only reads ahead imports this module, too

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    import_module("articles.management.commands.import_seeds")
    import_module("articles.management.commands.publish_ready")
    import_module("articles.management.commands.undo_run")
    import_module("newsdesk.urls")  # all views; an export of the site needs their addresses
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)  # noqa: T201 - the parent reads it


def import_module(name: str) -> Any:
    __import__(name)
    return sys.modules[name]


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Do what is asked for in a child; kill it after `kill_after` seconds where that is given."""
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        be_child(request)
    if request["kill_after"] is not None:
        time.sleep(request["kill_after"])
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    seconds = time.monotonic() - started
    return {
        "code": os.waitstatus_to_exitcode(status),
        "seconds": seconds,
        "orphans": orphans(),
    }


def orphans() -> bool:
    """Return whether a child's own children still live after a while."""
    deadline = time.monotonic() + ORPHANS_MAY_LIVE
    while time.monotonic() < deadline:
        try:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(0.01)
        except ChildProcessError:
            return False
    return True


def be_child(request: dict[str, Any]) -> NoReturn:
    code = 1
    try:
        with Path(request["log"]).open("a") as sys.stdout:
            sys.stderr = sys.stdout
            code = work(request)
            sys.stdout.flush()
    except Exception:  # noqa: BLE001 - any error is reported to the parent
        with Path(request["log"]).open("a") as log:
            traceback.print_exc(file=log)
    finally:
        os._exit(code)


def work(request: dict[str, Any]) -> int:
    """Run a command, or dump the tables, on the database that is asked for."""
    from django.core.management import CommandError, call_command  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415

    connections.databases["default"]["NAME"] = request["database"]
    for name, value in request["numbers"].items():
        module, _, constant = name.rpartition(".")
        setattr(import_module(module), constant, value)
    try:
        if request["dump"]:
            history = import_module("tests.conformance.tables").history()
            Path(request["dump"]).write_bytes(pickle.dumps(history))
        else:
            call_command(*request["command"])
    except CommandError as error:
        sys.stderr.write(f"{error}\n")
        return error.returncode
    except SystemExit as exit_:
        return int(exit_.code or 0)
    finally:
        connections.close_all()
    return 0


if __name__ == "__main__":
    main()
