// Who sits here: the token of this tab, and what the service says that its bearer may do.

import { call } from "./service.js";

const RANK = ["read", "predict", "upload", "admin"];
let caller = { name: "", anonymous: true, roles: [] };

export const current = () => caller;

/** Asks the service anew, and tells the page. */
export async function refresh() {
  caller = await call("GET", "v2/whoami");
  document.dispatchEvent(new Event("caller"));
}

/** Whether the caller may do it with models of a namespace; without one: with any. */
export const may = (role, namespace) =>
  caller.roles.some(grant => {
    const [held, where = ""] = grant.split(":");
    return (
      RANK.indexOf(held) >= RANK.indexOf(role) &&
      (namespace === undefined || where === "" || namespace === where || namespace.startsWith(`${where}.`))
    );
  });

/** What stands before the last dot of a model's name. */
export const namespaceOf = model => (model.includes(".") ? model.slice(0, model.lastIndexOf(".")) : "");
