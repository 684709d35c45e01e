// Small parts that several views have.

import { h, show } from "./dom.js";
import { link } from "./router.js";
import { get } from "./service.js";

/** A table: columns are { head, cell(row), right }, the first of them names its row. */
export const table = ({ caption, columns, rows, label }) =>
  h.div(
    { class: "scroll", tabindex: 0, role: "group", "aria-label": label ?? caption },
    h.table(
      caption ? h.caption(caption) : null,
      h.thead(
        h.tr(
          columns.map(c =>
            h.th({ scope: "col", class: c.right ? "right" : null }, c.hidden ? h.span({ class: "unseen" }, c.head) : c.head),
          ),
        ),
      ),
      h.tbody(rows.map(row => rowOf(columns, row))),
    ),
  );

export const rowOf = (columns, row) =>
  h.tr(
    columns.map(column => {
      const attributes = { class: column.right ? "right" : column.plain ? "plain" : null };
      return column === columns.find(c => !c.hidden)
        ? h.th({ scope: "row", ...attributes }, column.cell(row))
        : h.td(attributes, column.cell(row));
    }),
  );

export const facts = pairs =>
  h.dl(
    { class: "facts" },
    pairs
      .filter(([, value]) => value !== undefined && value !== null && value !== "")
      .map(([name, value]) => [h.dt(name), h.dd(value)]),
  );

export const chips = (texts, strong = false) =>
  texts.length === 0
    ? null
    : h.span(
        { class: "chips" },
        texts.map(t => h.span({ class: strong ? "chip strong" : "chip", title: t }, t)),
      );

export const labelsOf = version => Object.entries(version.labels).map(([key, value]) => `${key}=${value}`);

/** In a table what is long is broken anywhere, so that it leaves room for the other columns. */
export const wordy = text => (text.length > 30 ? h.span({ class: "long" }, text) : text);

export const modelLink = name => h.a({ href: link(`/models/${encodeURIComponent(name)}`) }, wordy(name));

export const versionPath = (name, version) => `/models/${encodeURIComponent(name)}/versions/${version}`;

export const versionLink = (name, version, text = `Version ${version}`) => h.a({ href: link(versionPath(name, version)) }, text);

/** A command that can be copied. */
export function command(text, label = "Copy") {
  const button = h.button(
    {
      type: "button",
      onclick: async () => {
        await navigator.clipboard.writeText(text);
        show(button, "Copied");
        say("Copied to the clipboard.");
      },
    },
    label,
  );
  return h.div(
    { class: "copied" },
    h.pre({ tabindex: 0, role: "group", "aria-label": "Command", class: "wrapped" }, h.code(text)),
    navigator.clipboard ? button : null,
  );
}

/** Tells those who do not see what changed. */
export const say = text => {
  document.getElementById("said").textContent = text;
};

export const quiet = text => h.p({ class: "quiet" }, text);

/** A part of a view, or why it is not there: the others are shown all the same. */
export const part = (path, signal) =>
  get(path, signal).catch(failure => {
    if (failure.name === "AbortError") throw failure;
    return { failure: failure.message, status: failure.status };
  });

export const orFailure = (found, view) => (found.failure ? h.p({ class: "error" }, found.failure) : view(found));

export const section = (title, ...content) => h.section(h.h2(title), content);
