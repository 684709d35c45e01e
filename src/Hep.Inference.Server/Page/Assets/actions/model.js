// What is done to a model as a whole.

import { call, modelPath } from "../service.js";
import { act, patch } from "./act.js";

const numbers = model => model.versions.map(v => String(v.version)).reverse();

export const promote = (model, version) =>
  act(
    {
      title: version ? `Promote version ${version}` : `Promote a version of ${model.name}`,
      text: "It answers where a caller names no version. Requests under way end with the version that they began with.",
      fields: [
        {
          name: "policy",
          label: "What answers",
          value: version ? String(version) : model.default_policy,
          options: [
            { value: "latest", label: "the latest version, always" },
            ...numbers(model).map(v => ({ value: v, label: `version ${v}` })),
            ...[...new Set(model.versions.flatMap(v => v.tags))].map(t => ({
              value: `tag:${t}`,
              label: `the highest with the tag ${t}`,
            })),
          ],
        },
      ],
      action: "Promote",
      perform: ({ policy }) => patch(model.name, null, { default_policy: policy }),
    },
    "Promoted.",
  );

export const rollBack = model =>
  act(
    {
      title: `Roll ${model.name} back`,
      text: "What answered before answers again, and is pinned.",
      fields: [
        {
          name: "alias",
          label: "What goes back",
          value: "",
          options: [
            { value: "", label: "the default version" },
            ...Object.keys(model.aliases).map(a => ({ value: a, label: `the alias ${a}` })),
          ],
        },
      ],
      action: "Roll back",
      perform: ({ alias }) =>
        call("POST", `${modelPath(model.name)}/rollback${alias ? `?alias=${encodeURIComponent(alias)}` : ""}`),
    },
    "Rolled back.",
  );

export const describeModel = model =>
  act(
    {
      title: `Describe ${model.name}`,
      fields: [{ name: "description", label: "What it is", type: "textarea", value: model.description }],
      action: "Save",
      perform: ({ description }) => patch(model.name, null, { description }),
    },
    "Saved.",
  );

const SETTINGS = [
  ["max_batch", "Rows that share a run"],
  ["max_delay_microseconds", "Microseconds to wait for company"],
  ["workers", "Runs at the same time"],
  ["threads", "Threads of a run"],
  ["queue_length", "Calls that may wait"],
  ["provider", "Provider"],
  ["share", "Share of the processors"],
];

export const setExecution = model =>
  act(
    {
      title: `How ${model.name} is run`,
      text: "What is empty is as the service runs every model. It comes into force when the model is loaded so.",
      fields: SETTINGS.map(([name, label]) => ({ name, label, value: String(model.execution?.[name] ?? "") })),
      action: "Save",
      perform: answers =>
        patch(model.name, null, {
          execution: Object.fromEntries(
            Object.entries(answers)
              .filter(([, text]) => text !== "")
              .map(([key, text]) => [key, key === "provider" || Number.isNaN(Number(text)) ? text : Number(text)]),
          ),
        }),
    },
    "Saved.",
  );
