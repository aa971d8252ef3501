"""Commands load only what they need; `make clean` keeps data; the demo checks its port."""

import os
import socket
import subprocess
import sys

from django.contrib.admin.sites import all_sites
from django.core.checks import Tags, run_checks

from articles.admin import site

ASK = """
import sys
import django
django.setup()
import articles.ingest.pipeline
print(*(name for name in ("articles.admin", "huey", "psycopg", "redis") if name in sys.modules))
"""


def test_import_pipeline_loads_no_admin_queue_or_unused_driver(tmp_path):
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "newsdesk.settings",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'desk.sqlite3'}",
        "QUEUE_URL": f"sqlite:///{tmp_path / 'queue.sqlite3'}",
        "VAR_DIR": str(tmp_path),
    }

    loaded = subprocess.check_output([sys.executable, "-c", ASK], env=environment, text=True)

    assert loaded.split() == []


def test_admin_checks_find_nothing():
    """`manage.py check` may judge the admin before it has been imported."""
    assert site in all_sites
    assert run_checks(tags=[Tags.admin]) == []


def test_make_clean_keeps_the_data():
    """`var` in the project is where a production system stores everything by default."""
    printed = subprocess.run(
        ["make", "--dry-run", "clean"], capture_output=True, text=True, check=True
    ).stdout

    deleted = [word for line in printed.splitlines() if "rm " in line for word in line.split()]
    assert ".venv" in deleted
    assert not {"var", "var/", "./var"} & {*deleted}


def test_demo_on_a_taken_port_stops_before_anything_else(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        environment = os.environ | {"PORT": port, "VAR_DIR": str(tmp_path / "var")}
        done = subprocess.run(
            ["scripts/demo"], env=environment, capture_output=True, text=True, check=False
        )

    assert (done.returncode, done.stdout) == (2, "")
    assert f"Port {port} of 127.0.0.1 cannot be used" in done.stderr
    assert not (tmp_path / "var").exists()
