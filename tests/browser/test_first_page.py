"""Style sheets and the content security policy reach the browser."""


def test_login_page_has_its_style(page):
    page.goto("/admin/")

    assert page.get_by_label("Password").is_visible()
    button = page.get_by_role("button", name="Log in")
    assert button.evaluate("e => getComputedStyle(e).display") == "inline-flex"


def test_inline_script_does_not_run(browser, live_server):
    page = browser.new_page()
    page.goto(f"{live_server.url}/admin/login/")

    page.set_content("<script>document.title = 'taken over'</script>")

    assert page.title() != "taken over"
    page.close()
