// Small things every page needs.

function node(tag, attributes = {}, ...children) {
  const one = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
  one.append(...children);
  return one;
}

function write(one, text) {
  if (one.textContent !== text) one.textContent = text;
}
