// Two rows of a table that are chosen to be compared.

import { h } from "./dom.js";
import { go } from "./router.js";

export function pair() {
  const chosen = new Set();
  const button = h.button({ type: "button", disabled: true, onclick: () => go("/compare", { of: [...chosen] }) }, "Compare two");
  const choose = id => event => {
    if (event.target.checked) chosen.add(id);
    else chosen.delete(id);
    button.disabled = chosen.size !== 2;
  };
  const column = {
    head: "Compare",
    hidden: true,
    cell: ({ name, version }) => {
      const id = `${name}:${version}`;
      return h.input({
        type: "checkbox",
        checked: chosen.has(id),
        "aria-label": `Compare ${name}, version ${version}`,
        onchange: choose(id),
      });
    },
  };
  return { button, column };
}
