// How something is done: a question, the call, and the view drawn anew.

import { ask } from "../dialogs.js";
import { render } from "../router.js";
import { call, modelPath } from "../service.js";
import { say } from "../parts.js";

/** Asks, does, and draws the view anew. */
export async function act(question, done) {
  const result = await ask(question);
  if (result === undefined) return undefined;
  await render({ keepFocus: true });
  document.querySelector("main h1")?.setAttribute("tabindex", "-1");
  document.querySelector("main h1")?.focus();
  say(done);
  return result;
}

/** Changes a model, or a version of it. */
export const patch = (name, version, change) => call("PATCH", modelPath(name, version), change);
