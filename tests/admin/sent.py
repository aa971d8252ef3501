"""What a browser sends back of an article's page: the controls as shown, some of them changed."""

from html.parser import HTMLParser

from django.urls import reverse

from articles.admin.articles.state_form import ASSIGNEE, TIMES


def address(article, page="change", *more):
    return reverse(f"admin:articles_article_{page}", args=[article.pk, *more])


class _ControlParser(HTMLParser):
    """Collect what a browser without JavaScript sends of one form of a page."""

    def __init__(self, form_id):
        super().__init__()
        self.data: dict[str, str | list[str]] = {}
        self._form_id = form_id
        self._is_inside = False
        self._templates = 0
        self._select = self._textarea = ""

    def handle_starttag(self, tag, attrs):
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._is_inside = values.get("id") == self._form_id
        self._templates += tag == "template"
        name = values.get("name", "")
        is_of_form = values["form"] == self._form_id if "form" in values else self._is_inside
        if not is_of_form or self._templates or "disabled" in values:
            return
        if tag == "option" and self._select and "selected" in values:
            value = values.get("value", "")
            chosen = self.data.get(self._select)
            self.data[self._select] = [*chosen, value] if isinstance(chosen, list) else value
        elif tag == "select":
            self._select = name
            if "multiple" in values:
                self.data[name] = []
        elif tag == "textarea":
            self._textarea, self.data[name] = name, ""
        elif tag == "input" and name:
            self._add_input(name, values)

    def _add_input(self, name, values):
        value = values.get("value", "")
        if values.get("type") in {"checkbox", "radio"}:
            if "checked" in values:
                self.data[name] = value or "on"
        elif values.get("type") == "hidden":
            self.data[name] = value
        else:
            self.data[name] = value.replace("\r", "").replace("\n", "")

    def handle_endtag(self, tag):
        if tag == "form":
            self._is_inside = False
        self._templates -= tag == "template"
        if tag == "textarea" and self._textarea:
            text = str(self.data[self._textarea]).replace("\r\n", "\n").replace("\r", "\n")
            self.data[self._textarea] = text.removeprefix("\n").replace("\n", "\r\n")
            self._textarea = ""
        elif tag == "select":
            self._select = ""

    def handle_data(self, data):
        if self._textarea:
            self.data[self._textarea] += data


def as_shown(response, form_id="article_form"):
    """Return what a form on a page sends if the user changes nothing."""
    parser = _ControlParser(form_id)
    parser.feed(response.content.decode())
    return parser.data


def save(client, article, opened=None, **changes):
    """Open an article, change some fields, and save it; `opened` is a page opened before."""
    page = opened or client.get(address(article))
    return client.post(address(article), {**as_shown(page), **changes, "_continue": "yes"})


def messages_of(response):
    """Return the messages that the next page will show."""
    return [str(message) for message in response.wsgi_request._messages]


def press(client, article, key, opened=None, **given):
    """Do an action on an article's page; `at` and `to` are its arguments."""
    page = opened or client.get(address(article))
    return client.post(address(article), as_shown(page) | action_data(key, **given))


def action_data(key, *, at="", to="", **changes):
    """Return what a page sends for an action: its button, or the field that stands for it."""
    for name, (_, set_key, clear_key) in TIMES.items():
        if key in {set_key, clear_key}:
            return {name: at if key == set_key else "", "_continue": "yes", **changes}
    return ({ASSIGNEE: to, "_continue": "yes"} if key == "assign" else {"do": key}) | changes
