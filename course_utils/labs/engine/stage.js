// The stage of a lab: the figure's background, and over it the canvas that is repainted on request.

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
    const scale = canvas.width / lab.scene.width;
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, lab.scene.width, lab.scene.height);
    if (lab.picture) drawAll(pen, lab.scene, lab.picture);
  };
  const ask = () => { frame ||= requestAnimationFrame(paint); };
  const resize = () => {
    const box = element.getBoundingClientRect();
    const ratio = window.devicePixelRatio || 1;
    if (!lab.scene || !box.width) return;
    canvas.width = Math.round(box.width * ratio);
    canvas.height = Math.round((box.width * lab.scene.height * ratio) / lab.scene.width);
    ask();
  };
  const sizes = new ResizeObserver(resize);
  sizes.observe(element);

  return {
    element, canvas, ask,
    set(scene) {
      background.innerHTML = scene.background;
      element.style.aspectRatio = `${scene.width} / ${scene.height}`;
      element.style.setProperty("--lab-width", `${scene.width * 1.65}px`);
      element.style.setProperty("--lab-aspect", scene.width / scene.height);
    },
    close() {
      sizes.disconnect();
      cancelAnimationFrame(frame);
    },
  };
}
