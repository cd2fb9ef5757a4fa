"""Film and photograph the labs for the README: ``python .github/images/film.py``, after ``make test``."""

import io
import sys
import tempfile
from pathlib import Path

import numpy as np
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from PIL import Image
from playwright.sync_api import sync_playwright

from course_utils.authoring import execute, site

HERE = Path(__file__).parent
LAB = """\
from course_utils import figures
from course_utils.labs import {lab}
figures.use_style()
{lab}.show()"""
BACK, SWING, MS = 24, 44, 80  # frames: the gradient sent back, w_hh there and back; milliseconds each
STEPS = 50
LOW, HIGH = 0.85, 1.15  # of w_hh
STILLS = [("gradient_lab", "gradient_lab", "light"), ("gradient_lab", "gradient_lab_dark", "dark")]
STILLS += [("window_lab", "window_lab", "light")]


def main():
    """Write the pictures next to this file."""
    sys.path.insert(0, str(HERE.parents[1] / "tests"))
    from browser import find

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find())
        for lab, name, theme in STILLS:
            page = opened(browser, folder, lab, theme)
            if lab == "gradient_lab":
                page.get_by_role("button", name="tanh, 1.5", exact=True).click()
            page.wait_for_timeout(300)
            seen(page).quantize(64, dither=Image.Dither.NONE).save(HERE / f"{name}.png", optimize=True)
        frames = filmed(opened(browser, folder, "gradient_lab"))
    # One palette for all: then only what changes is stored.
    some = np.concatenate([np.asarray(one) for one in frames[:: SWING // 8]])
    palette = Image.fromarray(some).quantize(96, Image.Quantize.MAXCOVERAGE)
    few = [one.quantize(palette=palette, dither=Image.Dither.NONE) for one in frames]
    to = HERE / "gradient_lab_moving.png"
    few[0].save(to, save_all=True, append_images=few[1:], duration=MS, loop=0, optimize=True)
    print(f"{to.name}: {to.stat().st_size / 1e6:.2f} MB, {len(few)} frames")


def opened(browser, folder, lab, theme="light"):
    """Return a page with a lab that needs no kernel."""
    path = Path(folder) / f"01_{lab}.ipynb"
    cells = [new_markdown_cell("# Film"), new_code_cell(LAB.format(lab=lab))]
    execute.write(path, new_notebook(cells=cells))
    site.main(["--to", folder, str(path)])
    page = browser.new_page(viewport={"width": 740, "height": 900}, color_scheme=theme)
    page.goto(path.with_suffix(".html").as_uri())
    page.locator(".lab input[type=range]").first.wait_for()
    page.wait_for_timeout(500)
    return page


def seen(page):
    """Return picture, slider and sentence of a lab."""
    box, reading = (page.locator(one).bounding_box() for one in (".lab", ".lab-reading"))
    clip = {**box, "height": reading["y"] + reading["height"] - box["y"] + 8}
    return Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB")


def filmed(page):
    """Return the frames: the gradient goes back step by step, then w_hh goes over 1 and back."""
    slider, frames = page.locator(".lab input[type=range]"), []
    step = page.locator(".lab-play").get_by_role("button", name="one step")
    for frame in range(1, BACK + 1):
        for _ in range(STEPS * frame // BACK - STEPS * (frame - 1) // BACK):
            step.click()
        page.mouse.move(2, 2)
        page.wait_for_timeout(60)
        frames.append(seen(page))
    frames += frames[-1:] * 4
    middle, half = (LOW + HIGH) / 2, (HIGH - LOW) / 2
    begin = np.arcsin((0.9 - middle) / half)  # where the slider stands as it opens
    last = int(slider.get_attribute("max"))
    for turn in np.linspace(begin, begin + 2 * np.pi, SWING, endpoint=False):
        move = "(input, at) => { input.value = at; input.dispatchEvent(new Event('input')); }"
        slider.evaluate(move, round((middle + half * np.sin(turn) + 2) / 4 * last))
        page.wait_for_timeout(60)
        frames.append(seen(page))
    return frames


if __name__ == "__main__":
    main()
