"""What PyYAML, the reader that yaml-rs must agree with, makes of a front matter."""

from typing import Any

import yaml


class _TextTimes(yaml.CSafeLoader):
    """Leaves times as text: yaml-rs, asked for times, makes them of quoted text too."""

    yaml_implicit_resolvers = {
        sign: [rule for rule in rules if rule[0] != "tag:yaml.org,2002:timestamp"]
        for sign, rules in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


def load(front: str) -> Any:
    """Return what PyYAML loads, with times as text."""
    return yaml.load(front, Loader=_TextTimes)
