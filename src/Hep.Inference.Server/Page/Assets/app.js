// The page's start: its bar, its views, and who sits here.

import { h, show } from "./dom.js";
import { here, link, render, route } from "./router.js";
import { current, may, refresh } from "./session.js";
import { keepToken, token } from "./service.js";
import { ask } from "./dialogs.js";
import { say } from "./parts.js";
import { browse } from "./views/browse.js";
import { model } from "./views/model.js";
import { version } from "./views/version.js";
import { compare } from "./views/compare.js";
import { predict } from "./views/predict.js";
import { upload } from "./views/upload.js";
import { live } from "./views/live.js";
import { deleted } from "./views/deleted.js";
import { history } from "./views/history.js";

route("/", browse);
route("/models/{name}", model);
route("/models/{name}/versions/{version}", version);
route("/models/{name}/versions/{version}/try", predict);
route("/compare", compare);
route("/upload", upload);
route("/live", live);
route("/deleted", deleted);
route("/history", history);

const PLACES = [
  ["/", "Models", () => may("read")],
  ["/live", "Live", () => may("read")],
  ["/upload", "Upload", () => may("upload")],
  ["/deleted", "Deleted", () => may("admin")],
  ["/history", "History", () => may("admin")],
];

function showBar() {
  show(
    document.getElementById("navigation"),
    PLACES.filter(([, , isOpen]) => isOpen()).map(([path, name]) =>
      h.li(h.a({ href: link(path), "aria-current": here() === path ? "page" : null }, name)),
    ),
  );
  const { name, anonymous, roles } = current();
  show(
    document.getElementById("caller"),
    h.span({ title: roles.join(", ") || "no rights" }, anonymous ? "Not signed in" : name),
    token()
      ? h.button({ type: "button", onclick: signOut }, "Sign out")
      : h.button({ type: "button", onclick: signIn }, "Sign in"),
  );
}

async function signIn() {
  const entered = await ask({
    title: "Sign in",
    text: "With a token of this service, which its operator makes by `hep token add`. It is kept for this tab alone.",
    fields: [{ name: "token", label: "Token", type: "password", required: true }],
    action: "Sign in",
    perform: answers => enter(answers.token),
  });
  if (entered) focusOnCaller(); // behind the dialog nothing takes the focus
}

async function signOut() {
  await enter(null);
  focusOnCaller();
}

async function enter(text) {
  const before = token();
  keepToken(text);
  try {
    await refresh();
  } catch (failure) {
    keepToken(before);
    throw failure;
  }
  say(text ? `Signed in as ${current().name}.` : "Signed out.");
  await render({ keepFocus: true });
}

const focusOnCaller = () => document.querySelector("#caller button").focus();

document.getElementById("skip").addEventListener("click", event => {
  event.preventDefault();
  document.getElementById("content").focus();
});
document.addEventListener("caller", showBar);
document.addEventListener("moved", showBar);
addEventListener("hashchange", () => render());

try {
  await refresh();
} catch (failure) {
  if (failure.status === 401) {
    keepToken(null); // revoked, or of another service
    await refresh().catch(() => undefined);
  }
}
showBar();
await render({ keepFocus: true });
