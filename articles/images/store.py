"""Store pictures: each once, under a name that tells nothing."""

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.crypto import salted_hmac

from articles.images.inspect import inspect_image
from articles.models import StoredImage

_SALT = "articles.images.store"


def store_image(data: bytes) -> StoredImage:
    """Check a picture and store it, unless its bytes are stored already. Raises RefusedImage.

    Do not call it in a transaction: decoding and saving a file take long. The file is complete
    before its row exists, so a process that is killed between them leaves a file that
    `sweep_images` deletes.
    """
    digests = [keyed_digest(data, key) for key in secret_keys()]
    if image := StoredImage.objects.filter(digest__in=digests).first():
        return image
    facts = inspect_image(data)
    digest = digests[0]
    path = f"images/{digest[:2]}/{digest}.{facts.suffix}"
    image, _is_new = StoredImage.objects.get_or_create(
        digest=digest,
        defaults={
            "file": default_storage.save(path, ContentFile(data)),
            "format": facts.format,
            "byte_count": len(data),
            "width": facts.width,
            "height": facts.height,
            "dhash": facts.dhash,
            "entropy": facts.entropy,
            "sketch": facts.sketch,
            "focal_x": facts.focal_x,
            "focal_y": facts.focal_y,
        },
    )
    return image


def secret_keys() -> list[str]:
    """Return the secret key, and then earlier ones: pictures were stored with those."""
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def keyed_digest(data: bytes, key: str) -> str:
    """Return the HMAC-SHA256 of the bytes as 64 hex digits (docs/decisions/0040)."""
    return salted_hmac(_SALT, data, secret=key, algorithm="sha256").hexdigest()
