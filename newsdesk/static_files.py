"""Storage of static files in production."""

from collections.abc import Callable
from re import Match

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # it has no types
    """Compressed files with hashed names, also where Newsdesk's JavaScript modules import others.

    Scripts of other packages stay as they are: Django would rewrite even `import` in a comment.
    """

    support_js_module_import_aggregation = True

    def url_converter(
        self, name: str, hashed_files: dict[str, str], template: str | None = None
    ) -> Callable[[Match[str]], str]:
        if name.endswith(".js") and not name.startswith("newsdesk/"):
            return lambda match: match[0]
        convert: Callable[[Match[str]], str] = super().url_converter(name, hashed_files, template)
        return convert
