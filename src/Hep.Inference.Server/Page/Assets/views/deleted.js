// What was deleted and can be brought back.

import { h } from "../dom.js";
import { bytes, time } from "../format.js";
import { call } from "../service.js";
import { table } from "../parts.js";
import { bringBack } from "../actions/version.js";

export async function deleted({ signal }) {
  const { versions } = await call("GET", "v2/repository/deleted", undefined, signal);
  return h.div(
    h.h1("Deleted"),
    versions.length === 0
      ? h.p("Nothing that could be brought back.")
      : table({
          label: "Deleted versions",
          columns: [
            { head: "Model", cell: v => v.name },
            { head: "Version", cell: v => v.version },
            { head: "Deleted", plain: true, cell: v => time(v.deleted) },
            { head: "Kept until", plain: true, cell: v => time(v.kept_until) },
            { head: "Size", right: true, plain: true, cell: v => bytes(v.bytes) },
            {
              head: "Bring back",
              right: true,
              cell: v =>
                h.button(
                  {
                    type: "button",
                    "aria-label": `Bring back version ${v.version} of ${v.name}`,
                    onclick: () => bringBack(v.name, v.version),
                  },
                  "Bring back…",
                ),
            },
          ],
          rows: versions,
        }),
  );
}
