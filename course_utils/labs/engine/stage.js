// The stage of a lab: the canvas that is repainted on request, background and all. Beneath it lies the background as
// SVG, for as long as there is no bitmap of it in the canvas's size.

import { makeBackdrop } from "./backdrop.js";
import { drawAll } from "./draw.js";
import { node } from "../../display/dom.js";

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
  const resize = () => {
    const box = element.getBoundingClientRect();
    const ratio = window.devicePixelRatio || 1;
    if (!lab.scene || !box.width) return;
    canvas.width = Math.round(box.width * ratio);
    canvas.height = Math.round((box.width * lab.scene.height * ratio) / lab.scene.width);
    backdrop.resize(canvas.width, canvas.height);
    ask();
  };
  const sizes = new ResizeObserver(resize);
  sizes.observe(element);

  return {
    element, canvas, ask,
    set(scene) {
      background.innerHTML = scene.background;
      backdrop.show(scene.background);
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
