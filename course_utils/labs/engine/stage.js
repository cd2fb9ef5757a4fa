// The stage of a lab: the canvas that is repainted on request, background and all. Beneath it lies the background as
// SVG, for as long as there is no bitmap of it in the canvas's size.

import { makeBackdrop } from "./backdrop.js";
import { drawAll } from "./draw.js";
import { node } from "../../display/dom.js";

// Whether the browser says how many pixels of the screen an element covers: zoom and fractions of pixels included.
const KNOWS_PIXELS = "devicePixelContentBoxSize" in ResizeObserverEntry.prototype;

export function makeStage(lab) {
  const background = node("div", { class: "lab-background", "aria-hidden": "true" });
  const canvas = node("canvas", { role: "img", tabindex: "0", "data-lm-suppress-shortcuts": "true" });
  const element = node("div", { class: "lab-stage" }, background, canvas);
  const pen = canvas.getContext("2d");
  let frame = 0;

  const paint = () => {
    frame = 0;
    const { bitmap } = backdrop, scale = canvas.width / lab.scene.width;
    background.classList.toggle("lab-covered", Boolean(bitmap));
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, canvas.width, canvas.height);
    if (bitmap) pen.drawImage(bitmap, 0, 0);
    pen.scale(scale, scale);
    if (lab.picture) drawAll(pen, lab.scene, lab.picture, scale);
  };
  const ask = () => { frame ||= requestAnimationFrame(paint); };
  const backdrop = makeBackdrop(ask);
  const sizes = new ResizeObserver(([{ contentBoxSize, devicePixelContentBoxSize }]) => {
    const [{ inlineSize, blockSize }] = devicePixelContentBoxSize ?? contentBoxSize;
    const ratio = KNOWS_PIXELS ? 1 : window.devicePixelRatio;
    if (!lab.scene || !inlineSize) return;
    canvas.width = Math.round(inlineSize * ratio);
    canvas.height = Math.round(blockSize * ratio);
    backdrop.resize(canvas.width, canvas.height);
    paint(); // at once: a new size has emptied the canvas
  });
  sizes.observe(canvas, { box: KNOWS_PIXELS ? "device-pixel-content-box" : "content-box" });

  return {
    element, canvas, ask,
    // Act once the picture that was asked for is painted.
    painted: (act) => requestAnimationFrame(() => setTimeout(act)),
    set(scene) {
      background.innerHTML = scene.background;
      backdrop.set(scene.background);
      element.style.aspectRatio = `${scene.width} / ${scene.height}`;
      element.style.setProperty("--lab-width", `${scene.width * 1.65}px`);
      element.style.setProperty("--lab-aspect", scene.width / scene.height);
    },
    close() {
      sizes.disconnect();
      backdrop.close();
      cancelAnimationFrame(frame);
    },
  };
}
