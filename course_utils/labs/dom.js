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

// JupyterLab keeps the callback of every ResizeObserver for ever, so this one lets go of what it calls.
function watchSize(element, act) {
  const held = { act };
  const observer = new ResizeObserver(() => held.act?.());
  observer.observe(element);
  return () => {
    observer.disconnect();
    held.act = undefined;
  };
}
