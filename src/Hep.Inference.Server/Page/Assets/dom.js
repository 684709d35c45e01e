// Elements with attributes and children: h.p({ class: "quiet" }, "text"). Text is always text: nothing that a model or a person wrote is
// read as HTML.

/** Elements of HTML, by their tags. */
export const h = elements(tag => document.createElement(tag));

/** Elements of SVG. */
export const svg = elements(tag => document.createElementNS("http://www.w3.org/2000/svg", tag));

/** Replaces what an element holds. */
export const show = (element, ...children) => element.replaceChildren(...children.flat(Infinity).filter(isThere));

function elements(create) {
  return new Proxy(
    {},
    {
      get:
        (_, tag) =>
        (...parts) => {
          const element = create(tag);
          if (isPlain(parts[0])) set(element, parts.shift());
          element.append(...parts.flat(Infinity).filter(isThere));
          return element;
        },
    },
  );
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.replace(/^on/, ""), value);
    else if (name in element && (value === true || name === "value")) element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
}

const isPlain = part => part !== null && typeof part === "object" && Object.getPrototypeOf(part) === Object.prototype;

const isThere = part => part !== undefined && part !== null && part !== false && part !== "";
