"""Convert the colours of a picture to sRGB, which every browser shows alike. Pure."""

from io import BytesIO

from PIL import Image, ImageCms

_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
_SPACES = {"L": "GRAY", "RGB": "RGB", "RGBA": "RGB", "CMYK": "CMYK"}
"""Modes and the colour space that a profile for them must have."""


def to_plain_mode(image: Image.Image) -> Image.Image:
    """Return the image as 8 bits of L, RGB, RGBA or CMYK: no palette, no key colour."""
    if image.has_transparency_data:
        rgba = image.convert("RGBA")
        opaque = rgba.getchannel("A").getextrema() == (255, 255)
        return rgba.convert("RGB") if opaque else rgba
    if image.mode in _SPACES:
        return image
    if image.mode.startswith("I"):  # 16 bits of grey, which `convert` would clip
        return image.convert("I").point(lambda grey: grey * (1 / 257)).convert("L")
    return image.convert("L" if image.mode == "1" else "RGB")


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return an image of a plain mode as RGB or RGBA in sRGB.

    A profile that is broken, or made for another colour space, is ignored as browsers do.
    """
    target = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            if _is_needed(source, image.mode):
                converted = ImageCms.profileToProfile(image, source, _SRGB, outputMode=target)
                return converted or image
        except (OSError, ValueError, ImageCms.PyCMSError):
            pass
    return image.convert(target)


def _is_needed(profile: ImageCms.ImageCmsProfile, mode: str) -> bool:
    if profile.profile.xcolor_space.strip() != _SPACES[mode]:
        return False
    return "srgb" not in ImageCms.getProfileDescription(profile).lower()
