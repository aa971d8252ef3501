"""Static files as production serves them."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

HASHED = re.compile(r"\.[0-9a-f]{12}\.js$")
IMPORT = re.compile(r"""^import\s(?:[^;]*?\sfrom\s+)?["']([^"']+)["'];""", re.MULTILINE)


@pytest.fixture
def collected(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "newsdesk.static_files.HashedStaticFilesStorage"}
    }
    settings.WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("js", "css", "svg")  # it takes long
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path / "newsdesk" / "js"


def test_collectstatic_rewrites_the_imports_of_modules(collected):
    modules = [path for path in collected.rglob("*.js") if HASHED.search(path.name)]
    imports = {path: IMPORT.findall(path.read_text()) for path in modules}

    assert sum(map(len, imports.values())) > 20
    for path, targets in imports.items():
        for target in targets:
            assert HASHED.search(target), f"{path.name} imports {target}"
            assert (path.parent / target).resolve().is_file()


def test_scripts_are_modules_that_are_type_checked():
    folder = Path(settings.BASE_DIR) / "articles" / "static" / "newsdesk" / "js"

    for path in folder.rglob("*.js"):
        assert path.read_text().startswith("// @ts-check\n"), path
    for path in Path(settings.BASE_DIR).glob("templates/**/*.html"):
        for tag in re.findall(r"<script[^>]*newsdesk/[^>]*>", path.read_text()):
            if "public/theme.js" in tag:  # runs before the page is painted
                continue
            assert 'type="module"' in tag, f"{path.name}: {tag}"
