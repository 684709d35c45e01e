// From the part of the address behind # to a view. A view is left by its signal being aborted.

import { h, show } from "./dom.js";

const routes = [];
let leaving = new AbortController();

export const route = (pattern, view) =>
  routes.push({ view, expression: new RegExp(`^${pattern.replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`) });

/** The address of a view. */
export function link(path, query = {}) {
  const pairs = Object.entries(query)
    .flatMap(([key, value]) => [value].flat().map(v => [key, v]))
    .filter(([, v]) => v !== undefined && v !== null);
  const text = new URLSearchParams(pairs).toString();
  return `#${path}${text ? `?${text}` : ""}`;
}

export const go = (path, query) => {
  location.hash = link(path, query);
};

/** Changes the address without going there. */
export function rename(path, query) {
  history.replaceState(null, "", link(path, query));
  tellAddress();
}

export const here = () => location.hash.replace(/^#/, "").split("?")[0] || "/";

/** The address of what is shown, which is behind that of the page until its view is there: who drives the page waits for it. */
const tellAddress = () => {
  document.getElementById("content").dataset.address = location.hash;
};

/** Shows what the address says. */
export async function render({ keepFocus = false } = {}) {
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  const main = document.getElementById("content");
  document.dispatchEvent(new Event("moved"));
  main.setAttribute("aria-busy", "true");
  let content;
  try {
    content = await find(signal);
  } catch (failure) {
    if (signal.aborted) return;
    content = refusal(failure);
  }
  if (signal.aborted) return;
  show(main, content);
  tellAddress();
  main.removeAttribute("aria-busy");
  const heading = main.querySelector("h1");
  document.title = heading ? `${heading.textContent} · Hep models` : "Hep models";
  if (keepFocus || !heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  scrollTo(0, 0);
}

function find(signal) {
  const query = new URLSearchParams(location.hash.split("?")[1] ?? "");
  for (const { expression, view } of routes) {
    const match = here().match(expression);
    if (match)
      return view({
        ...Object.fromEntries(Object.entries(match.groups ?? {}).map(([k, v]) => [k, decodeURIComponent(v)])),
        query,
        signal,
      });
  }
  throw new Error("There is no such page.");
}

const refusal = failure =>
  h.div(
    h.h1(failure.status === 404 ? "Not there" : "That did not work"),
    h.p({ class: "error", role: "alert" }, failure.message),
    failure.status === 401 ? h.p("Sign in with a token at the top of the page.") : null,
    h.p(h.a({ href: "#/" }, "All models")),
  );
