// All models: search, facets, pages.

import { h, show } from "../dom.js";
import { number, plural, time } from "../format.js";
import { go, link, rename } from "../router.js";
import { call } from "../service.js";
import { chips, labelsOf, modelLink, rowOf, say, table, versionLink } from "../parts.js";

const PAGE = 50, PAUSE = 120, METRICS = 2;
const FACETS = { namespace: "Namespace", task: "Task", engine: "Engine", tag: "Tag", label: "Label" };
const ORDERS = [["", "by relevance or name"], ["name", "by name"], ["created", "newest first"], ["metric:auc", "highest AUC first"], ["metric:loss", "highest loss first"], ["-metric:loss", "lowest loss first"]];

export async function browse({ query, signal }) {
  const asked = new URLSearchParams(query), chosen = new Map();
  const found = h("p", { class: "quiet", role: "status" }), list = h("div"), facets = h("aside", { class: "facets", "aria-label": "Narrow down" });
  const text = h("input", { id: "words", type: "search", value: asked.get("q") ?? "", autocomplete: "off", spellcheck: "false",
    placeholder: "name, tag, file, column …", oninput: () => later(() => set("q", text.value)) });
  const order = h("select", { id: "order", onchange: () => set("order", order.value) },
    ORDERS.map(([value, name]) => h("option", { value, selected: value === (asked.get("order") ?? "") }, name)));
  const all = h("input", { type: "checkbox", checked: asked.has("all"), onchange: () => set("all", all.checked ? "1" : "") });
  const compare = h("button", { type: "button", disabled: true, onclick: () => go("/compare", { of: [...chosen.keys()] }) }, "Compare two");
  let timer, running = new AbortController();
  signal.addEventListener("abort", () => { clearTimeout(timer); running.abort(); });

  await search();
  return h("div", {}, h("h1", {}, "Models"),
    h("form", { class: "search", role: "search", onsubmit: e => { e.preventDefault(); set("q", text.value); } },
      h("div", {}, h("label", { for: "words" }, "Search"), text),
      h("div", {}, h("label", { for: "order" }, "Order"), order),
      h("label", { class: "inline" }, all, "all versions")),
    h("div", { class: "browse" }, facets, h("div", {}, h("div", { class: "head" }, found, h("div", { class: "actions" }, compare)), list)));

  function later(action) {
    clearTimeout(timer);
    timer = setTimeout(action, PAUSE);
  }

  function set(key, value) {
    clearTimeout(timer);
    if (value) asked.set(key, value); else asked.delete(key);
    again();
  }

  function toggle(key, value) {
    const there = asked.getAll(key);
    if (there.includes(value)) asked.delete(key, value);
    else if (key === "tag" || key === "label") asked.append(key, value);
    else asked.set(key, value);
    again();
  }

  function again() {
    rename("/", Object.fromEntries([...asked.keys()].map(key => [key, asked.getAll(key)])));
    search().catch(failure => {
      if (failure.name !== "AbortError") show(list, h("p", { class: "error", role: "alert" }, failure.message));
    });
  }

  async function ask(page) {
    const sent = new URLSearchParams([...asked].filter(([key]) => key !== "all"));
    if (!asked.has("all")) sent.set("defaults_only", "true");
    sent.set("limit", PAGE);
    if (page) sent.set("page", page);
    return call("GET", `v2/repository/search?${sent}`, undefined, running.signal);
  }

  async function search() {
    running.abort();
    running = new AbortController();
    const started = performance.now(), result = await ask();
    if (signal.aborted) return;
    const focused = document.activeElement?.dataset?.facet;
    show(facets, Object.entries(FACETS).map(([key, name]) => facet(key, name, result.facets[key] ?? [])));
    if (focused) facets.querySelector(`[data-facet="${CSS.escape(focused)}"]`)?.focus();
    const what = asked.has("all") ? "version" : "model";
    show(found, `${plural(result.total, what)} in ${Math.max(1, Math.round(performance.now() - started))} ms`);
    const metrics = mostCommon(result.versions.flatMap(v => Object.keys(v.metrics)));
    const columns = columnsFor(metrics);
    if (result.versions.length === 0) return show(list, h("p", {}, asked.size === 0 ? "The repository is empty. " : "Nothing fits. ",
      asked.size === 0 ? h("a", { href: link("/upload") }, "Upload a model") : h("button", { type: "button", class: "link", onclick: clear }, "Show all")));
    const view = table({ label: "Models found", columns, rows: result.versions });
    show(list, view, more(result.next_page, columns, view.querySelector("tbody")));
  }

  function more(page, columns, body) {
    if (!page) return null;
    const button = h("button", { type: "button", onclick: async () => {
      const next = await ask(page);
      body.append(...next.versions.map(v => rowOf(columns, v)));
      say(`${plural(next.versions.length, "more row")}.`);
      const following = more(next.next_page, columns, body);
      button.replaceWith(following ?? "");
      following?.focus();
    } }, "Show more");
    return h("p", {}, button).firstChild;
  }

  function facet(key, name, values) {
    const there = asked.getAll(key), shown = [...values];
    for (const value of there) if (!shown.some(v => v.value === value)) shown.push({ value, count: 0 });
    return shown.length === 0 || (shown.length === 1 && shown[0].value === "") ? null
      : h("section", {}, h("h2", {}, name), h("ul", {}, shown.slice(0, 12).map(({ value, count }) => h("li", {},
        h("button", { type: "button", "data-facet": `${key}=${value}`, "aria-pressed": String(there.includes(value)),
          onclick: () => toggle(key, value), disabled: value === "" }, h("span", {}, value || "none"), h("span", { class: "quiet" }, number(count)))))));
  }

  function clear() {
    for (const key of [...asked.keys()]) if (key !== "all") asked.delete(key);
    text.value = "";
    again();
    text.focus();
  }

  function columnsFor(metrics) {
    const id = v => `${v.name}:${v.version}`;
    return [
      { head: "Compare", hidden: true, cell: v => h("input", { type: "checkbox", checked: chosen.has(id(v)),
        "aria-label": `Compare ${v.name}, version ${v.version}`, onchange: e => {
          if (e.target.checked) chosen.set(id(v), v); else chosen.delete(id(v));
          compare.disabled = chosen.size !== 2;
        } }) },
      { head: "Model", cell: v => [modelLink(v.name), v.description ? h("div", { class: "quiet small" }, v.description) : null] },
      { head: "Version", plain: true, cell: v => versionLink(v.name, v.version, String(v.version)) },
      { head: "Marked", cell: v => [chips(v.aliases, true), " ", chips([...v.tags, ...labelsOf(v)])] },
      { head: "Task", plain: true, cell: v => v.task || "–" },
      ...metrics.map(name => ({ head: name, right: true, cell: v => number(v.metrics[name]) })),
      { head: "Added", plain: true, cell: v => time(v.created) },
    ];
  }
}

function mostCommon(names) {
  const counts = new Map();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).slice(0, METRICS).map(([name]) => name);
}
