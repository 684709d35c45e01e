// Questions before something is done. The dialog stays until it is done, and shows what the service says against it.

import { h, show } from "./dom.js";

/**
 * Asks, and does. Fields: { name, label, value, hint, type, options, required }.
 * @returns what `perform` gave, or undefined where the question was closed.
 */
export function ask({ title, text, fields = [], action, danger = false, perform }) {
  return new Promise(resolve => {
    let result;
    const error = h.p({ class: "error", role: "alert", hidden: true });
    const submit = h.button({ type: "submit", class: danger ? "danger" : "main" }, action);
    const dialog = h.dialog(
      { "aria-labelledby": "question" },
      h.form(
        { novalidate: true, onsubmit: send },
        h.h2({ id: "question" }, title),
        text ? h.p(text) : null,
        fields.map(fieldOf),
        error,
        h.div({ class: "actions" }, h.button({ type: "button", onclick: () => dialog.close() }, "Cancel"), submit),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(result);
    });
    document.body.append(dialog);
    dialog.showModal();
    (dialog.querySelector("input, select, textarea") ?? submit).focus();

    async function send(event) {
      event.preventDefault();
      const missing = fields.find(f => f.required && !event.target.elements[f.name].value.trim());
      if (missing) return refuse(`${missing.label} is missing.`);
      submit.disabled = true;
      try {
        result = (await perform(Object.fromEntries(fields.map(f => [f.name, valueOf(event.target.elements[f.name])])))) ?? true;
        dialog.close();
      } catch (failure) {
        refuse(failure.message);
      }
      submit.disabled = false;
    }

    function refuse(message) {
      show(error, message);
      error.hidden = false;
    }
  });
}

const valueOf = input => (input.type === "checkbox" ? input.checked : input.value.trim());

/** A label with what is typed into below it; also for forms outside of dialogs. */
export function fieldOf({ name, label, value = "", hint, type = "text", options, required, mono }) {
  const id = `field-${name}`;
  const described = hint ? { "aria-describedby": `${id}-hint` } : {};
  const attributes = { id, name, required, autocomplete: "off", spellcheck: "false", class: mono ? "mono" : null, ...described };
  const input = options
    ? h.select(
        attributes,
        options.map(o => h.option({ value: o.value ?? o, selected: (o.value ?? o) === value }, o.label ?? o)),
      )
    : type === "textarea"
      ? h.textarea({ ...attributes, value })
      : h.input({ ...attributes, type, ...(type === "checkbox" ? { checked: value === true } : type === "file" ? {} : { value }) });
  return type === "checkbox"
    ? h.p(h.label({ class: "inline" }, input, label))
    : h.div(h.label({ for: id }, label), input, hint ? h.p({ class: "hint", id: `${id}-hint` }, hint) : null);
}
