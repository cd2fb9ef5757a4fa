// Native form controls for one question: what quizzes and predictions share.

import { button, node } from "../../display/dom.js";
import { filled, gettext, woven } from "../../texts/texts.js";

// JupyterLab's command mode takes keys away from a control, unless the control itself opts out.
export const OWN_KEYS = { "data-lm-suppress-shortcuts": "true" };

export function marked(text) { // `code` and *emphasis*, as in the text of a lesson
  return text.split(/(`[^`]+`|\*[^*]+\*)/).filter(Boolean).map((part) => {
    const tag = { "`": "code", "*": "em" }[part[0]];
    return tag && part.length > 2 ? node(tag, {}, part.slice(1, -1)) : part;
  });
}

const plain = (text) => text.replace(/[`*]/g, "");

// Each kind of question: its control, and how an answer is read (undefined: none yet), set, and put in words.
export const KINDS = {
  choice({ choices }) {
    const boxes = choices.map((_, i) => node("input", { type: "radio", name: "answer", value: i, ...OWN_KEYS }));
    return {
      parts: boxes.map((box, i) => node("label", { class: "ask-choice" }, box, node("span", {}, ...marked(choices[i])))),
      read: () => choices[boxes.findIndex((box) => box.checked)],
      write: (answer) => boxes.forEach((box, i) => { box.checked = choices[i] === answer; }),
      words: (answer) => answer,
      missing: gettext("Choose one first."),
    };
  },
  number({ unit }) {
    const box = node("input", { type: "text", inputmode: "decimal", autocomplete: "off", size: 12, ...OWN_KEYS });
    return {
      parts: [node("label", { class: "ask-number" }, ...woven(gettext("Your number: {number} {unit}"), { number: box, unit }))],
      read() {
        const text = box.value.trim().replace(",", ".").replace("−", "-");
        return text && Number.isFinite(Number(text)) ? Number(text) : undefined;
      },
      write: (answer) => { box.value = answer ?? ""; },
      words: (answer) => `${answer} ${unit}`.trim(),
      missing: gettext("Write a number first, such as 0.35 or 2e-4."),
    };
  },
  order({ items }) {
    const list = node("ol", { class: "ask-order" });
    const spoken = node("p", { class: "ask-spoken", role: "status" });
    const rows = new Map(items.map((item) => [item, node("li", {}, node("span", {}, ...marked(item)))]));
    const say = (row, item) => {
      const place = [...list.children].indexOf(row) + 1;
      spoken.textContent = filled(gettext("{item}: place {place}"), { item: plain(item), place });
    };
    for (const [item, row] of rows) {
      const mover = (sign, way, act) =>
        button(sign, () => { act(); say(row, item); }, { "aria-label": `${plain(item)}: ${way}`, ...OWN_KEYS });
      // The neighbour moves and the row stays, so that it keeps the focus.
      row.prepend(mover("↑", gettext("up"), () => row.previousSibling && row.after(row.previousSibling)),
        mover("↓", gettext("down"), () => row.nextSibling && row.before(row.nextSibling)));
      list.append(row);
    }
    return {
      parts: [list, spoken],
      read: () => [...list.children].map((row) => [...rows].find(([, one]) => one === row)[0]),
      write: (answer) => list.append(...(answer ?? items).map((item) => rows.get(item))),
      words: (answer) => answer.join(" → "),
    };
  },
};

export function form(question, heading, label, submit) {
  const control = KINDS[question.kind](question);
  const said = node("div", { class: "ask-said", role: "status" });
  const check = node("button", { type: "submit", ...OWN_KEYS }, label);
  const fields = node("fieldset", {}, node("legend", {}, heading, ...marked(question.text)), ...control.parts, check);
  const element = node("form", {}, fields, said);
  const say = (kind, ...words) => {
    element.dataset.said = kind;
    said.replaceChildren(...words);
  };
  fields.addEventListener("keydown", (event) => {
    // JupyterLab stops the Enter that would submit from a line of text.
    if (event.key !== "Enter" || event.target.type !== "text") return;
    event.preventDefault();
    element.requestSubmit();
  });
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    const answer = control.read();
    if (answer === undefined) say("missing", control.missing);
    else submit(answer);
  });
  return { element, say, ...control };
}
