"""ICC profiles, put together for tests: Pillow creates no profiles but sRGB."""

import struct

_D50 = (0.9642, 1.0, 0.8249)


def display_p3() -> bytes:
    """The colour space of telephones and new screens, with the tone curve of sRGB."""
    primaries = {
        b"rXYZ": (0.51512, 0.2412, -0.00105),
        b"gXYZ": (0.29198, 0.69225, 0.04189),
        b"bXYZ": (0.1571, 0.06657, 0.78407),
    }
    # y = (a x + b)^g, or c x below d
    curve = b"para" + bytes(4) + struct.pack(">HH", 3, 0)
    curve += _numbers(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
    tags = {name: _xyz(*value) for name, value in primaries.items()}
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    return _profile(b"RGB ", b"XYZ ", "Display P3", tags)


def only_grey_ink() -> bytes:
    """A press whose colours all print a middle grey, so that its use cannot be overlooked."""
    white, grey, black = (255, 128, 128), (128, 128, 128), (0, 128, 128)  # Lab, as 8 bits
    corners = [white, black, *[grey, black] * 7]  # the last ink, black, changes fastest
    table = b"mft1" + bytes(4) + bytes((4, 3, 2, 0)) + _numbers(1, 0, 0, 0, 1, 0, 0, 0, 1)
    table += bytes(range(256)) * 4 + bytes(value for lab in corners for value in lab)
    table += bytes(range(256)) * 3
    return _profile(b"CMYK", b"Lab ", "Grey ink", {b"A2B0": table})


def _profile(space: bytes, connection: bytes, name: str, tags: dict[bytes, bytes]) -> bytes:
    text = b"desc" + struct.pack(">II", 0, len(name) + 1) + name.encode() + bytes(80)
    tags = {b"desc": text, b"wtpt": _xyz(*_D50), b"cprt": b"text" + bytes(5), **tags}
    position = 128 + 4 + 12 * len(tags)
    table, content = struct.pack(">I", len(tags)), b""
    for tag, value in tags.items():
        padded = value + bytes(-len(value) % 4)
        table += struct.pack(">4sII", tag, position + len(content), len(value))
        content += padded
    header = struct.pack(">I4sI4s4s4s", 0, b"test", 0x02400000, b"prtr", space, connection)
    header += bytes(12) + b"acsp" + bytes(28) + _numbers(*_D50) + bytes(48)
    profile = header + table + content
    return struct.pack(">I", len(profile)) + profile[4:]


def _xyz(*values: float) -> bytes:
    return b"XYZ " + bytes(4) + _numbers(*values)


def _numbers(*values: float) -> bytes:
    return b"".join(struct.pack(">i", round(value * 65536)) for value in values)
