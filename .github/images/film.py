"""Film the gradient lab for the README: ``python .github/images/film.py``, after ``make test``."""

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
from course_utils.labs import gradient_lab
figures.use_style()
gradient_lab.show()"""
FRAMES, MS = 48, 90
LOW, HIGH = 0.75, 1.3  # of w_hh, there and back


def main():
    """Write the film next to this file."""
    sys.path.insert(0, str(HERE.parents[1] / "tests"))
    from browser import find

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "01_film.ipynb"
        cells = [new_markdown_cell("# Film"), new_code_cell(LAB)]
        execute.write(path, new_notebook(cells=cells))
        site.main(["--to", folder, str(path)])
        page = playwright.chromium.launch(executable_path=find()).new_page(
            viewport={"width": 740, "height": 900}
        )
        page.goto((Path(folder) / "01_film.html").as_uri())
        slider = page.locator(".lab input[type=range]")
        slider.wait_for()
        page.get_by_role("button", name="linear, 0.9").click()
        box, reading = page.locator(".lab").bounding_box(), page.locator(".lab-reading").bounding_box()
        clip = {**box, "height": reading["y"] + reading["height"] - box["y"] + 8}
        last = int(slider.get_attribute("max"))
        swing = (1 - np.cos(np.linspace(0, 2 * np.pi, FRAMES, endpoint=False))) / 2
        frames = []
        for w_hh in LOW + (HIGH - LOW) * swing:
            position = round((w_hh + 2) / 4 * last)
            move = "(input, at) => { input.value = at; input.dispatchEvent(new Event('input')); }"
            slider.evaluate(move, position)
            page.wait_for_timeout(60)
            frames.append(Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB"))
    few = [frame.quantize(48, dither=Image.Dither.NONE) for frame in frames]
    to = HERE / "gradient_lab_moving.png"
    few[0].save(to, save_all=True, append_images=few[1:], duration=MS, loop=0, optimize=True)
    print(f"{to.name}: {to.stat().st_size / 1e6:.2f} MB, {len(frames)} frames")


if __name__ == "__main__":
    main()
