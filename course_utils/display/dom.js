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

// Write a text where it is another one; in a drag a node that stays costs less than a new one.
export function write(one, text) {
  const [first, ...more] = one.childNodes;
  if (one.textContent === text) return;
  if (first?.nodeType === Node.TEXT_NODE && !more.length) first.data = text;
  else one.textContent = text;
}
