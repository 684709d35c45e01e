// All models: search, facets, pages.

import { h, show } from "../dom.js";
import { plural } from "../format.js";
import { link, rename } from "../router.js";
import { get } from "../service.js";
import { pair } from "../pair.js";
import { facetList } from "./facets.js";
import { foundTable } from "./found.js";

const PAGE = 50;
const PAUSE = 50; // milliseconds between two searches while somebody types
const ORDERS = [
  ["", "by relevance or name"],
  ["name", "by name"],
  ["created", "newest first"],
  ["metric:auc", "highest AUC first"],
  ["-metric:loss", "lowest loss first"],
];

export async function browse({ query, signal }) {
  const asked = new URLSearchParams(query);
  const choice = pair();
  const facets = facetList(asked, again);
  const found = h.p({ class: "quiet", role: "status" });
  const list = h.div();
  const text = h.input({
    id: "words",
    type: "search",
    value: asked.get("q") ?? "",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: "name, tag, file, column …",
    oninput: later,
  });
  const order = h.select(
    { id: "order", onchange: () => set("order", order.value) },
    ORDERS.map(([value, name]) => h.option({ value, selected: value === (asked.get("order") ?? "") }, name)),
  );
  const all = h.input({ type: "checkbox", checked: asked.has("all"), onchange: () => set("all", all.checked ? "1" : "") });
  let timer;
  let sought = -PAUSE;
  let running = new AbortController();
  signal.addEventListener("abort", leave);

  await search();
  return h.div(
    h.h1("Models"),
    h.form(
      { class: "search", role: "search", onsubmit: send },
      h.div(h.label({ for: "words" }, "Search"), text),
      h.div(h.label({ for: "order" }, "Order"), order),
      h.label({ class: "inline" }, all, "all versions"),
    ),
    h.div(
      { class: "browse" },
      facets.element,
      h.div(h.div({ class: "head" }, found, h.div({ class: "actions" }, choice.button)), list),
    ),
  );

  function later() {
    list.setAttribute("aria-busy", "true"); // until what is typed was sought
    clearTimeout(timer);
    timer = setTimeout(() => set("q", text.value), Math.max(0, sought + PAUSE - performance.now()));
  }

  function send(event) {
    event.preventDefault();
    set("q", text.value);
  }

  function set(key, value) {
    clearTimeout(timer);
    timer = undefined;
    if (value) asked.set(key, value);
    else asked.delete(key);
    again();
  }

  function clear() {
    for (const key of [...asked.keys()]) if (key !== "all") asked.delete(key);
    text.value = "";
    again();
    text.focus();
  }

  function leave() {
    clearTimeout(timer);
    running.abort();
  }

  function again() {
    rename("/", Object.fromEntries([...asked.keys()].map(key => [key, asked.getAll(key)])));
    search().catch(failure => {
      if (failure.name === "AbortError") return;
      show(list, h.p({ class: "error", role: "alert" }, failure.message));
      list.removeAttribute("aria-busy");
    });
  }

  function ask(page) {
    const sent = new URLSearchParams([...asked].filter(([key]) => key !== "all"));
    if (!asked.has("all")) sent.set("defaults_only", "true");
    sent.set("limit", PAGE);
    if (page) sent.set("page", page);
    return get(`v2/repository/search?${sent}`, running.signal);
  }

  async function search() {
    running.abort();
    running = new AbortController();
    const { signal: current } = running;
    list.setAttribute("aria-busy", "true");
    const started = (sought = performance.now());
    const result = await ask();
    if (signal.aborted || current.aborted) return;
    facets.update(result.facets);
    show(
      found,
      `${plural(result.total, asked.has("all") ? "version" : "model")} in ${Math.max(1, Math.round(performance.now() - started))} ms`,
    );
    show(list, result.versions.length > 0 ? foundTable(result, choice, ask) : nothing());
    if (timer === undefined) list.removeAttribute("aria-busy"); // else more was typed meanwhile
  }

  function nothing() {
    return asked.size === 0
      ? h.p("The repository is empty. ", h.a({ href: link("/upload") }, "Upload a model"))
      : h.p("Nothing fits. ", h.button({ type: "button", class: "link", onclick: clear }, "Show all"));
  }
}
