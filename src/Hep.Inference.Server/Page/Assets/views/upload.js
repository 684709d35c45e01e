// An ONNX file becomes a version, with progress.

import { h, show } from "../dom.js";
import { bytes } from "../format.js";
import { go } from "../router.js";
import { modelPath, send } from "../service.js";
import { may } from "../session.js";
import { fieldOf } from "../dialogs.js";
import { say, versionPath } from "../parts.js";
import { pairs, words } from "../actions/notes.js";

export async function upload({ query, signal }) {
  const bar = h.progress({ max: 1, value: 0, "aria-label": "Upload" });
  const told = h.p({ class: "quiet", role: "status" });
  const error = h.div();
  const running = h.div({ hidden: true }, bar, told, h.button({ type: "button", onclick: () => sending?.abort() }, "Stop"));
  const submit = h.button({ type: "submit", class: "main" }, "Upload");
  let sending;
  signal.addEventListener("abort", () => sending?.abort());
  return h.div(
    { class: "narrow" },
    h.h1("Upload a model"),
    h.p(
      { class: "quiet" },
      "The service checks the file and runs it once before anybody sees it. The same content again is the version that it was.",
    ),
    may("upload") ? null : h.p({ class: "notice" }, "This needs a token with the right to upload: sign in first."),
    h.form(
      { onsubmit: start },
      fieldOf({ name: "file", label: "ONNX file", type: "file", required: true }),
      fieldOf({
        name: "model",
        label: "Name",
        value: query.get("name") ?? "",
        required: true,
        hint: "What stands before the last dot is its namespace: cms.higgs.",
      }),
      fieldOf({ name: "description", label: "Description of the version" }),
      fieldOf({ name: "tags", label: "Tags", hint: "Words, with spaces between." }),
      fieldOf({ name: "labels", label: "Labels", hint: "campaign=2024, with spaces between." }),
      fieldOf({ name: "alias", label: "Alias", hint: "Points at the version from then on." }),
      h.p({ class: "actions" }, submit),
    ),
    running,
    error,
  );

  async function start(event) {
    event.preventDefault();
    const { file, model, description, tags, labels, alias } = Object.fromEntries(
      [...event.target.elements].filter(e => e.name).map(e => [e.name, e.type === "file" ? e.files[0] : e.value.trim()]),
    );
    show(error);
    submit.disabled = true;
    sending = new AbortController();
    try {
      const asked = new URLSearchParams([
        ...words(tags).map(t => ["tag", t]),
        ...Object.entries(pairs(labels)).map(([k, v]) => ["label", `${k}=${v}`]),
        ...words(alias).map(a => ["alias", a]),
        ...(description ? [["description", description]] : []),
      ]);
      running.hidden = false;
      const made = await send(
        `${modelPath(model)}/versions${asked.size > 0 ? `?${asked}` : ""}`,
        file,
        share => progress(share, file),
        sending.signal,
      );
      say(made.already_there ? `The content was there already, as version ${made.version}.` : `Version ${made.version} is there.`);
      go(versionPath(model, made.version));
    } catch (failure) {
      show(
        error,
        h.p({ class: "error", role: "alert" }, failure.name === "AbortError" ? "The upload was stopped." : failure.message),
      );
    }
    running.hidden = true;
    submit.disabled = false;
  }

  function progress(share, file) {
    if (share === null) bar.removeAttribute("value");
    else bar.value = share;
    show(
      told,
      share === 1 ? "The service checks the model …" : `${bytes(Math.round((share ?? 0) * file.size))} of ${bytes(file.size)}`,
    );
  }
}
