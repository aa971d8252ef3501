"""Checks of a public page."""

from axe_playwright_python.sync_playwright import Axe

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page, path):
    page.goto(path)
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    assert results.response["passes"], f"axe looked at nothing of {path}"
    return results.generate_report() if results.violations_count else ""


def width(page, path):
    page.goto(path)
    return page.evaluate("document.documentElement.scrollWidth")


def small_targets(page, path):
    page.goto(path)
    return page.eval_on_selector_all(
        "a[href]:not(.skip, .prose p *), summary, button",
        """targets => targets
            .filter(e => e.checkVisibility())
            .map(e => [e.textContent.trim(), (e.closest(".item") || e).getBoundingClientRect()])
            .filter(([, box]) => box.height < 44 || box.width < 24)
            .map(([text]) => text)""",
    )
