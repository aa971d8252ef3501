"""What a browser sends back of a page: every field as it was shown, with some of them changed."""

from django.urls import reverse


def address(article, page="change", *more):
    return reverse(f"admin:articles_article_{page}", args=[article.pk, *more])


def as_shown(response):
    """Return the data of the article's forms on a page that nobody has touched."""
    editor = response.context["editor"]
    data: dict[str, str] = {}
    for form in (editor.form, *editor.images, *editor.related):
        for field in form:
            data |= _sent(field)
    return data | {f"{rows.prefix}-whole": "yes" for rows in editor.rows if rows.is_whole}


def _sent(field):
    """A browser sends text with CR LF, nothing for an empty box, and no None."""
    value = field.value()
    if isinstance(value, bool) and not field.html_name.endswith("is_cached"):
        return {field.html_name: "on"} if value else {}
    shown = field.field.widget.format_value(value)
    shown = shown[0] if isinstance(shown, list) else shown
    text = "" if shown is None else str(shown)
    is_text = field.field.widget.__class__.__name__ == "Textarea"
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return {field.html_name: ("\r\n" if is_text else "").join(lines)}


def save(client, article, opened=None, **changes):
    """Open an article, change some fields, and save it; `opened` is a page opened before."""
    page = opened or client.get(address(article))
    return client.post(address(article), {**as_shown(page), **changes, "_continue": "yes"})


def messages_of(response):
    """Return what the page that a response leads to will say."""
    return [str(message) for message in response.wsgi_request._messages]


def press(client, article, verb, *, version=None, **data):
    """Press a button of an article's page."""
    shown = article.version if version is None else version
    return client.post(address(article, "do", verb), {"version": shown, **data})
