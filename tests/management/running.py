"""Run a command and return its exit code and output."""

import json
from dataclasses import dataclass
from io import StringIO
from typing import Any

from django.core.management import CommandError, call_command


@dataclass(frozen=True)
class Ran:
    """The exit code, what was printed, and what was complained of."""

    code: int
    out: str
    err: str

    @property
    def counts(self) -> dict[str, str]:
        """The plain lines `name: number`."""
        lines = [line.partition(": ") for line in self.out.splitlines()]
        return {name: number for name, _, number in lines}

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def run(command: str, *arguments: Any) -> Ran:
    out, err, code = StringIO(), StringIO(), 0
    try:
        call_command(command, *map(str, arguments), stdout=out, stderr=err)
    except CommandError as error:
        # As BaseCommand.run_from_argv does.
        code = error.returncode
        err.write(str(error))
    except SystemExit as end:
        code = int(end.code or 0)
    return Ran(code, out.getvalue(), err.getvalue())
