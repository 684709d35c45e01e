// What is done to raw events, as tables.

import { h } from "./dom.js";
import { number, shape } from "./format.js";
import { facts, table } from "./parts.js";

export const pipelineView = pipeline =>
  h.div(
    facts([
      ["Cut on events", pipeline.where ? h.code(pipeline.where) : "none"],
      ["Padding", said(pipeline.padding ?? 0)],
      ["Not a number", said(pipeline.nan ?? "mask")],
    ]),
    Object.keys(pipeline.define ?? {}).length === 0
      ? null
      : table({
          caption: "Definitions",
          columns: [
            { head: "Name", cell: ([name]) => name },
            { head: "Formula", cell: ([, formula]) => h.code(formula) },
          ],
          rows: Object.entries(pipeline.define),
        }),
    pipeline.collections.length === 0
      ? null
      : table({
          caption: "Collections",
          columns: [
            { head: "Collection", cell: c => c.name },
            { head: "Slots", right: true, cell: c => c.slots },
            { head: "Objects that pass", cell: c => (c.where ? h.code(c.where) : "all") },
            { head: "Order", cell: c => (c.order_by ? h.code(c.order_by) : "as stored") },
            { head: "Beyond the slots", cell: c => c.overflow },
          ],
          rows: pipeline.collections,
        }),
    table({
      caption: "Features, in the order of their cells",
      columns: [
        { head: "Feature", cell: c => c.name },
        { head: "Collection", cell: c => c.collection ?? "–" },
        { head: "Scaling", cell: scaling },
        { head: "Subtract", right: true, cell: c => number(c.subtract) },
        { head: "Divide by", right: true, cell: c => number(c.divide) },
        { head: "Clip", plain: true, cell: c => (c.clip ? shape(c.clip) : "–") },
      ],
      rows: pipeline.columns,
    }),
    pipeline.grid
      ? h.details(
          h.summary("Grid"),
          h.pre({ class: "wrapped", tabindex: 0, role: "group", "aria-label": "Grid" }, JSON.stringify(pipeline.grid, null, 2)),
        )
      : null,
    table({
      caption: "Columns that a raw event must have",
      columns: [
        { head: "Column", cell: c => c.name },
        { head: "Type", cell: c => c.type ?? "" },
        { head: "Each event has", cell: c => levels(c) },
      ],
      rows: pipeline.inputs,
    }),
  );

const said = value => (typeof value === "string" ? value : JSON.stringify(value));

const scaling = column =>
  column.categories
    ? `${column.categories.length} categories, ${column.encode}`
    : column.constant !== undefined
      ? `constant ${number(column.constant)}`
      : column.unknown
        ? "unknown in training"
        : (column.scaling ?? "none");

export const levels = column => {
  const sizes = column.shape ?? [];
  return sizes.length === 0 ? "a value" : sizes.map(size => (size === "*" ? "a list" : `${size} values`)).join(" of ");
};
