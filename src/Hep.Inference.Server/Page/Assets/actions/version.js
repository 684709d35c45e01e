// What is done to a version; and deletion, of a version or of all.

import { ask } from "../dialogs.js";
import { go } from "../router.js";
import { call, modelPath } from "../service.js";
import { say } from "../parts.js";
import { act, patch } from "./act.js";
import { pairs, words } from "./notes.js";

export const tag = version =>
  act(
    {
      title: `Notes on version ${version.version}`,
      text: "Several tags, and labels as key=value, are divided by spaces.",
      fields: [
        { name: "tags", label: "Tags", value: version.tags.join(" ") },
        {
          name: "labels",
          label: "Labels",
          value: Object.entries(version.labels)
            .map(([k, v]) => `${k}=${v}`)
            .join(" "),
        },
        { name: "description", label: "Description", type: "textarea", value: version.description },
      ],
      action: "Save",
      perform: ({ tags, labels, description }) =>
        patch(version.name, version.version, {
          description,
          tags: Object.fromEntries([...version.tags.map(t => [t, false]), ...words(tags).map(t => [t, true])]),
          labels: { ...Object.fromEntries(Object.keys(version.labels).map(key => [key, null])), ...pairs(labels) },
        }),
    },
    "Saved.",
  );

export const setAlias = (model, version) =>
  act(
    {
      title: `An alias for version ${version}`,
      text: "Wherever a version is named an alias may stand. One that is there already moves here, and can be rolled back.",
      fields: [
        {
          name: "alias",
          label: "Alias",
          value: "",
          required: true,
          hint: Object.keys(model.aliases).length > 0 ? `There are ${Object.keys(model.aliases).join(", ")}.` : null,
        },
      ],
      action: "Set alias",
      perform: ({ alias }) => patch(model.name, null, { aliases: { [alias]: Number(version) } }),
    },
    "The alias is set.",
  );

export const dropAlias = (model, version) =>
  act(
    {
      title: `Remove an alias of version ${version.version}`,
      fields: [{ name: "alias", label: "Alias", options: version.aliases, value: version.aliases[0] }],
      action: "Remove alias",
      danger: true,
      perform: ({ alias }) => patch(model.name, null, { aliases: { [alias]: null } }),
    },
    "The alias is gone.",
  );

export async function remove(name, version) {
  const path = modelPath(name, version);
  const done = await ask({
    title: version ? `Delete version ${version} of ${name}` : `Delete ${name} with all its versions`,
    text: "It answers nobody from then on. For a while it can be brought back, under Deleted.",
    fields: [{ name: "now", label: "Remove its file at once: it cannot be brought back", type: "checkbox" }],
    action: "Delete",
    danger: true,
    perform: async ({ now }) => ({
      left: await call("DELETE", `${path}${now ? "?now=true" : ""}`).then(
        before => before.versions.length - (version ? 1 : before.versions.length),
      ),
    }),
  });
  if (done === undefined) return;
  say("Deleted.");
  go(done.left > 0 ? `/models/${encodeURIComponent(name)}` : "/");
}

export const bringBack = (name, version) =>
  act(
    {
      title: `Bring back version ${version} of ${name}`,
      action: "Bring back",
      perform: () => call("POST", `${modelPath(name, version)}/undelete`),
    },
    "It is back.",
  );
