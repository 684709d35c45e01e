// What differs between two documents, leaf by leaf.

const MOST = 2000;

/** Every leaf with its path; lists by place, but lists of objects with a name by that. */
export function leaves(document, path = "", into = new Map()) {
  if (into.size >= MOST) return into;
  if (document === null || typeof document !== "object") into.set(path || "value", document);
  else if (Array.isArray(document) && document.every(e => e === null || typeof e !== "object"))
    into.set(path, document.join(", ") || "none");
  else
    for (const [key, value] of Object.entries(document))
      leaves(
        value,
        [path, Array.isArray(document) ? (value?.name ?? value?.output ?? value?.column ?? Number(key) + 1) : key]
          .filter(p => p !== "")
          .join(" › "),
        into,
      );
  return into;
}

/** @returns { rows: [{ path, one, other }] of what differs, same: how many leaves do not, isWhole: whether all were looked at } */
export function differences(one, other) {
  const first = leaves(one ?? {});
  const second = leaves(other ?? {});
  const rows = [];
  let same = 0;
  for (const path of new Set([...first.keys(), ...second.keys()]))
    if (first.get(path) === second.get(path)) same++;
    else rows.push({ path, one: first.get(path), other: second.get(path) });
  return { rows, same, isWhole: first.size < MOST && second.size < MOST };
}
