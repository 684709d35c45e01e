// One model: which version answers, its versions, and what was done to it.

import { h } from "../dom.js";
import { bytes, number, plural, time } from "../format.js";
import { link } from "../router.js";
import { get, hasCard, modelPath, servedPath } from "../service.js";
import { driftOf } from "../drift.js";
import { pair } from "../pair.js";
import { may, namespaceOf } from "../session.js";
import { chips, command, facts, labelsOf, section, table, versionLink, wordy } from "../parts.js";
import { curl, bodyOf, fieldsOf, routeOf } from "../request.js";
import { historyTable } from "./history.js";
import * as actions from "../actions/model.js";
import { remove } from "../actions/version.js";

const SHOWN = 50;
const EVENTS = 20;

export async function model({ name, query, signal }) {
  const there = await get(modelPath(name), signal);
  const answers = there.versions.find(v => v.version === there.default_version);
  const where = namespaceOf(name);
  const isAdmin = may("admin", where);
  const [metadata, card, events] = await Promise.all([
    get(servedPath(name, there.default_version), signal).catch(() => null), // what cannot be loaded has a page all the same
    hasCard(answers) ? get(`${modelPath(name, there.default_version)}/card`, signal) : null,
    isAdmin ? get(`${modelPath(name)}/history?limit=${EVENTS}`, signal) : null,
  ]);
  const drift = metadata?.events ? await driftOf(name, there.default_version, signal) : null;
  const choice = pair();
  const versions = there.versions.toReversed();
  const isWhole = query.has("all");
  return h.div(
    h.p(
      { class: "path" },
      h.a({ href: "#/" }, "Models"),
      where ? [" / ", h.a({ href: link("/", { namespace: where }) }, where)] : null,
    ),
    h.div(
      { class: "head" },
      h.div(h.h1(name), there.description ? h.p({ class: "quiet" }, there.description) : null),
      h.div(
        { class: "actions" },
        h.a(
          { class: "button main", href: link(`/models/${encodeURIComponent(name)}/versions/${there.default_version}/try`) },
          "Try a prediction",
        ),
        may("upload", where) ? h.a({ class: "button", href: link("/upload", { name }) }, "Upload a version") : null,
        isAdmin
          ? [
              h.button({ type: "button", onclick: () => actions.promote(there) }, "Promote…"),
              h.button({ type: "button", onclick: () => actions.rollBack(there) }, "Roll back…"),
              there.canary
                ? h.button({ type: "button", onclick: () => actions.endTrial(there) }, "End the trial…")
                : h.button({ type: "button", onclick: () => actions.tryCandidate(there) }, "Try a candidate…"),
              h.button({ type: "button", onclick: () => actions.describeModel(there) }, "Describe…"),
              h.button({ type: "button", onclick: () => actions.setExecution(there) }, "How it is run…"),
              h.button({ type: "button", class: "danger", onclick: () => remove(name) }, "Delete…"),
            ]
          : null,
      ),
    ),
    h.div(
      { class: "pair" },
      section(
        "What answers",
        facts([
          ["Default", versionLink(name, there.default_version)],
          ["Chosen by", policy(there.default_policy)],
          ["On trial", there.canary ? trial(name, there.canary) : null],
          ...Object.entries(there.aliases).map(([alias, v]) => [`Alias ${alias}`, versionLink(name, v)]),
          [
            "Run with",
            Object.entries(there.execution ?? {})
              .map(([key, value]) => `${key} ${value}`)
              .join(", ") || "the service's settings",
          ],
          ["Task", answers?.task],
          ["Trained with", answers?.engine],
          ...Object.entries(answers?.metrics ?? {})
            .slice(0, 4)
            .map(([key, value]) => [key, number(value)]),
        ]),
      ),
      metadata
        ? section(
            "With curl",
            command(example(metadata, card, name, there.default_version)),
            h.p(
              { class: "hint" },
              "An event with likely values. ",
              h.code("/versions/N"),
              " may be left out: then the default version answers.",
            ),
          )
        : null,
    ),
    section(
      "Versions",
      there.versions.length > 1 ? h.p({ class: "actions" }, choice.button) : null,
      table({
        label: "Versions",
        columns: [
          choice.column,
          { head: "Version", plain: true, cell: v => versionLink(name, v.version) },
          {
            head: "Marked",
            cell: v => [
              chips([...marksOf(v.version, there), ...v.aliases], true),
              " ",
              chips([...v.tags, ...labelsOf(v)]),
            ],
          },
          { head: "Description", cell: v => wordy(v.description || "–") },
          { head: "Added", plain: true, cell: v => time(v.created) },
          { head: "By", cell: v => v.created_by || "–" },
          { head: "Size", right: true, plain: true, cell: v => bytes(v.bytes) },
        ],
        rows: isWhole ? versions : versions.slice(0, SHOWN),
      }),
      versions.length > SHOWN && !isWhole
        ? h.p(h.a({ href: link(`/models/${encodeURIComponent(name)}`, { all: 1 }) }, `All ${plural(versions.length, "version")}`))
        : null,
    ),
    drift,
    events
      ? section(
          "History",
          historyTable(events.events),
          events.next_page ? h.p(h.a({ href: link("/history", { model: name }) }, "Earlier")) : null,
        )
      : null,
  );
}

const marksOf = (version, model) => [
  ...(version === model.default_version ? ["default"] : []),
  ...(version === model.canary?.version ? ["on trial"] : []),
];

const trial = (name, { version, percent }) => [
  versionLink(name, version),
  ` answers ${number(percent)} % of what names no version`,
];

const policy = text =>
  text === "latest"
    ? "the latest"
    : text.startsWith("tag:")
      ? `the highest with the tag ${text.slice(4)}`
      : "pinned to this number";

function example(metadata, card, name, version) {
  const fields = fieldsOf(metadata, card);
  const path = routeOf(name, version, fields);
  return fields.some(f => f.value === "")
    ? curl(path, "@body.json")
    : curl(
        path,
        bodyOf(
          fields,
          fields.map(f => f.value),
        ),
      );
}
