// What the service does now: requests, rows, latency, from the counters of all versions.

import { h, show } from "../dom.js";
import { chart } from "../chart.js";
import { number } from "../format.js";
import { rates, read } from "../rates.js";
import { modelLink, table, versionLink } from "../parts.js";

const EVERY = 2000;
const KEPT = 150;
const SHOWN = 30;
const MOST = 50;

export async function live({ signal }) {
  const figures = h.dl({ class: "figures" });
  const charts = h.div({ class: "pair" });
  const list = h.div();
  const trouble = h.div();
  const course = [];
  let before = await read(signal);
  let timer;
  signal.addEventListener("abort", () => clearTimeout(timer));
  document.addEventListener("visibilitychange", tick, { signal });
  draw(rates(before, before));
  tick();
  return h.div(
    h.h1("Live"),
    h.p({ class: "quiet" }, `Since the service started, and each ${EVERY / 1000} s while this tab is seen.`),
    trouble,
    figures,
    charts,
    list,
  );

  function tick() {
    clearTimeout(timer);
    if (!signal.aborted && !document.hidden) timer = setTimeout(poll, EVERY);
  }

  async function poll() {
    try {
      const now = await read(signal);
      const found = rates(before, now);
      before = now;
      course.push({ at: now.at, ...found.total });
      if (course.length > KEPT) course.shift();
      draw(found);
      show(trouble);
    } catch (failure) {
      if (signal.aborted) return;
      show(trouble, h.p({ class: "error", role: "alert" }, failure.message));
    }
    tick();
  }

  function draw({ total, versions }) {
    show(
      figures,
      [
        ["Requests a second", number(total.requests)],
        ["Rows a second", number(total.rows)],
        ["Mean latency, ms", total.requests > 0 ? number(total.latency) : "–"],
        ["Failed a second", number(total.failed)],
      ].map(([name, value]) => h.div(h.dt(name), h.dd(value))),
    );
    const end = course.at(-1)?.at ?? 0;
    const line = key => course.map(c => [(c.at - end) / 1000, c[key] ?? NaN]);
    if (course.length > 1)
      show(
        charts,
        chart({
          title: "Throughput",
          x: "seconds",
          y: "a second",
          range: range(course, 1, "rows", "requests"),
          series: [
            { name: "requests", points: line("requests") },
            { name: "rows", points: line("rows") },
          ],
        }),
        chart({
          title: "Mean latency",
          x: "seconds",
          y: "ms",
          range: range(course, 0.1, "latency"),
          series: [
            { name: "in all", points: line("latency") },
            { name: "waiting", points: line("waiting") },
            { name: "in the model", points: line("running") },
          ],
        }),
      );
    show(
      list,
      h.h2("Versions"),
      table({
        label: "Versions",
        columns: [
          { head: "Model", cell: v => modelLink(v.name) },
          { head: "Version", plain: true, cell: v => versionLink(v.name, v.version, v.version) },
          { head: "Requests a second", right: true, cell: v => number(v.requests) },
          { head: "Latency, ms", right: true, cell: v => (v.requests > 0 ? number(v.latency) : "–") },
          { head: "Requests", right: true, cell: v => number(v.count) },
          { head: "Rows", right: true, cell: v => number(v.rowCount) },
          { head: "Rows a run", right: true, cell: v => (v.runs > 0 ? number(v.rowCount / v.runs) : "–") },
          { head: "Failed", right: true, cell: v => number(v.failCount) },
        ],
        rows: versions.slice(0, MOST),
      }),
      versions.length > MOST ? h.p({ class: "quiet" }, `The ${MOST} busiest of ${number(versions.length)} versions.`) : null,
    );
  }
}

const range = (course, least, ...keys) => ({
  x: [Math.min(-SHOWN, (course[0].at - course.at(-1).at) / 1000), 0],
  y: [0, Math.max(least, ...course.flatMap(c => keys.map(k => (Number.isFinite(c[k]) ? c[k] : 0)))) * 1.1],
});
