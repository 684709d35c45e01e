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

const TRIAL = [
  ["max_error_increase", "Allowed rise of the share that fails"],
  ["max_latency_ratio", "Allowed ratio of the 99th percentiles of latency"],
  ["minimum_requests", "Requests of each before anything is decided"],
  ["window_seconds", "Seconds of a window"],
];

export const tryCandidate = model =>
  act(
    {
      title: `Try a candidate for ${model.name}`,
      text: "It answers a share of the requests that name no version, and is taken out by itself where it fails more of them or is slower.",
      fields: [
        {
          name: "version",
          label: "Candidate",
          options: numbers(model).filter(v => v !== String(model.default_version)),
        },
        { name: "percent", label: "Percent of the requests", value: "5", required: true },
        ...TRIAL.map(([name, label]) => ({ name, label, hint: "Empty: as the service has it." })),
      ],
      action: "Try",
      perform: answers =>
        patch(model.name, null, {
          canary: Object.fromEntries(
            Object.entries(answers)
              .filter(([, text]) => text !== "")
              .map(([key, text]) => [key, Number.isNaN(Number(text)) ? text : Number(text)]),
          ),
        }),
    },
    "The candidate is on trial.",
  );

export const endTrial = model =>
  act(
    {
      title: `End the trial of version ${model.canary.version}`,
      text: "The default version answers all that names no version. To have the candidate answer instead, promote it.",
      action: "End the trial",
      perform: () => patch(model.name, null, { canary: { percent: 0 } }),
    },
    "The trial is over.",
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
