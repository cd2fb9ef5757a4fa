"""A lab, or its picture made in another way, in a page: driven by keys and mouse, for `labs.py`."""

import asyncio
import time

DRAG, EVENTS = 2.0, 120  # seconds, and mouse moves a second
QUIET = 100  # ms in which nothing changes: the picture is there
PRESSES = 12  # keys a turn
# Where a slider runs, and where its handle is.
RAIL = """(one) => {
    const { left, top, width, height } = (one.closest('.noUi-target') ?? one).getBoundingClientRect();
    const handle = one.getBoundingClientRect(), native = one.localName === 'input';
    const x = native ? left + 8 + (width - 16) * one.value / one.max : handle.left + handle.width / 2;
    return { left, width, x, y: top + height / 2 }; }"""


class Way:
    """One of the three: driven by keys and mouse, and what was measured of it."""

    def __init__(self, page, root, slider):
        self.page, self.root, self.slider = page, page.locator(root).first, slider
        self.keys, self.rates, self.lags, self.kernel = [], [], [], {}

    async def turn(self):
        """Press keys for a while, then drag once."""
        slider = await self._longest()
        await self._watch(slider)
        self.keys += await self._press(slider, PRESSES)
        await self._drag(slider)
        await self.page.evaluate("() => pictures.watch(null)")

    async def ask_kernel(self):
        """Press keys where a new picture needs the kernel: the lab's controls, then its second slider."""
        controls = self.page.locator(".jp-Cell:has(.lab) .widget-inline-hbox:has([role=slider])")
        sliders = self.root.locator(self.slider)
        await self._watch(sliders.first)
        for control in await controls.all():
            delays = await self._press(control.locator("[role=slider]"), PRESSES)
            self.kernel[await control.locator("label").inner_text()] = delays
        if await sliders.count() > 1:
            self.kernel["another slider"] = delays = []
            for _ in range(PRESSES):  # the first one's move makes the other's table an old one
                await sliders.first.focus()
                await self.page.keyboard.press("ArrowRight")
                await asyncio.sleep(0.04)
                delays += await self._press(sliders.nth(1), 1)
        await self.page.evaluate("() => pictures.watch(null)")

    async def _longest(self):
        """Return the slider with the most positions."""
        sliders = self.root.locator(self.slider)
        sizes = await sliders.evaluate_all("all => all.map((one) => +(one.max ?? 1))")
        return sliders.nth(sizes.index(max(sizes)))

    async def _watch(self, slider):
        await slider.evaluate("(one) => one.scrollIntoView({ block: 'center' })")
        await self.root.evaluate("(one) => pictures.watch(one)")
        await self.page.evaluate("quiet => pictures.rest(quiet)", 5 * QUIET)

    async def _press(self, slider, times):
        """Return the delays from key to picture; each key waits for the picture of the one before."""
        delays = []
        await slider.evaluate("(one) => one.focus({ preventScroll: true })")
        for i in range(times):
            await asyncio.sleep(0.003 * (7 * i % 11))  # no fixed phase with the screen's frames
            await self.page.keyboard.press("ArrowLeft" if i % 2 else "ArrowRight")
            seen = await self.page.evaluate("quiet => pictures.pressed(3000, quiet)", QUIET)
            delays += seen[:1] if seen else []
        return delays

    async def _drag(self, slider):
        """Drag the handle there and back; the mouse moves on time whether or not the page keeps up."""
        box = await slider.evaluate(RAIL)
        cdp, sent, events = await self.page.context.new_cdp_session(self.page), [], int(DRAG * EVENTS)
        await self.page.mouse.move(box["x"], box["y"])
        await self.page.mouse.down()
        await self.page.evaluate("quiet => pictures.rest(quiet)", 5 * QUIET)
        await self.page.evaluate("() => pictures.fresh()")
        begin = time.monotonic()
        for k in range(1, events + 1):
            await asyncio.sleep(max(0, begin + k / EVENTS - time.monotonic()))
            share = (
                0.1 + 0.8 * (1 - abs(1 - 2 * k / events)) if k < events else 0.4
            )  # the last leaps, to show
            move = {"type": "mouseMoved", "x": box["left"] + share * box["width"], "y": box["y"]}
            move |= {"button": "left", "buttons": 1}
            sent.append(asyncio.ensure_future(cdp.send("Input.dispatchMouseEvent", move)))
        await asyncio.gather(*sent)
        seen = await self.page.evaluate("quiet => pictures.dragged(5000, quiet)", 15 * QUIET)
        await self.page.mouse.up()
        await cdp.detach()
        self.rates.append(seen["rate"])
        self.lags += [seen["lag"]] if seen["lag"] is not None else []
