"""Old names of topics and providers lead to those in use, unless only hidden articles have them."""

import pytest

from tests.factories import draft, provider, published_article, topic

PATHS = ["/topics/old/", "/topics/old/feed.atom", "/providers/old.example/"]


@pytest.mark.parametrize("path", PATHS)
def test_old_name_redirects_to_the_name_in_use(client, path):
    used = topic("Used"), provider("used.example")
    topic("Old", merged_into=used[0])
    provider("old.example", merged_into=used[1])
    published_article(topics=used[:1], provider=used[1])

    assert client.get(path)["Location"].startswith(("/topics/used/", "/providers/used.example/"))


@pytest.mark.parametrize("path", PATHS)
def test_old_name_of_what_only_drafts_have_is_not_found(client, path):
    secret = topic("Secret"), provider("secret.example")
    topic("Old", merged_into=secret[0])
    provider("old.example", merged_into=secret[1])
    draft(topics=secret[:1], provider=secret[1])

    assert client.get(path).status_code == 404
