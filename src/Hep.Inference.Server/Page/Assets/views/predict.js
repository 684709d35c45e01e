// A prediction: a form of what the model takes, the answer, and the same with curl.

import { h, show } from "../dom.js";
import { number } from "../format.js";
import { get, hasCard, modelPath, predictionOf, Rounded, servedPath } from "../service.js";
import { may, namespaceOf } from "../session.js";
import { fieldOf } from "../dialogs.js";
import { command, modelLink, say, table, versionLink } from "../parts.js";
import { MOST_VALUES, bodyOf, curl, fieldsOf, routeOf } from "../request.js";

const PAUSE = 150;
const MOST_SHOWN = 50;

export async function predict({ name, version, signal }) {
  const [metadata, facts] = await Promise.all([
    get(servedPath(name, version), signal),
    get(modelPath(name, version), signal),
  ]);
  const card = hasCard(facts) ? await get(`${modelPath(name, version)}/card`, signal) : null;
  const fields = fieldsOf(metadata, card);
  const path = routeOf(name, version, fields);
  const answer = h.div({ "aria-live": "polite" }, h.p({ class: "quiet" }, "None yet."));
  const beside = h.div();
  const submit = h.button({ type: "submit", class: "main" }, "Predict");
  const form = h.form(
    { onsubmit: send, oninput: later },
    fields.map(f =>
      fieldOf({
        ...f,
        label: f.name,
        mono: true,
        type: f.value.length > 60 ? "textarea" : "text",
        hint: f.count > MOST_VALUES ? `${f.hint}: many for a form` : f.hint,
      }),
    ),
    h.p({ class: "actions" }, submit),
  );
  let timer;
  signal.addEventListener("abort", () => clearTimeout(timer));
  write();
  return h.div(
    h.p({ class: "path" }, h.a({ href: "#/" }, "Models"), " / ", modelLink(name), " / ", versionLink(name, version)),
    h.h1(`Try ${name}`),
    h.p(
      { class: "quiet" },
      metadata.events
        ? "One raw event. Lists are written [50.1, 32]; NaN may stand for a number. Columns of one collection have lists of one length."
        : "One row of each tensor, its values in a list.",
    ),
    may("predict", namespaceOf(name))
      ? null
      : h.p({ class: "notice" }, "Predictions need a token with the right to predict: sign in first."),
    h.div(
      { class: "pair" },
      form,
      h.section(
        h.h2("Answer"),
        answer,
        h.h2("The same with curl"),
        beside,
        h.p(
          { class: "hint" },
          "Several events go in one request. A line an event, binary tensors and ROOT files go too: see the service's ",
          h.a({ href: "openapi.json" }, "openapi.json"),
          ".",
        ),
      ),
    ),
  );

  function later() {
    clearTimeout(timer);
    timer = setTimeout(write, PAUSE);
  }

  function texts() {
    return fields.map(f => form.elements[f.name].value);
  }

  function write() {
    try {
      show(beside, command(curl(path, bodyOf(fields, texts()))));
    } catch (failure) {
      show(beside, h.p({ class: "quiet" }, failure.message));
    }
  }

  async function send(event) {
    event.preventDefault();
    submit.disabled = true;
    write();
    try {
      const started = performance.now();
      const result = await predictionOf(path, bodyOf(fields, texts()), signal);
      show(
        answer,
        answerOf(result, card),
        h.p({ class: "quiet small" }, `In ${(performance.now() - started).toFixed(1)} ms, with the way there and back.`),
      );
      say("The prediction is there.");
    } catch (failure) {
      show(answer, h.p({ class: "error", role: "alert" }, failure.message));
    }
    submit.disabled = false;
    submit.focus();
  }
}

function answerOf(result, card) {
  const selected = result.outputs.find(o => o.name === "selected");
  const outputs = result.outputs.filter(o => o !== selected);
  const rows = outputs.flatMap(output =>
    output.data
      .slice(0, MOST_SHOWN)
      .map((value, i) => ({
        value,
        name: output.data.length === 1 ? output.name : `${output.name} › ${labelOf(card, output.name, i)}`,
      })),
  );
  const left = outputs.reduce((sum, o) => sum + Math.max(0, o.data.length - MOST_SHOWN), 0);
  return [
    selected && selected.data[0] === false
      ? h.p({ class: "notice" }, "The event fails the model's cut: it has no prediction.")
      : null,
    table({
      label: "Prediction",
      columns: [
        { head: "Output", cell: r => r.name },
        { head: "Value", right: true, cell: r => shown(r.value) },
      ],
      rows,
    }),
    left > 0 ? h.p({ class: "quiet" }, `${left} more values.`) : null,
  ];
}

const shown = value =>
  value === null
    ? "none"
    : value instanceof Rounded
      ? `≈ ${number(value.near)}`
      : ["number", "bigint"].includes(typeof value)
        ? number(value)
        : String(value);

const labelOf = (card, output, i) => card?.heads?.find(head => head.output === output)?.labels?.[i] ?? i;
