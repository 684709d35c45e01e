// Two versions side by side: what differs in notes, figures, signature, pipeline and card.

import { h } from "../dom.js";
import { number, time } from "../format.js";
import { get, hasCard, modelPath } from "../service.js";
import { orFailure, part, quiet, section, table, versionLink, wordy } from "../parts.js";
import { trainingCurves } from "../card.js";
import { differences } from "../differences.js";

const LEAVES = 200;

export async function compare({ query, signal }) {
  const named = query.getAll("of").map(text => text.split(":"));
  if (named.length !== 2) throw new Error("Choose two versions to compare, in the list of models or of versions.");
  const [one, other] = await Promise.all(named.map(([name, version]) => read(name, version, signal)));
  const heads = [title(one, other), title(other, one)];
  return h.div(
    h.p({ class: "path" }, h.a({ href: "#/" }, "Models")),
    h.h1(one.facts.name === other.facts.name ? `${one.facts.name}, compared` : `${one.facts.name} and ${other.facts.name}`),
    h.p(
      { class: "quiet" },
      versionLink(one.facts.name, one.facts.version, heads[0]),
      " and ",
      versionLink(other.facts.name, other.facts.version, heads[1]),
    ),
    one.facts.digest === other.facts.digest ? h.p({ class: "notice" }, "Both have the same content.") : null,
    section("Figures", figures(one.facts.metrics, other.facts.metrics, heads)),
    one.card && other.card
      ? h.div(
          { class: "pair" },
          trainingCurves([
            [heads[0], one.card],
            [heads[1], other.card],
          ]),
        )
      : null,
    section("Notes and file", differing(notes(one), notes(other), heads)),
    section("In and out", compared(one.graph, other.graph, signature, heads)),
    section("Pipeline", compared(one.pipeline, other.pipeline, pipeline => pipeline, heads)),
    section("Card", compared(one.card, other.card, provenance, heads)),
  );
}

/** What is kept of a version: nothing is loaded for a comparison. */
async function read(name, version, signal) {
  const path = modelPath(name, version);
  const facts = await get(path, signal);
  const [card, graph] = await Promise.all([
    hasCard(facts) ? get(`${path}/card`, signal) : null,
    part(`${path}/graph`, signal),
  ]);
  const pipeline = graph.has_pipeline === false ? null : await part(`${path}/pipeline`, signal);
  return { facts, card, graph, pipeline: pipeline?.status === 404 ? null : pipeline };
}

const signature = ({ inputs, outputs }) => ({ inputs: tensors(inputs), outputs: tensors(outputs) });

const tensors = list => list.map(({ layer: _, ...tensor }) => tensor);

const title = (one, other) =>
  one.facts.name === other.facts.name ? `Version ${one.facts.version}` : `${one.facts.name} ${one.facts.version}`;

const notes = ({ facts: { metrics: _, version: __, ...rest } }) => rest;

// Courses and curves are drawn, or too long to read.
const provenance = card => {
  const { history: _, metrics: __, heads, ...rest } = card;
  return { ...rest, heads: heads?.map(({ curves: _, confusion: __, ...head }) => head) };
};

function figures(one, other, heads) {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return names.length === 0
    ? quiet("Neither has any.")
    : table({
        label: "Figures",
        columns: [
          { head: "Figure", cell: name => name },
          { head: heads[0], right: true, cell: name => number(one[name]) },
          { head: heads[1], right: true, cell: name => number(other[name]) },
          { head: "Change", right: true, cell: name => change(one[name], other[name]) },
        ],
        rows: names,
      });
}

const change = (before, after) =>
  before === undefined || after === undefined
    ? "–"
    : `${after > before ? "+" : after < before ? "−" : "±"}${number(Math.abs(after - before))}`;

/** A part that both, one or neither of them has; what cannot be read is not compared. */
function compared(one, other, view, heads) {
  if (!one && !other) return quiet("Neither has one.");
  const unread = [one, other].find(document => document?.failure);
  return orFailure(unread ?? {}, () => differing(one && view(one), other && view(other), heads));
}

function differing(one, other, heads) {
  const { rows, same, isWhole } = differences(one, other);
  return rows.length === 0
    ? quiet(isWhole ? "Nothing differs." : `The first ${same} values are the same; more are not looked at here.`)
    : [
        table({
          label: "What differs",
          columns: [
            { head: "What", cell: row => row.path },
            { head: heads[0], cell: row => value(row.one) },
            { head: heads[1], cell: row => value(row.other) },
          ],
          rows: rows.slice(0, LEAVES),
        }),
        h.p(
          { class: "quiet small" },
          rows.length > LEAVES ? `${rows.length - LEAVES} more differences are not shown. ` : null,
          `${same} values are the same.`,
        ),
      ];
}

function value(leaf) {
  if (leaf === undefined) return h.span({ class: "quiet" }, "not there");
  if (typeof leaf === "number") return number(leaf);
  const text = String(leaf);
  if (/^\d{4}-\d\d-\d\dT/.test(text)) return time(text);
  return wordy(text);
}
