"""Find a Chromium for the browser tests, or install one: ``python tests/browser.py``.

A browser that is there is used as it is. Otherwise the system's package manager is asked (Debian, as
root), then Playwright. Where both fail, continuous integration fails; elsewhere the tests are skipped.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find():
    """Return the path of a Chromium, or None."""
    for name in _NAMES:
        if path := shutil.which(name):
            return path
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def main():
    """Make sure that there is a browser; return the exit status."""
    if find():
        return 0
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        quiet = {
            "stdout": subprocess.DEVNULL,
            "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        }
        subprocess.run(["apt-get", "update", "--quiet"], check=False, **quiet)
        subprocess.run(["apt-get", "install", "--yes", "--quiet", "chromium"], check=False, **quiet)
    if not find():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    if find():
        return 0
    print("No Chromium was found and none could be installed: the browser tests can't run.")
    return 1 if os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(main())
