// A quiz: each question is its own form, judged here, so that it works without a kernel, too.

import { form, marked, OWN_KEYS } from "./controls.js";
import { button, node } from "../../display/dom.js";
import { filled, gettext } from "../../texts/texts.js";

const FITS = {
  choice: (answer, given) => answer === given,
  number: (answer, given, { tolerance }) => Math.abs(answer - given) <= tolerance + 1e-12 * Math.abs(answer),
  order: (answer, given) => answer.every((item, i) => item === given[i]),
};

function judged(question, given) {
  return question.answers.find(({ answer }) => answer === null || FITS[question.kind](answer, given, question));
}

function link(title) {
  const address = title.replaceAll(" ", "-"), quoted = JSON.stringify(address);
  const one = node("a", { href: `#${address}`, ...OWN_KEYS }, title);
  one.addEventListener("click", (event) => {
    // JupyterLab keeps a heading's address under another name, and only for links in its own text.
    const page = one.closest(".jp-Notebook") ?? document;
    const heading = page.querySelector(`[data-jupyter-id=${quoted}], [id=${quoted}]`);
    event.preventDefault();
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    heading.scrollIntoView();
  });
  return one;
}

function render({ model, el }) {
  const questions = model.get("questions");
  const score = node("p", { class: "ask-score" });
  const count = () => {
    const given = model.get("answers");
    const right = questions.filter((question, i) => given[i] !== null && judged(question, given[i]).right).length;
    score.textContent = filled(gettext("{right} of {count} right."), { right, count: questions.length });
  };
  const judge = (one, question, given) => {
    if (given === null) return one.say("");
    const { right, why, see } = judged(question, given);
    if (right) one.say("right", node("strong", {}, `✓ ${gettext("Right.")} `), ...marked(why));
    else one.say("wrong", node("strong", {}, `✗ ${gettext("Not so.")} `), ...marked(why), ` ${gettext("See:")} `, link(see));
  };
  const forms = questions.map((question, i) => form(question, `${i + 1}. `, gettext("Check"), (answer) => keep(i, answer)));
  const keep = (place, answer) => {
    model.set("answers", model.get("answers").map((old, i) => (i === place ? answer : old)));
    model.save_changes();
    judge(forms[place], questions[place], answer);
    count();
  };
  const again = button(gettext("Start over"), () => {
    model.set("answers", questions.map(() => null));
    model.save_changes();
    showAll();
  }, OWN_KEYS);
  const showAll = () => {
    forms.forEach((one, i) => {
      const given = model.get("answers")[i];
      one.write(given);
      judge(one, questions[i], given);
    });
    count();
  };
  const name = model.get("name");
  el.append(node("section", { class: "ask", "aria-label": name }, node("p", { class: "ask-name" }, name),
    ...forms.map((one) => one.element), node("div", { class: "ask-end" }, score, again)));
  showAll();
}

export default { render };
