// How many of what was found have which namespace, task, tag and so on; pressing one narrows down to it.

import { h, show } from "../dom.js";
import { number } from "../format.js";

const NAMES = { namespace: "Namespace", task: "Task", engine: "Engine", tag: "Tag", label: "Label" };
const SEVERAL = ["tag", "label"];
const MOST = 12;

/**
 * @param asked the query, which is changed
 * @param again called when it was
 */
export function facetList(asked, again) {
  const element = h.details({ class: "facets", open: matchMedia("(min-width: 52rem)").matches });
  return { element, update };

  function update(counts) {
    const focused = document.activeElement?.dataset?.facet;
    show(
      element,
      h.summary("Narrow down"),
      Object.entries(NAMES).map(([key, name]) => facet(key, name, counts[key] ?? [])),
    );
    if (focused) element.querySelector(`[data-facet="${CSS.escape(focused)}"]`)?.focus();
  }

  function facet(key, name, counted) {
    const pressed = asked.getAll(key);
    const absent = pressed.filter(value => !counted.some(c => c.value === value)).map(value => ({ value, count: 0 }));
    const values = [...counted.slice(0, MOST), ...absent];
    if (values.length === 0 || (values.length === 1 && values[0].value === "")) return null;
    return h.section(h.h2(name), h.ul(values.map(v => h.li(button(key, v, pressed.includes(v.value))))));
  }

  function button(key, { value, count }, isPressed) {
    return h.button(
      { type: "button", "data-facet": `${key}=${value}`, "aria-pressed": String(isPressed), onclick: () => toggle(key, value) },
      h.span(value || "none"),
      h.span({ class: "quiet" }, number(count)),
    );
  }

  function toggle(key, value) {
    if (asked.getAll(key).includes(value)) asked.delete(key, value);
    else if (SEVERAL.includes(key)) asked.append(key, value);
    else asked.set(key, value);
    again();
  }
}
