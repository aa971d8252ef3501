"""The YAML of a front matter, parsed by yaml-rs and vetted for what seeds may not use.

yaml-rs is fast and bounds flow nesting, aliases and duplicate keys. Found by trying it
(0.1.6): it dies of a hundred thousand `- - -` or `? ? ?` on one line, and lets tags, anchors
without an alias and merge keys through. Those are refused here, before it and after it.
"""

import re
from collections.abc import Iterator
from typing import Any, cast

import frontmatter
import yaml
import yaml_rs
from frontmatter.default_handlers import BaseHandler

from articles.seeds.errors import FrontMatterError
from articles.seeds.limits import Limits
from articles.seeds.yaml_positions import duplicate_line, line_number, masked

# No alias is followed even once: a long text repeated by aliases takes quadratic time.
_NO_ALIASES = yaml_rs.AliasLimits(
    max_total_replayed_events=0, max_replay_stack_depth=0, max_alias_expansions_per_anchor=0
)
# Two levels take at least one column (a mapping, and a list that is not indented in it), so
# that without these a text is not nested more than 20 deep.
_SHALLOW = 20
_INDENTED = re.compile(r"\n[ \t?:-]{9}")
# Several times the nesting that is allowed, a hundredth of what yaml-rs survives.
_DEEP_LINE = re.compile(r"\n[ \t]*(?:[-?:][ \t]+){64}")
_FENCE = re.compile("---")
# An anchor, alias or tag stands where a node starts, so after one of these and maybe blanks.
_BEFORE_NODE = frozenset("\n[{,:-?")
_NAMELESS = frozenset(" \n")
_NODE_START = re.compile(
    r"""\n(?:---[ \t]+)?[ \t]*(?:[-?:][ \t]+)*
    (?: (?>[^\s"'\n](?:[^:\n]|:(?![ \t\n]))*:[ \t]+)
      | "(?:[^"\\\n]|\\.)*"[ \t]*:[ \t]*
      | '(?:[^'\n]|'')*'[ \t]*:[ \t]*
    )?
    [&*!\[{]""",
    re.VERBOSE,
)
_MERGE_KEY = re.compile(r"<<[\"']?[ \t]*:")
_PLACE = re.compile(r"YAML parse error at line (\d+), column \d+\s")
_HINTS = {
    "mapping values are not allowed": "Text with a colon in it needs quotes.",
    "tabs disallowed": "Indent with spaces, not with tabs.",
    "unexpected character": "Text that starts with a sign needs quotes.",
    "unclosed bracket": "Text that starts with a bracket needs quotes.",
    "multiline quoted scalar": "A quote may be left open above.",
    "must be followed by a valid YAML whitespace": "Use spaces, not tabs.",
}
_LONGEST_REASON = 200
_ALIASES_REFUSED = "Put text that begins with & or * in quotes: anchors and aliases are not read."
_TAGS_REFUSED = "Tags (!name) are not read. Text that starts with ! needs quotes."


class _Handler(BaseHandler):
    """Let python-frontmatter parse a front matter that is already split off, by yaml-rs.

    The split is our own: it keeps the positions that are needed to report lines and to write a
    file back, and topic files have no fences.
    """

    def __init__(self, front: str) -> None:
        super().__init__(_FENCE, "---", "---")
        self.front = front

    def split(self, text: str) -> tuple[str, str]:  # noqa: ARG002 - BaseHandler's signature
        return self.front, ""

    def load(self, fm: str) -> dict[str, Any]:
        loaded = yaml_rs.loads(fm, parse_datetime=False, alias_limits=_NO_ALIASES)
        if isinstance(loaded, dict):
            return loaded
        if loaded is None:
            raise FrontMatterError("The front matter is empty.")
        raise FrontMatterError("The front matter is not a set of `key: value` lines.")


