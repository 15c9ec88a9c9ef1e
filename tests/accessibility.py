"""What shuts people out of a page: what axe-core finds, and what sticks out."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# In the dark the same nodes have other colours: only these are looked at again.
AXE_RUN = """(rules) => axe.run(document, {
  resultTypes: ["violations"], ...(rules ? { runOnly: rules } : {}),
})"""

DRAWN = "new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))"


def audit(page: Page, screen: str) -> list[str]:
    """Return what axe-core finds and what sticks out, light and dark, wide and narrow."""
    size = page.viewport_size
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    amiss = []
    page.evaluate(f"if (!window.axe) {{ {AXE_SCRIPT} }}")
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            where = f"{screen}, {width} px, {scheme}"
            rules = ["color-contrast"] if scheme == "dark" else None
            for each in page.evaluate(AXE_RUN, rules)["violations"]:
                nodes = [node["html"][:200] for node in each["nodes"][:3]]
                amiss.append(f"{where}: {each['id']}: {each['help']}: {nodes}")
        across = page.evaluate("document.scrollingElement.scrollWidth")
        if across > width:
            amiss.append(f"{screen}: {across} px across where there are {width}")
    page.emulate_media(color_scheme="dark" if dark else "light")
    if size is not None:
        page.set_viewport_size(size)
        page.evaluate(DRAWN)  # what hangs on the size is as it was
    return amiss
