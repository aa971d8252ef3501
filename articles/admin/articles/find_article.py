"""Find an article on the desk by its address or title, to add it as a related link."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from articles.admin.base.fields import TextField
from articles.listing.filter_form import suggesting
from articles.models import Article
from articles.search.backends import matching
from articles.seeds.limits import LIMITS
from articles.seeds.records import time_value

MAX_NAMED = 5
"""Articles that the message about an ambiguous title names."""
_LINK_FIELDS = ("title", "excerpt", "amp_url", "cdn_amp_url", "type", "quality")


class ArticleField(TextField):
    """An article by its web address or its title. The cleaned value is an Article, or None."""

    def clean(self, value: Any) -> Article | None:
        text = str(super().clean(value)).strip()
        if not text:
            return None
        found = list(matching(Article.objects.all(), text).order_by("-pk")[: MAX_NAMED + 1])
        exact = [each for each in found if each.title.casefold() == text.casefold()]
        if len(exact) == 1 or len(found) == 1:
            return (exact or found)[0]
        if not found:
            raise ValidationError("No article on the desk has this address or title.")
        titles = "; ".join(f"“{each.title}” ({each.address})" for each in found[:MAX_NAMED])
        raise ValidationError(f"Several articles match. Enter the address of one: {titles}.")


class FindArticleForm(forms.Form):
    """The field below the related links that adds one."""

    find_related = ArticleField(
        max_length=LIMITS.address,
        label="Add an article of the desk",
        help_text="Its web address or title. It is added when you save.",
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        field = self.fields["find_related"]
        field.widget.attrs |= suggesting("article", "suggested-article") | {"autocomplete": "off"}

    def links(self) -> list[dict[str, Any]]:
        """Return the article that was found as a list of related links: one, or none."""
        article = self.cleaned_data["find_related"]
        return [link_to(article)] if article else []


def link_to(article: Article) -> dict[str, Any]:
    """Return the related link to an article, as an item of the value field `related`."""
    return {
        **{name: getattr(article, name) for name in _LINK_FIELDS},
        "web_url": article.address,
        "published_at": time_value(article.published_at),
        "provider": article.provider.domain if article.provider else "",
        "images": [],
    }
