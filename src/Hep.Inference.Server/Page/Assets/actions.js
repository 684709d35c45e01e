// What is done to models and versions. Each asks first; the view is drawn anew when it is done.

import { ask } from "./dialogs.js";
import { go, render } from "./router.js";
import { call, modelPath } from "./service.js";
import { say } from "./parts.js";

async function act(question, done) {
  const result = await ask(question);
  if (result === undefined) return undefined;
  await render({ keepFocus: true });
  document.querySelector("main h1")?.setAttribute("tabindex", "-1");
  document.querySelector("main h1")?.focus();
  say(done);
  return result;
}

const patch = (name, version, change) => call("PATCH", modelPath(name, version), change);

const numbers = model => model.versions.map(v => String(v.version)).reverse();

export const promote = (model, version) => act({
  title: version ? `Promote version ${version}` : `Promote a version of ${model.name}`,
  text: "It answers from then on where a caller names no version. It is loaded first; requests under way end with the version that they began with.",
  fields: [
    { name: "policy", label: "What answers", value: version ? String(version) : model.default_policy, options: [
      { value: "latest", label: "the latest version, always" }, ...numbers(model).map(v => ({ value: v, label: `version ${v}` })),
      ...[...new Set(model.versions.flatMap(v => v.tags))].map(t => ({ value: `tag:${t}`, label: `the highest with the tag ${t}` }))] },
  ],
  action: "Promote",
  perform: ({ policy }) => patch(model.name, null, { default_policy: policy }),
}, "Promoted.");

export const rollBack = model => act({
  title: `Roll ${model.name} back`,
  text: "What answered before answers again, and is pinned.",
  fields: [{ name: "alias", label: "What goes back", value: "", options: [{ value: "", label: "the default version" },
    ...Object.keys(model.aliases).map(a => ({ value: a, label: `the alias ${a}` }))] }],
  action: "Roll back",
  perform: ({ alias }) => call("POST", `${modelPath(model.name)}/rollback${alias ? `?alias=${encodeURIComponent(alias)}` : ""}`),
}, "Rolled back.");

export const describeModel = model => act({
  title: `Describe ${model.name}`,
  fields: [{ name: "description", label: "What it is", type: "textarea", value: model.description }],
  action: "Save",
  perform: ({ description }) => patch(model.name, null, { description }),
}, "Saved.");

const SETTINGS = [
  ["max_batch", "Rows that share a run"], ["max_delay_microseconds", "Microseconds to wait for company"], ["workers", "Runs at the same time"],
  ["threads", "Threads of a run"], ["queue_length", "Calls that may wait"], ["provider", "Provider"], ["share", "Share of the processors"],
];

export const setExecution = model => act({
  title: `How ${model.name} is run`,
  text: "What is empty is as the service runs every model. It comes into force when the model is loaded so.",
  fields: SETTINGS.map(([name, label]) => ({ name, label, value: String(model.execution?.[name] ?? "") })),
  action: "Save",
  perform: answers => patch(model.name, null, { execution: Object.fromEntries(Object.entries(answers).filter(([, text]) => text !== "")
    .map(([key, text]) => [key, key === "provider" || Number.isNaN(Number(text)) ? text : Number(text)])) }),
}, "Saved.");

export const tag = version => act({
  title: `Notes on version ${version.version}`,
  text: "Several tags, and labels as key=value, are divided by spaces.",
  fields: [
    { name: "tags", label: "Tags", value: version.tags.join(" ") },
    { name: "labels", label: "Labels", value: Object.entries(version.labels).map(([k, v]) => `${k}=${v}`).join(" ") },
    { name: "description", label: "Description", type: "textarea", value: version.description },
  ],
  action: "Save",
  perform: ({ tags, labels, description }) => patch(version.name, version.version, {
    description, tags: Object.fromEntries([...version.tags.map(t => [t, false]), ...words(tags).map(t => [t, true])]),
    labels: { ...Object.fromEntries(Object.keys(version.labels).map(key => [key, null])), ...pairs(labels) },
  }),
}, "Saved.");

export const setAlias = (model, version) => act({
  title: `An alias for version ${version}`,
  text: "Wherever a version is named an alias may stand. One that is there already moves here, and can be rolled back.",
  fields: [{ name: "alias", label: "Alias", value: "", required: true, hint: Object.keys(model.aliases).length > 0 ? `There are ${Object.keys(model.aliases).join(", ")}.` : null }],
  action: "Set alias",
  perform: ({ alias }) => patch(model.name, null, { aliases: { [alias]: Number(version) } }),
}, "The alias is set.");

export const dropAlias = (model, version) => act({
  title: `Remove an alias of version ${version.version}`,
  fields: [{ name: "alias", label: "Alias", options: version.aliases, value: version.aliases[0] }],
  action: "Remove alias", danger: true,
  perform: ({ alias }) => patch(model.name, null, { aliases: { [alias]: null } }),
}, "The alias is gone.");

export async function remove(name, version) {
  const path = modelPath(name, version);
  const done = await ask({
    title: version ? `Delete version ${version} of ${name}` : `Delete ${name} with all its versions`,
    text: "It answers nobody from then on. For a while it can be brought back, under Deleted.",
    fields: [{ name: "now", label: "Remove its file at once: it cannot be brought back", type: "checkbox" }],
    action: "Delete", danger: true,
    perform: async ({ now }) => ({ left: await call("DELETE", `${path}${now ? "?now=true" : ""}`).then(before => before.versions.length - (version ? 1 : before.versions.length)) }),
  });
  if (done === undefined) return;
  say("Deleted.");
  go(done.left > 0 ? `/models/${encodeURIComponent(name)}` : "/");
}

export const bringBack = (name, version) => act({
  title: `Bring back version ${version} of ${name}`,
  action: "Bring back",
  perform: () => call("POST", `${modelPath(name, version)}/undelete`),
}, "It is back.");

export const words = text => text.split(/\s+/).filter(word => word);

/** @throws {Error} A word is no key=value. */
export const pairs = text => Object.fromEntries(words(text).map(word => {
  const at = word.indexOf("=");
  if (at <= 0) throw new Error(`'${word}' is no label: campaign=2024 is one.`);
  return [word.slice(0, at), word.slice(at + 1)];
}));
