// What is asked of a model: the form's fields, the body that they make, and the same with curl.

import { address, servedPath, token } from "./service.js";

/** More values than these are no matter for a form. */
export const MOST_VALUES = 4096;

/** Of a model with a pipeline its columns, else its tensors. */
export const fieldsOf = (metadata, card) =>
  metadata.events
    ? metadata.events.columns.map(column => eventField(column, statisticsOf(card, column.name)))
    : metadata.inputs.map(tensorField);

const statisticsOf = (card, name) => card?.statistics?.find(s => s.name === name);

/** Medians of the training data are likely values; of a list one a little above stands first. */
function eventField(column, statistics) {
  const whole = /^(u?int|bool)/i.test(column.type);
  const text = /^string/i.test(column.type);
  const likely = whole && /^n[A-Z]/.test(column.name) ? 2 : 1; // nJet is how many jets there are, and lists have two here
  const tidy = value => (text ? "" : whole ? Math.round(value ?? likely) : Number((value ?? likely).toPrecision(4)));
  const [low, high] = [statistics?.median, statistics?.quantile75].map(tidy);
  const make = ([size, ...inner]) =>
    size === undefined
      ? low
      : size < 0
        ? inner.length === 0
          ? [high, low]
          : [make(inner)]
        : Array.from({ length: size }, () => make(inner));
  const kind =
    column.shape.length === 0
      ? text
        ? "a text"
        : whole
          ? "a whole number"
          : "a number"
      : column.shape.some(s => s < 0)
        ? "a list, of any length"
        : `a list of ${column.shape.join(" × ")}`;
  const few = column.shape.reduce((count, size) => count * Math.abs(size), 1) <= MOST_VALUES;
  return {
    name: column.name,
    isList: column.shape.length > 0,
    isText: text && column.shape.length === 0,
    hint: `${kind}, ${column.type}`,
    value: few ? JSON.stringify(make(column.shape)) : "",
  };
}

function tensorField(tensor) {
  const shape = tensor.shape.map(size => (size < 0 ? 1 : size));
  const count = shape.reduce((a, b) => a * b, 1);
  return {
    name: tensor.name,
    isList: true,
    tensor,
    shape,
    count,
    hint: `${tensor.datatype} [${shape.join(", ")}], ${count} values`,
    value: count <= MOST_VALUES ? JSON.stringify(Array(count).fill({ BYTES: "", BOOL: false }[tensor.datatype] ?? 0)) : "",
  };
}

/**
 * The body, as text: numbers go as they are typed, since integers of 64 bits are more than a number of this language can hold.
 * @throws {Error} A field holds no JSON.
 */
export function bodyOf(fields, texts) {
  const values = fields.map((field, i) => valueOf(field, texts[i].trim()));
  return fields.some(f => f.tensor)
    ? `{"inputs":[${fields.map((field, i) => objectOf({ ...headOf(field), data: values[i] })).join(",")}]}`
    : `{"events":[${objectOf(Object.fromEntries(fields.map((field, i) => [field.name, values[i]])))}]}`;
}

const headOf = ({ name, shape, tensor }) => ({
  name: JSON.stringify(name),
  shape: JSON.stringify(shape),
  datatype: JSON.stringify(tensor.datatype),
});

/** An object of JSON whose values are JSON already. */
const objectOf = members =>
  `{${Object.entries(members)
    .map(([name, json]) => `${JSON.stringify(name)}:${json}`)
    .join(",")}}`;

const STRING = /"(?:[^"\\]|\\.)*"/;
const NOT_FINITE = /[+-]?\b(?:nan|inf(?:inity)?)\b/;
const SPELT = { nan: NaN, inf: Infinity, infinity: Infinity };

/** What JSON has no numbers for goes as the service reads it: "NaN", which has no sign, "-Infinity". */
const spelt = text =>
  text.replace(new RegExp(`${STRING.source}|${NOT_FINITE.source}`, "gi"), found =>
    found.startsWith('"') ? found : `"${(found.startsWith("-") ? -1 : 1) * SPELT[found.replace(/^[+-]/, "").toLowerCase()]}"`,
  );

function valueOf(field, text) {
  if (field.isText && !text.startsWith('"')) return JSON.stringify(text);
  const listed = field.isList && !text.startsWith("[") ? `[${text}]` : text;
  const json = spelt(listed);
  try {
    JSON.parse(json);
    return json;
  } catch {
    throw new Error(`${field.name}: ${field.hint} is expected, as JSON; '${text.slice(0, 60)}' is none.`);
  }
}

export const routeOf = (name, version, fields) =>
  `${servedPath(name, version)}/${fields.some(f => f.tensor) ? "infer" : "events"}`;

/** The same with curl, whose body is a text or @FILE; the token stays out of it, in a variable. */
export const curl = (path, body) =>
  [
    `curl ${address(path)}`,
    token() ? `-H "Authorization: Bearer $HEP_TOKEN"` : null,
    `-d '${body.replaceAll("'", "'\\''")}'`,
  ]
    .filter(part => part)
    .join(" \\\n  ");
