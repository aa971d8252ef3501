"""The browser itself: it reaches the live server, and the server's policy reaches it."""


def test_the_login_page_shows_with_its_style(page):
    page.goto("/admin/")

    assert page.get_by_label("Password").is_visible()
    button = page.get_by_role("button", name="Log in")
    assert button.evaluate("e => getComputedStyle(e).display") == "inline-flex"


def test_an_inline_script_does_not_run(browser, live_server):
    page = browser.new_page()
    page.goto(f"{live_server.url}/admin/login/")

    page.set_content("<script>document.title = 'taken over'</script>")

    assert page.title() != "taken over"
    page.close()
