"""What the measures share: a folder, a database, corpora and how often to repeat."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .databases import Databases
from .make_corpus import make_corpus
from .processes import Usage, manage, run, run_part, run_told, with_django

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured: files, drafts, pictures, and repetitions of each comparison."""

    files: int = 5_000
    small: int = 1_000
    large: int = 20_000
    drafts: tuple[int, ...] = (10_000, 100_000)
    articles: int = 100_000
    asks: int = 9
    pictures: int = 200
    repetitions: int = 3


QUICK = Sizes(
    files=1_000,
    small=500,
    large=2_000,
    drafts=(10_000,),
    articles=10_000,
    pictures=20,
    repetitions=1,
)
FULL = Sizes(repetitions=7)


@dataclass(slots=True)
class Bench:
    """One kind of database to measure on. `folder` is deleted afterwards."""

    folder: Path
    databases: Databases
    sizes: Sizes
    say: Say
    corpora: dict[int, Path] = field(default_factory=dict)

    def prepare(self) -> None:
        """Make the empty, migrated database that every import starts from; warm what is cached.

        Its tables have no statistics, as those of a new installation.
        """
        self.databases.make("migrated")
        self.command("migrated", "migrate", "--verbosity=0")
        self.floor(self.empty())
        self.start_up()

    def command(self, database: str, *arguments: str) -> Usage:
        """Run a management command and return what the whole process took."""
        return run(manage(*arguments), self.environment(database))

    def publishing(self, database: str, what: str) -> Usage:
        """Return what a part of `benchmarks.publishing` took."""
        return run_part(with_django("publishing", what), self.environment(database))

    def pages(self, database: str, *arguments: str) -> Any:
        """Do a piece of work of `benchmarks.pages` and return what it printed."""
        return run_told(with_django("pages", *arguments), self.environment(database))

    def public_pages(self, database: str, *arguments: str) -> Any:
        """Do a piece of work of `benchmarks.public_pages` and return what it printed."""
        return run_told(with_django("public_pages", *arguments), self.environment(database))

    def pictures(self, database: str, *arguments: str) -> Any:
        """Do a piece of work of `benchmarks.pictures` and return what it printed."""
        return run_told(with_django("pictures", *arguments), self.environment(database))

    def fill(self, database: str, drafts: int) -> None:
        """Make a database with drafts."""
        self.databases.copy("migrated", database)
        run(with_django("publishing", "fill", str(drafts)), self.environment(database))
        self.databases.settle(database)

    def floor(self, corpus: Path) -> Usage:
        """Return what python-frontmatter takes to parse a corpus."""
        return run_part(["-m", "benchmarks.floor", str(corpus)], self.environment("migrated"))

    def start_up(self) -> Usage:
        """Return what an import of nothing takes."""
        return self.import_afresh("started", self.empty(), "--allow-empty")

    def import_afresh(self, database: str, corpus: Path, *options: str) -> Usage:
        """Import into an empty database."""
        self.databases.copy("migrated", database)
        return self.command(database, "import_seeds", str(corpus), *options)

    def empty(self) -> Path:
        return self.corpus(0)

    def corpus(self, files: int) -> Path:
        """Return the folder of a corpus, made when it is first asked for."""
        if files not in self.corpora:
            self.say(f"making {files} files")
            folder = self.folder / f"corpus-{files}"
            folder.mkdir()
            make_corpus(folder, files)
            self.corpora[files] = folder
        return self.corpora[files]

    def environment(self, database: str) -> dict[str, str]:
        """Return the environment of a process: that of production, its caches in our folder."""
        inherited = {
            name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ
        }
        return inherited | {
            "ALLOWED_HOSTS": "localhost",
            "DATABASE_URL": self.databases.url(database),
            "DJANGO_SETTINGS_MODULE": "newsdesk.settings",
            "FETCH_IMAGES": "false",  # the hosts of the corpus are invented
            "LOG_LEVEL": "WARNING",
            "PYTHONPYCACHEPREFIX": str(self.folder / "pycache"),
            "QUEUE_URL": "memory://",
            "SECRET_KEY": "only to measure with",
            "VAR_DIR": str(self.folder / "var"),
        }


def change_every_file(corpus: Path, changed: Path) -> None:
    """Write the files of a corpus again, each with another excerpt."""
    for path in corpus.rglob("*.md"):
        target = changed / path.relative_to(corpus)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text(encoding="utf-8")
        target.write_text(
            re.sub('^excerpt: "', 'excerpt: "Corrected: ', text, count=1, flags=re.MULTILINE),
            encoding="utf-8",
        )
