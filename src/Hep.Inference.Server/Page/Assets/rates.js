// What the service did between two looks at its counters.

import { get } from "./service.js";

/** The counters of all versions. */
export async function read(signal) {
  const { model_stats: stats } = await get("v2/models/stats", signal);
  return { at: performance.now(), stats, byVersion: new Map(stats.map(s => [`${s.name}:${s.version}`, s])) };
}

/** Requests, rows and times a second, in all and of each version, the busiest first. */
export function rates(before, now) {
  const seconds = Math.max(0.001, (now.at - before.at) / 1000);
  const sum = { requests: 0, rows: 0, failed: 0, ns: 0, queue: 0, infer: 0 };
  const versions = now.stats.map(s => {
    const was = before.byVersion.get(`${s.name}:${s.version}`) ?? s;
    const at = s.inference_stats;
    const then = was.inference_stats;
    const grown = key => Math.max(0, at[key].count - then[key].count);
    const took = key => Math.max(0, at[key].ns - then[key].ns);
    const requests = grown("success");
    sum.requests += requests;
    sum.failed += grown("fail");
    sum.rows += Math.max(0, s.inference_count - was.inference_count);
    sum.ns += took("success");
    sum.queue += took("queue");
    sum.infer += took("compute_infer");
    return {
      name: s.name,
      version: s.version,
      requests: requests / seconds,
      latency: took("success") / Math.max(1, requests) / 1e6,
      count: at.success.count,
      rowCount: s.inference_count,
      runs: s.execution_count,
      failCount: at.fail.count,
      last: s.last_inference,
    };
  });
  const each = ns => (sum.requests > 0 ? ns / sum.requests / 1e6 : NaN);
  return {
    total: {
      requests: sum.requests / seconds,
      rows: sum.rows / seconds,
      failed: sum.failed / seconds,
      latency: each(sum.ns),
      waiting: each(sum.queue),
      running: each(sum.infer),
    },
    versions: versions.sort((a, b) => b.requests - a.requests || b.last - a.last || a.name.localeCompare(b.name)),
  };
}
