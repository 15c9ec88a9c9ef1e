"""Draw the icons that phones and computers show of a room that is kept like an app.

    uv run python docs/icons.py

They are `icon.svg` without its round corners: systems cut these off themselves, in a shape of their
own, and the sheet of paper stands well inside the circle that each of them leaves.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

STATIC = Path(__file__).parent.parent / "src" / "retrokit" / "web" / "static"
SIZES = (192, 512)


def main() -> None:
    """Draw all of them, in the Chromium that is on the path."""
    drawing = (STATIC / "icon.svg").read_text("utf-8").replace(' rx="7"', "")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for size in SIZES:
            page = browser.new_page(viewport={"width": size, "height": size})
            style = "<style>body { margin: 0 } svg { display: block }</style>"
            page.set_content(style + drawing)
            page.screenshot(path=STATIC / f"icon-{size}.png")
        browser.close()


if __name__ == "__main__":
    main()
