// One version: what goes in and out, what is done in between, and where it comes from.

import { h } from "../dom.js";
import { bytes, shape, time } from "../format.js";
import { go, link } from "../router.js";
import { address, get, hasCard, headers, modelPath, servedPath } from "../service.js";
import { may, namespaceOf } from "../session.js";
import { chips, facts, labelsOf, modelLink, orFailure, part, quiet, say, section, table, versionPath } from "../parts.js";
import { confusions, efficiencies, importances, metricTable, provenance, trainingCurves } from "../card.js";
import { graphView } from "../drawing.js";
import { driftOf } from "../drift.js";
import { levels, pipelineView } from "../pipeline.js";
import * as actions from "../actions/version.js";
import { promote } from "../actions/model.js";

export async function version({ name, version: asked, signal }) {
  const it = await get(modelPath(name, asked), signal);
  const number = it.version;
  const path = modelPath(name, number);
  const [owner, metadata, card, graph] = await Promise.all([
    get(modelPath(name), signal),
    part(servedPath(name, number), signal),
    hasCard(it) ? part(`${path}/card`, signal) : null,
    part(`${path}/graph`, signal),
  ]);
  const [pipeline, drift] = metadata.events
    ? await Promise.all([part(`${path}/pipeline`, signal), driftOf(name, number, signal)])
    : [metadata.failure ? metadata : null, null];
  const isAdmin = may("admin", namespaceOf(name));
  return h.div(
    h.p({ class: "path" }, h.a({ href: "#/" }, "Models"), " / ", modelLink(name)),
    h.div(
      { class: "head" },
      h.div(
        h.h1(`${name}, version ${number}`),
        it.description ? h.p({ class: "quiet" }, it.description) : null,
        h.p(
          chips([...(owner.default_version === number ? ["default"] : []), ...it.aliases], true),
          " ",
          chips([...it.tags, ...labelsOf(it)]),
        ),
      ),
      h.div(
        { class: "actions" },
        h.a({ class: "button main", href: link(`${versionPath(name, number)}/try`) }, "Try a prediction"),
        h.button({ type: "button", onclick: () => download(name, number) }, "Download"),
        owner.versions.length > 1
          ? h.button(
              { type: "button", onclick: () => go("/compare", { of: [`${name}:${other(owner, number)}`, `${name}:${number}`] }) },
              "Compare",
            )
          : null,
        isAdmin
          ? [
              h.button({ type: "button", onclick: () => actions.tag(it) }, "Tags and notes…"),
              h.button({ type: "button", onclick: () => actions.setAlias(owner, number) }, "Alias…"),
              it.aliases.length > 0
                ? h.button({ type: "button", onclick: () => actions.dropAlias(owner, it) }, "Remove alias…")
                : null,
              h.button({ type: "button", onclick: () => promote(owner, number) }, "Promote…"),
              h.button({ type: "button", class: "danger", onclick: () => actions.remove(name, number) }, "Delete…"),
            ]
          : null,
      ),
    ),
    h.div(
      { class: "pair" },
      section(
        "The file",
        facts([
          ["Added", time(it.created)],
          ["By", it.created_by],
          ["Size", bytes(it.bytes)],
          ["SHA-256", h.code(it.digest.replace("sha256:", ""))],
          ["Task", it.task],
          ["Engine", it.engine],
        ]),
      ),
      Object.keys(it.metrics).length > 0 ? section("Figures", metricTable(it.metrics)) : null,
    ),
    section("In and out", orFailure(metadata, signature)),
    section(
      "Pipeline",
      !pipeline ? quiet("It takes tensors as they are: there is no pipeline in the file.") : orFailure(pipeline, pipelineView),
    ),
    drift,
    section("Training", !card ? quiet("The file has no card: it was not trained by Hep.Train.") : orFailure(card, training)),
    card
      ? section(
          "Where it comes from",
          orFailure(card, () => provenance(card, graph)),
        )
      : null,
    section("Layers", orFailure(graph, graphView)),
  );
}

const training = card => [
  h.div({ class: "pair" }, trainingCurves([["", card]]), efficiencies(card.heads), importances(card)),
  confusions(card.heads),
];

const other = (model, number) =>
  model.default_version !== number ? model.default_version : model.versions.filter(v => v.version !== number).at(-1).version;

function signature(metadata) {
  const rows = [...metadata.inputs.map(t => ({ ...t, side: "in" })), ...metadata.outputs.map(t => ({ ...t, side: "out" }))];
  return [
    metadata.events
      ? table({
          caption: "Columns of a raw event",
          columns: [
            { head: "Column", cell: c => c.name },
            { head: "Type", cell: c => c.type },
            { head: "Each event has", cell: c => levels({ shape: c.shape.map(s => (s < 0 ? "*" : s)) }) },
          ],
          rows: metadata.events.columns,
        })
      : null,
    table({
      caption: metadata.events ? "Tensors of the graph, which the pipeline makes" : "Tensors",
      columns: [
        { head: "Tensor", cell: t => t.name },
        { head: "Side", cell: t => t.side },
        { head: "Type", cell: t => t.datatype },
        { head: "Shape", plain: true, cell: t => shape(t.shape) },
      ],
      rows,
    }),
  ];
}

/** By a call with the token, which a plain link would not send. */
async function download(name, number) {
  const answer = await fetch(address(`${modelPath(name, number)}/content`), { headers: headers() }).catch(() => null);
  if (!answer?.ok) {
    const why = answer ? (await answer.json().catch(() => ({}))).error : "The service does not answer.";
    say(`The file did not come: ${why ?? answer.status}`);
    return;
  }
  const url = URL.createObjectURL(await answer.blob());
  h.a({ href: url, download: `${name}-${number}.onnx` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
