// A table of the versions that fit a search, page by page.

import { h } from "../dom.js";
import { number, plural, time } from "../format.js";
import { chips, labelsOf, modelLink, rowOf, say, table, versionLink, wordy } from "../parts.js";

const METRICS = 2;

/** @param ask gives the next page */
export function foundTable(result, choice, ask) {
  const columns = columnsFor(mostCommon(result.versions.flatMap(v => Object.keys(v.metrics))), choice);
  const view = table({ label: "Models found", columns, rows: result.versions });
  return [view, more(result.next_page, columns, view.querySelector("tbody"), ask)];
}

function more(page, columns, body, ask) {
  if (!page) return null;
  const button = h.button(
    {
      type: "button",
      onclick: async () => {
        const next = await ask(page);
        body.append(...next.versions.map(v => rowOf(columns, v)));
        say(`${plural(next.versions.length, "more row")}.`);
        const following = more(next.next_page, columns, body, ask);
        button.replaceWith(following ?? "");
        following?.focus();
      },
    },
    "Show more",
  );
  return button;
}

const columnsFor = (metrics, choice) => [
  choice.column,
  { head: "Model", cell: v => [modelLink(v.name), v.description ? h.div({ class: "quiet small" }, wordy(v.description)) : null] },
  { head: "Version", plain: true, cell: v => versionLink(v.name, v.version, String(v.version)) },
  { head: "Marked", cell: v => [chips(v.aliases, true), " ", chips([...v.tags, ...labelsOf(v)])] },
  { head: "Task", plain: true, cell: v => v.task || "–" },
  ...metrics.map(name => ({ head: name, right: true, cell: v => number(v.metrics[name]) })),
  { head: "Added", plain: true, cell: v => time(v.created) },
];

function mostCommon(names) {
  const counts = new Map();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const ordered = [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
  return ordered.slice(0, METRICS).map(([name]) => name);
}
