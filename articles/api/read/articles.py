"""Published articles."""

from datetime import datetime

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from articles.api.problems import ProblemDetails
from articles.models import Article

router = Router(tags=["Articles"])


class ArticleOut(Schema):
    """A published article."""

    id: int
    slug: str
    title: str
    published_at: datetime = Field(description="When the provider published it.")


@router.api_operation(
    ["GET", "HEAD"],
    "/articles/{int:id}",
    response={200: ArticleOut, 404: ProblemDetails},
    operation_id="getArticle",
    summary="Get an article",
)
def get_article(request: HttpRequest, id: int) -> Article:  # noqa: A002 the name in the address
    return get_object_or_404(Article.objects.published(), pk=id)
