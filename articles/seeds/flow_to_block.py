"""Convert a flow mapping, `{title: x, …}`, to a block of lines."""

import yaml


def unfolded(front: str, root: yaml.MappingNode) -> str:
    """Return the same keys and values with each key on a line of its own."""

    def text(node: yaml.Node) -> str:
        return front[node.start_mark.index : node.end_mark.index].replace("\n", "\n  ")

    return "".join(f"{text(key)}: {text(value)}\n" for key, value in root.value)
