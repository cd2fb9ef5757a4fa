// Small things that every page of the course needs.

const IN_SVG = new Set(["svg", "g", "path", "line", "text", "circle"]);

export function node(tag, attributes = {}, ...children) {
  const made = IN_SVG.has(tag) ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

export function button(name, act, attributes = {}) {
  const made = node("button", { type: "button", ...attributes }, name);
  made.addEventListener("click", act);
  return made;
}

export function write(one, text) {
  if (one.textContent !== text) one.textContent = text;
}
