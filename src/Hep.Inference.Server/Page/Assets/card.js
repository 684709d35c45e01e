// What a model's card says: figures, curves, where it comes from.

import { h } from "./dom.js";
import { LINES, bars, chart } from "./chart.js";
import { bytes, number, time } from "./format.js";
import { facts, table } from "./parts.js";

const BARS = 15;

export const metricTable = metrics =>
  Object.keys(metrics).length === 0
    ? null
    : table({
        label: "Figures on the validation part",
        columns: [
          { head: "Figure", cell: ([name]) => name },
          { head: "Value", right: true, cell: ([, value]) => number(value) },
        ],
        rows: Object.entries(metrics),
      });

/** The curves of training, of one card or of several with a name for each. */
export function trainingCurves(cards) {
  const of = (key, label) =>
    cards
      .map(([name, card]) => ({
        name: name ? `${label}, ${name}` : label,
        points: (card.history ?? []).map(e => [e.epoch, e[key] ?? NaN]),
      }))
      .filter(s => s.points.some(p => Number.isFinite(p[1])));
  const told = [...new Set(cards.flatMap(([, card]) => (card.history ?? []).flatMap(e => Object.keys(e.metrics ?? {}))))].filter(
    name => !name.endsWith("loss"),
  );
  const metrics = told.slice(0, LINES / cards.length);
  const drawn = metrics.length < told.length ? `, ${metrics.length} of ${told.length}` : "";
  const ofMetric = metric =>
    cards.map(([name, card]) => ({
      name: name ? `${metric}, ${name}` : metric,
      points: (card.history ?? []).map(e => [e.epoch, e.metrics?.[metric] ?? NaN]),
    }));
  const later =
    metrics.length > 0 ? metrics.flatMap(ofMetric) : [...of("validation_auc", "AUC"), ...of("validation_accuracy", "accuracy")];
  return [
    chart({ title: "Loss by epoch", x: "epoch", series: [...of("loss", "training"), ...of("validation_loss", "validation")] }),
    chart({ title: `Figures of the validation part by epoch${drawn}`, x: "epoch", series: later }),
  ];
}

export const efficiencies = heads =>
  (heads ?? [])
    .filter(head => head.curves?.length > 0)
    .map(head =>
      chart({
        title: `${head.output}: signal kept against background kept (ROC)`,
        x: "background",
        y: "signal",
        range: { x: [0, 1], y: [0, 1] },
        diagonal: true,
        series: head.curves.map(c => ({
          name: `${c.label || head.output}, area ${number(c.area)}`,
          points: c.background.map((b, i) => [b, c.signal[i]]),
        })),
      }),
    );

export const confusions = heads =>
  (heads ?? [])
    .filter(head => head.confusion?.length > 0)
    .map(head =>
      table({
        caption: `${head.output}: true class by row, decision by column, weights of the validation part`,
        columns: [
          { head: "True", cell: row => row.name },
          ...head.confusion.map((_, i) => ({
            head: head.labels[i] ?? String(i),
            right: true,
            cell: row => number(row.weights[i]),
          })),
        ],
        rows: head.confusion.map((weights, i) => ({ name: head.labels[i] ?? String(i), weights })),
      }),
    );

export const importances = card =>
  !card.importances?.length
    ? null
    : h.figure(
        h.figcaption("By how much the validation loss grows without a column"),
        bars({
          label: "Importances",
          values: card.importances.slice(0, BARS).map(i => ({ name: i.column, value: i.loss_increase })),
        }),
      );

export function provenance(card, graph) {
  const data = card.data ?? {};
  return [
    facts([
      ["Trained", time(card.created)],
      ["Engine", card.engine],
      ["Producer", card.producer],
      ["Seed", String(card.seed ?? "")],
      [
        "Seal",
        { holds: "holds: graph, pipeline and card belong together", broken: "broken: something was changed since", absent: "none" }[
          graph?.seal
        ],
      ],
      ["Entries read", number(data.entries)],
      ["Training part", number(data.training_entries)],
      ["Validation part", number(data.validation_entries)],
      ["Failed the cut", number(data.dropped_entries)],
      ["Divided by", (data.split_by ?? []).join(", ")],
      ["Fold", card.fold ? `${card.fold.fold + 1} of ${card.fold.count}` : null],
      [
        "Made with",
        Object.entries(card.versions ?? {})
          .map(([name, text]) => `${name} ${text}`)
          .join(", "),
      ],
    ]),
    data.files?.length
      ? table({
          caption: "Files",
          columns: [
            { head: "File", cell: f => f.location },
            { head: "Tree", cell: f => f.tree },
            { head: "Entries", right: true, cell: f => number(f.entries) },
            { head: "Size", right: true, plain: true, cell: f => (f.bytes ? bytes(f.bytes) : "–") },
            {
              head: "Checksum",
              cell: f => (f.checksum ? h.code({ title: f.checksum }, `${f.checksum.split(":")[1]?.slice(0, 12) ?? ""}…`) : "–"),
            },
          ],
          rows: data.files,
        })
      : null,
    [
      ["Network as configured", card.network],
      ["Model as configured", card.model],
      ["What was trained, as it says of itself", card.trained],
      ["Training as configured", card.training],
      ["The whole file as configured", card.configuration],
    ]
      .filter(([, document]) => document)
      .map(([name, document]) =>
        h.details(
          h.summary(name),
          h.pre({ class: "wrapped", tabindex: 0, role: "group", "aria-label": name }, JSON.stringify(document, null, 2)),
        ),
      ),
  ];
}
