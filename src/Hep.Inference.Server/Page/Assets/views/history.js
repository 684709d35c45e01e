// Who did what, when; the last first.

import { h } from "../dom.js";
import { time } from "../format.js";
import { link } from "../router.js";
import { call, modelPath } from "../service.js";
import { modelLink, table } from "../parts.js";

const PAGE = 100;

export async function history({ query, signal }) {
  const model = query.get("model");
  const page = query.get("page");
  const { events, next_page: next } = await call(
    "GET",
    `${model ? modelPath(model) : "v2/repository"}/history?limit=${PAGE}${page ? `&page=${encodeURIComponent(page)}` : ""}`,
    undefined,
    signal,
  );
  return h.div(
    h.h1(model ? `History of ${model}` : "History"),
    events.length === 0 ? h.p("Nothing was done yet.") : historyTable(events),
    next ? h.p(h.a({ href: link("/history", { model, page: next }) }, "Earlier")) : null,
  );
}

export const historyTable = events =>
  table({
    label: "History",
    columns: [
      { head: "When", plain: true, cell: e => time(e.time) },
      { head: "Who", cell: e => e.actor },
      { head: "Did", cell: e => e.action },
      { head: "Model", cell: e => [modelLink(e.model), e.version ? `, version ${e.version}` : null] },
      { head: "What", cell: e => detail(e.detail) },
    ],
    rows: events,
  });

/** Changes are kept as documents, of which only what is there matters; contents as digests. */
function detail(text) {
  if (!text.startsWith("{")) return text ? h.span({ class: "long" }, text) : "–";
  const named = Object.entries(JSON.parse(text)).filter(([, value]) => !isEmpty(value));
  return h.span(
    { class: "long" },
    named.map(([key, value]) => `${key}: ${typeof value === "string" ? value : JSON.stringify(value)}`).join("; "),
  );
}

const isEmpty = value => value === null || (typeof value === "object" && Object.keys(value).length === 0);
