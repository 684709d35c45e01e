// What the raw events of a version were like since the service began to count them, beside what its training met.

import { h, show } from "./dom.js";
import { number, plural, time } from "./format.js";
import { get, servedPath } from "./service.js";
import { say, section, table } from "./parts.js";

const SHOWN = 100;
const FEWEST = 100; // values, below which no distance is told
const NOTHING = "none seen yet";

/** The part of a view that tells it, and can be asked again. */
export async function driftOf(name, version, signal) {
  const told = h.div();
  const button = h.button({ type: "button", onclick: () => look().then(isTold => isTold && say("Looked again.")) }, "Look again");
  await look();
  return section("Drift", told, h.p({ class: "actions" }, button));

  /** Whether it is told now. */
  async function look() {
    try {
      show(told, driftView(await get(`${servedPath(name, version)}/drift`, signal)));
      return true;
    } catch (failure) {
      if (!signal.aborted) show(told, h.p({ class: "error" }, failure.message));
      return false;
    }
  }
}

export const driftView = drift => [
  h.p(
    drift.events === 0
      ? `Nothing to compare yet: this service has seen no raw event of version ${drift.version}${drift.counted_since ? ` since ${time(drift.counted_since)}` : ""}. What training met is shown.`
      : `${plural(drift.events, "raw event")} of version ${drift.version} since ${time(drift.counted_since)}, as this service counts. ${passedOf(drift)}`,
  ),
  h.p(
    { class: "hint" },
    "Distance is the population stability index: by usage below 0.1 there is nothing to see, above 0.25 much. Values are those of events ",
    "that passed the cut, before truncation and scaling.",
  ),
  columnsOf(drift.columns),
  drift.collections.length > 0 ? collectionsOf(drift.collections) : null,
];

const passedOf = ({ events, passed, passed_in_training: then }) =>
  `${share(passed, events)} passed the cut${then === undefined ? "" : `, ${percent(then)} in training`}.`;

function columnsOf(columns) {
  const furthest = columns.length <= SHOWN ? columns : columns.toSorted((a, b) => (b.distance ?? -1) - (a.distance ?? -1));
  return [
    table({
      caption: "Values by column: here, and in training",
      columns: [
        { head: "Column", cell: c => c.name },
        { head: "Values", right: true, plain: true, cell: c => (isUnseen(c) ? h.span({ class: "quiet" }, NOTHING) : number(c.values)) },
        { head: "Distance", plain: true, cell: distance },
        { head: "Range in training", plain: true, cell: c => range(c.training) },
        { head: "Below it", right: true, plain: true, cell: c => outside(c, c.below) },
        { head: "Above it", right: true, plain: true, cell: c => outside(c, c.above) },
        ...both("Mean", c => seen(c, number(c.mean)), c => number(c.training?.mean)),
        ...both("No number", c => seen(c, notFinite(c)), c => notFinite(c.training)),
      ],
      rows: furthest.slice(0, SHOWN),
    }),
    columns.length > SHOWN
      ? h.p({ class: "quiet" }, `The ${SHOWN} columns of the greatest distance, of ${number(columns.length)}.`)
      : null,
  ];
}

const collectionsOf = collections =>
  table({
    caption: "Lists by collection: here, and in training",
    columns: [
      { head: "Collection", cell: c => c.name },
      { head: "Lists", right: true, plain: true, cell: c => (c.lists === 0 ? h.span({ class: "quiet" }, NOTHING) : number(c.lists)) },
      ...both("Mean length", c => number(c.mean_length), c => number(c.training?.mean_length)),
      ...both("Truncated", c => share(c.truncated, c.lists), c => percent(c.training?.truncated_fraction)),
    ],
    rows: collections,
  });

const both = (head, here, then) => [
  { head, right: true, plain: true, cell: here },
  { head: `${head}, training`, right: true, plain: true, cell: then },
];

const isUnseen = column => column.values + column.not_finite === 0;

const seen = (column, text) => (isUnseen(column) ? "–" : text);

function distance(column) {
  if (isUnseen(column)) return "–";
  if (column.distance === null)
    return h.span({ class: "quiet" }, column.values < FEWEST ? `not of fewer than ${FEWEST}` : "no bins in the card");
  const [word, isStrong] = column.distance > 0.25 ? ["much", true] : column.distance > 0.1 ? ["some", false] : ["", false];
  return [number(column.distance), word ? [" ", h.span({ class: isStrong ? "chip strong" : "chip" }, word)] : null];
}

const hasRange = training => Number.isFinite(training?.minimum) && Number.isFinite(training?.maximum);

const range = training =>
  hasRange(training) ? `${number(training.minimum)} to ${number(training.maximum)}` : h.span({ class: "quiet" }, "not in the card");

const outside = (column, count) => (hasRange(column.training) ? share(count, column.values) : "–");

const notFinite = counts => (counts ? share(counts.not_finite, counts.values + counts.not_finite) : "–");

const share = (part, all) => (all > 0 ? percent(part / all) : "–");

const percent = fraction => (fraction === undefined || fraction === null ? "–" : `${number(fraction * 100)}\u00a0%`);
