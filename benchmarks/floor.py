"""The floor of an import: python-frontmatter with its default loader, parsing and nothing else.

    python -m benchmarks.floor FOLDER

Prints the seconds that parsing took, without the start of the process: the import that is held
against it is measured with its start.
"""

import json
import sys
import time
from pathlib import Path

import frontmatter


def main() -> None:
    paths = sorted(Path(sys.argv[1]).rglob("*.md"))
    wall, cpu = time.perf_counter(), time.process_time()
    for path in paths:
        frontmatter.load(path)
    print(json.dumps({"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}))


if __name__ == "__main__":
    main()
