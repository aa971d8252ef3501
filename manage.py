#!/usr/bin/env python
"""Runs the commands: `python manage.py help` lists them."""

import atexit
import gc
import os
import sys
from contextlib import suppress

if __name__ == "__main__":
    if sys.argv[1:2] == ["import_seeds"] and (os.cpu_count() or 1) > 1:
        from articles.ingest.parse_process import start_reader

        with suppress(OSError):  # there may be no room for another process, or need of one
            start_reader()
    # Here, because the process that reads an import's files imports this file and needs no Django.
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsdesk.settings")
    # The process ends: to look for cycles then takes as long as a quarter of the start.
    atexit.register(gc.freeze)
    execute_from_command_line(sys.argv)