def load_mapping(front: str, limits: Limits, first_line: int = 2) -> dict[str, Any]:
    """Return the mapping that the text of a front matter holds; times stay text.

    `first_line` is the line of the file on which `front` starts. Raises FrontMatterError,
    and nothing else, whatever the text is.
    """
    lines = "\n" + front
    may_be_deep = _may_be_deep(lines, limits)
    if may_be_deep and _DEEP_LINE.search(lines):
        raise _too_deep(limits)
    try:
        mapping, _ = frontmatter.parse("", handler=_Handler(front))
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise _explained(str(error), front, first_line) from error
    if may_be_deep and _is_deeper(mapping, limits.nesting):
        raise _too_deep(limits)
    if _may_have_properties(lines) and _NODE_START.search(lines):
        _refuse_properties(front, first_line)
    if "<<" in front and _has_merge_key(mapping):
        found = _MERGE_KEY.search(front)
        line = _line_at(front, found.start(), first_line) if found else None
        raise FrontMatterError("Merge keys (<<) are not read.", line)
    return cast("dict[str, Any]", mapping)


def _too_deep(limits: Limits) -> FrontMatterError:
    return FrontMatterError(f"The front matter is nested more than {limits.nesting} levels deep.")


def _line_at(front: str, offset: int, first_line: int) -> int:
    return front.count("\n", 0, offset) + first_line


def _may_be_deep(lines: str, limits: Limits) -> bool:
    if limits.nesting < _SHALLOW or "[" in lines or "{" in lines:
        return True
    return _INDENTED.search(lines) is not None


def _is_deeper(mapping: object, nesting: int) -> bool:
    level: list[Any] = [mapping]
    for _ in range(nesting):
        level = [child for node in level for child in _containers(node)]
        if not level:
            return False
    return True


def _may_have_properties(lines: str) -> bool:
    # Cheap and generous: `R & D` is not caught here, `, &#8217;` is, and cleared by what follows.
    for sign in "&*!":
        if sign in lines:
            before, *rest = lines.split(sign)
            for after in rest:
                is_named = sign == "!" or after[:1] not in _NAMELESS
                if is_named and before.rstrip(" \t")[-1:] in _BEFORE_NODE:
                    return True
                before = after
    return False


def _refuse_properties(front: str, first_line: int) -> None:
    """Raise FrontMatterError for the first anchor, alias or tag. Costly, therefore exact.

    PyYAML's parser, unlike its composer, keeps no recursion: it can be asked of any text.
    """
    try:
        for event in yaml.parse(masked(front), Loader=yaml.CSafeLoader):
            line = line_number(event) + first_line
            if getattr(event, "anchor", None):
                raise FrontMatterError(_ALIASES_REFUSED, line)
            if getattr(event, "tag", None):
                raise FrontMatterError(_TAGS_REFUSED, line)
    except yaml.MarkedYAMLError as error:
        place = error.problem_mark.line + first_line if error.problem_mark else None
        raise FrontMatterError(
            f"The front matter is not valid YAML: {error.problem}.", place
        ) from error


def _containers(node: Any) -> Iterator[Any]:
    for child in node.values() if type(node) is dict else node:
        if type(child) is dict or type(child) is list:
            yield child


def _has_merge_key(mapping: object) -> bool:
    nodes: list[Any] = [mapping]
    while nodes:
        node = nodes.pop()
        if type(node) is dict and "<<" in node:
            return True
        nodes.extend(_containers(node))
    return False


def _explained(reason: str, front: str, first_line: int) -> FrontMatterError:
    """Return yaml-rs's error in an editor's words, without the source line that it quotes."""
    if reason.startswith("duplicate mapping key: "):
        return _duplicate(reason.partition(": ")[2], front, first_line)
    if reason.startswith("unhashable"):
        return FrontMatterError("A key is a list or a set of keys; it must be one word.")
    place = _PLACE.match(reason)
    line = int(place[1]) + first_line - 1 if place else None
    if "alias" in reason or "anchor" in reason:
        return FrontMatterError(_ALIASES_REFUSED, line or _first_property(front, first_line))
    what = reason.rstrip().rpartition("\n")[2][:_LONGEST_REASON]
    hint = next((f" {hint}" for sign, hint in _HINTS.items() if sign in what), "")
    return FrontMatterError(f"The front matter is not valid YAML: {what}.{hint}", line)


def _first_property(front: str, first_line: int) -> int | None:
    try:
        _refuse_properties(front, first_line)
    except FrontMatterError as error:
        return error.line
    return None


def _duplicate(key: str, front: str, first_line: int) -> FrontMatterError:
    name = key.strip("'\"")[:_LONGEST_REASON]
    line = duplicate_line(front)
    return FrontMatterError(
        f"The key {name} appears twice. Remove one.",
        None if line is None else line + first_line,
        name,
    )
