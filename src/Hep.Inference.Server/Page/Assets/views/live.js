// What the service does now: requests, rows, latency, from the counters of all versions.

import { h, show } from "../dom.js";
import { chart } from "../chart.js";
import { number } from "../format.js";
import { call } from "../service.js";
import { modelLink, table, versionLink } from "../parts.js";

const EVERY = 2000, KEPT = 150, MOST = 50;

export async function live({ signal }) {
  const figures = h("dl", { class: "figures" }), charts = h("div", { class: "pair" }), list = h("div"), trouble = h("div");
  const course = [];
  let before = await read(signal), timer;
  signal.addEventListener("abort", () => clearTimeout(timer));
  document.addEventListener("visibilitychange", tick, { signal });
  draw(rates(before, before));
  tick();
  return h("div", {}, h("h1", {}, "Live"), h("p", { class: "quiet" }, `Since the service started, and each ${EVERY / 1000} s while this tab is seen.`),
    trouble, figures, charts, list);

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
      show(trouble, h("p", { class: "error", role: "alert" }, failure.message));
    }
    tick();
  }

  function draw({ total, versions }) {
    show(figures, [["Requests a second", number(total.requests)], ["Rows a second", number(total.rows)],
      ["Mean latency, ms", total.requests > 0 ? number(total.latency) : "–"], ["Failed a second", number(total.failed)]]
      .map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
    const end = course.at(-1)?.at ?? 0, line = key => course.map(c => [(c.at - end) / 1000, c[key] ?? NaN]);
    if (course.length > 1) show(charts,
      chart({ title: "Throughput", x: "seconds", y: "a second", range: zero(course, "rows", "requests"),
        series: [{ name: "requests", points: line("requests") }, { name: "rows", points: line("rows") }] }),
      chart({ title: "Mean latency", x: "seconds", y: "ms", range: zero(course, "latency"),
        series: [{ name: "in all", points: line("latency") }, { name: "waiting", points: line("waiting") }, { name: "in the model", points: line("running") }] }));
    show(list, h("h2", {}, "Versions"), table({
      label: "Versions",
      columns: [
        { head: "Model", cell: v => modelLink(v.name) }, { head: "Version", plain: true, cell: v => versionLink(v.name, v.version, v.version) },
        { head: "Requests a second", right: true, cell: v => number(v.requests) }, { head: "Latency, ms", right: true, cell: v => v.requests > 0 ? number(v.latency) : "–" },
        { head: "Requests", right: true, cell: v => number(v.count) }, { head: "Rows", right: true, cell: v => number(v.rowCount) },
        { head: "Rows a run", right: true, cell: v => v.runs > 0 ? number(v.rowCount / v.runs) : "–" },
        { head: "Failed", right: true, cell: v => number(v.failCount) },
      ],
      rows: versions.slice(0, MOST),
    }), versions.length > MOST ? h("p", { class: "quiet" }, `The ${MOST} busiest of ${number(versions.length)} versions.`) : null);
  }
}

async function read(signal) {
  const { model_stats: stats } = await call("GET", "v2/models/stats", undefined, signal);
  return { at: performance.now(), stats, byVersion: new Map(stats.map(s => [`${s.name}:${s.version}`, s])) };
}

function rates(before, now) {
  const seconds = Math.max(0.001, (now.at - before.at) / 1000), sum = { requests: 0, rows: 0, failed: 0, ns: 0, queue: 0, infer: 0 };
  const versions = now.stats.map(s => {
    const was = before.byVersion.get(`${s.name}:${s.version}`) ?? s, at = s.inference_stats, then = was.inference_stats;
    const grown = key => Math.max(0, at[key].count - then[key].count), took = key => Math.max(0, at[key].ns - then[key].ns);
    const requests = grown("success");
    sum.requests += requests; sum.failed += grown("fail"); sum.rows += Math.max(0, s.inference_count - was.inference_count);
    sum.ns += took("success"); sum.queue += took("queue"); sum.infer += took("compute_infer");
    return { name: s.name, version: s.version, requests: requests / seconds, latency: took("success") / Math.max(1, requests) / 1e6,
      count: at.success.count, rowCount: s.inference_count, runs: s.execution_count, failCount: at.fail.count, last: s.last_inference };
  });
  const each = ns => sum.requests > 0 ? ns / sum.requests / 1e6 : NaN;
  return {
    total: { requests: sum.requests / seconds, rows: sum.rows / seconds, failed: sum.failed / seconds,
      latency: each(sum.ns), waiting: each(sum.queue), running: each(sum.infer) },
    versions: versions.sort((a, b) => b.requests - a.requests || b.last - a.last || a.name.localeCompare(b.name)),
  };
}

const zero = (course, ...keys) => ({ y: [0, Math.max(1e-3, ...course.flatMap(c => keys.map(k => Number.isFinite(c[k]) ? c[k] : 0))) * 1.1] });
