// The form of a model, made from the schema of its inputs. It has no rules of its own: the server says what is wrong.

import { h, newID } from "./dom.js";
import { limitsOf, titleOf } from "./format.js";
import { scalarField } from "./fields.js";
import { fileField, filesField } from "./files.js";
import { picker } from "./picker.js";
import { strings } from "./strings.js";

const isFileSchema = (schema) => Boolean(schema["x-type"] ?? schema.items?.["x-type"]);

export function makeForm(model, schema, values, fits, onChange) {
  const inputs = Object.entries(schema.properties).sort(([, a], [, b]) => a["x-order"] - b["x-order"]);
  const required = new Set(schema.required ?? []);
  const fields = new Map();
  const touched = new Set();
  const fit = h("input", { type: "checkbox", id: newID("fit"), checked: fits, onchange: () => changed() });
  let isFilling = false;

  function changed(name) {
    if (name) touched.add(name);
    if (isFilling) return;
    for (const [, field] of fields) field.follow?.(api.state());
    onChange(api.state());
  }

  function build([name, schema]) {
    const id = newID("input");
    const make = schema["x-subject-of"] ? picker
      : schema.type === "array" && schema.items?.["x-type"] ? filesField
        : schema["x-type"] ? fileField : scalarField;
    const findings = h("ul", { class: "findings", id: `${id}-findings` });
    const limits = limitsOf(schema.items ? { ...schema.items, ...schema } : schema);
    const description = h("p", { class: "hint", id: `${id}-hint` },
      [schema.description, limits.length ? limits.join(" · ") : null].filter(Boolean).map((text) => h("span", {}, text)),
      schema["x-deprecated"] && h("span", {}, strings.deprecated(schema["x-deprecated"])));
    const context = {
      id, name, schema, model, isRequired: required.has(name),
      described: `${id}-hint ${id}-findings`, changed: () => changed(name), state: () => api.state(), fits: () => fit.checked,
    };
    const field = make(context);
    field.set(values[name] ?? schema.default);
    fields.set(name, field);
    const label = [titleOf(name), " ", h("span", { class: "quiet" }, `${name}, ${required.has(name) ? strings.required : strings.optional}`)];
    const node = field.isGroup
      ? h("fieldset", { class: "field", id: `${id}-field` }, h("legend", {}, label), description, field.node, findings)
      : h("div", { class: "field", id: `${id}-field` }, h("label", { for: id }, label), description, field.node, findings);
    field.findings = findings;
    return node;
  }

  const nodes = inputs.map((input) => ({ node: build(input), isMain: required.has(input[0]) || input[1]["x-subject-of"] || input[1]["x-type"] }));
  const rest = nodes.filter(({ isMain }) => !isMain).map(({ node }) => node);
  const isOpen = rest.length > 0 && inputs.some(([name]) => values[name] !== undefined && !required.has(name));
  const hasFiles = inputs.some(([, schema]) => isFileSchema(schema));
  const more = h("details", { open: isOpen || nodes.length === rest.length }, h("summary", {}, strings.moreInputs), rest);
  const node = h("form", {
    class: "form", novalidate: true, "aria-label": strings.inputs, onsubmit: (event) => {
      event.preventDefault();
      node.dispatchEvent(new Event("generate"));
    },
  }, h("h2", {}, strings.inputs), nodes.filter(({ isMain }) => isMain).map(({ node }) => node), rest.length > 0 && more,
  hasFiles && h("p", { class: "check" }, fit, h("label", { for: fit.id }, strings.fit)));

  // A picture that is pasted goes to the first input that has none and takes files of its kind.
  function paste(event) {
    const file = event.clipboardData?.files?.[0];
    if (!file) return;
    const kind = file.type.split("/")[0];
    const free = [...fields.values()].filter((field) => field.take && (field.kind === kind || field.kind === "file"));
    const target = free.find((field) => field.value() === undefined) ?? free[0];
    if (!target) return;
    event.preventDefault();
    target.take([file]);
  }
  addEventListener("paste", paste);

  const api = {
    node,
    isFile: (name) => schema.properties[name] !== undefined && isFileSchema(schema.properties[name]),
    // The inputs as they are sent, and what is needed to build the form again.
    state() {
      const input = {};
      const kept = {};
      for (const [name, field] of fields) {
        const value = field.value();
        if (value === undefined) continue;
        kept[name] = value;
        input[name] = Array.isArray(value) ? value.map((one) => one.url ?? one) : value?.url ?? value;
      }
      return { input, values: kept, fits: fit.checked, hasFiles };
    },
    fill(values) {
      isFilling = true;
      for (const [name, field] of fields) field.set(values[name] ?? undefined);
      isFilling = false;
      more.open ||= rest.length > 0 && [...fields.keys()].some((name) => values[name] !== undefined && !required.has(name));
      changed();
    },
    // Shows what the server has found; what is only missing is not held against somebody who has just begun.
    showFindings(findings, isComplete, isKnown = true) {
      const others = [];
      let first = null;
      const byInput = Map.groupBy(findings, (finding) => finding.input?.replace(/\[\d+\]$/, "") ?? "");
      for (const [name, field] of fields) {
        const list = (byInput.get(name) ?? []).filter((finding) => isComplete || touched.has(name) && field.value() !== undefined
          || field.value() !== undefined || finding.severity === "warning");
        const errors = list.filter((finding) => finding.severity === "error");
        field.findings.replaceChildren(...list.map(findingLine));
        field.mark?.(errors.length > 0);
        if (errors.length) first ??= field;
        const source = schema.properties[name]["x-subject-of"];
        if (isKnown && source) field.checked((byInput.get(source) ?? []).some((finding) => finding.severity === "error"));
      }
      for (const [name, list] of byInput) if (!fields.has(name)) others.push(...list);
      return { others, first };
    },
    focus: (field) => {
      const details = field.findings.closest("details");
      if (details) details.open = true;
      field.focus();
    },
    isBusy: () => [...fields.values()].some((field) => field.isBusy?.()),
    stop() {
      removeEventListener("paste", paste);
      for (const field of fields.values()) field.stop?.();
    },
  };
  queueMicrotask(() => { for (const field of fields.values()) field.follow?.(api.state()); });
  return api;
}

export function findingLine(finding) {
  return h("li", { class: finding.severity }, finding.message, finding.help ? h("span", { class: "help" }, finding.help) : null);
}
