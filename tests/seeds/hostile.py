"""Seed files and zips that mean harm, or look as if, each with the verdict that it must get.

Used here on the reader and the sources, and by the tests of ingest on whole runs.
"""

from .hostile_case import HostileFile as HostileFile
from .hostile_text import NEUTRALISED
from .hostile_types import TYPES
from .hostile_yaml import STRUCTURE, YAML
from .hostile_zips import HostileZip as HostileZip
from .hostile_zips import hostile_zips as hostile_zips

HOSTILE_FILES: list[HostileFile] = [*STRUCTURE, *YAML, *TYPES, *NEUTRALISED]
