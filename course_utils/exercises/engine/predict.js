// A prediction: the question before an experiment, and afterwards the answer next to what the experiment gave.

import { form, KINDS, marked } from "./controls.js";
import { node } from "../../display/dom.js";
import { filled, gettext, woven } from "../../texts/texts.js";

function inWords(said, ran) { // how far a number was off
  if (ran === null) return gettext("The run left all bounds.");
  if (said === ran) return gettext("Exactly.");
  if (said * ran <= 0) return ran === 0 || said === 0 ? gettext("One of the two is zero.") : gettext("The sign is another.");
  const ratio = said / ran, times = ratio < 1 ? 1 / ratio : ratio;
  const short = (number) => (number < 10 ? +number.toFixed(1) : number < 1e4 ? Math.round(number) : number.toExponential(0));
  if (times < 1.02) return gettext("That is as good as exact.");
  if (times < 2) {
    const text = ratio < 1 ? gettext("That is {percent} % too small.") : gettext("That is {percent} % too large.");
    return filled(text, { percent: Math.round(100 * Math.abs(ratio - 1)) });
  }
  const text = ratio < 1 ? gettext("That is {times} times too small.") : gettext("That is {times} times too large.");
  return filled(text, { times: short(times) });
}

function verdict({ kind }, said, ran) {
  if (kind === "number") return inWords(said, ran);
  const same = kind === "choice" ? said === ran : said.every((item, i) => item === ran[i]);
  return same ? gettext("Your prediction held.") : gettext("The run says otherwise. What did you overlook?");
}

function renderQuestion({ model, el }) {
  const one = form(model.get("question"), `${gettext("Your prediction.")} `, gettext("Commit"), (answer) => {
    model.set("answer", answer);
    model.save_changes();
    tell();
  });
  const tell = () => {
    const answer = model.get("answer");
    if (answer !== null) {
      one.say("noted", ...woven(gettext("Noted: {answer}. Now the experiment."), { answer: marked(one.words(answer)) }));
    }
  };
  if (model.get("answer") !== null) one.write(model.get("answer"));
  tell();
  el.append(node("div", { class: "ask", role: "group", "aria-label": gettext("Prediction") }, one.element));
}

async function renderOutcome({ model, el, host }) {
  const said = node("p", { role: "status" });
  el.append(node("div", { class: "ask ask-outcome", role: "group", "aria-label": gettext("Prediction and outcome") }, said));
  const asked = await host.getModel(model.get("asked"));
  const question = asked.get("question");
  const tell = () => {
    const answer = asked.get("answer");
    if (answer === null) {
      said.textContent = gettext("You have not committed to a prediction yet. Do so above: then it appears here next to the run.");
      return;
    }
    const strong = (words) => node("strong", {}, ...marked(words));
    said.replaceChildren(...woven(gettext("You said: {said}. The run: {ran}. {verdict}"), {
      said: strong(KINDS[question.kind](question).words(answer)),
      ran: strong(model.get("words")),
      verdict: verdict(question, answer, model.get("ran")),
    }));
  };
  asked.on("change:answer", tell);
  tell();
  return () => asked.off("change:answer", tell);
}

const render = (place) => (place.model.get("asked") ? renderOutcome : renderQuestion)(place);

export default { render };
