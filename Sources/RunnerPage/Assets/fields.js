// Controls for texts, numbers, choices, and yes or no.

import { h } from "./dom.js";
import { strings } from "./strings.js";

export function scalarField(context) {
  const { schema } = context;
  if (schema.enum) return choice(context, schema.enum);
  if (schema.type === "boolean") return choice(context, [true, false]);
  if (schema.type === "integer" || schema.type === "number") return number(context);
  return text(context);
}

const marked = (element) => (isWrong) => {
  if (isWrong) element.setAttribute("aria-invalid", "true");
  else element.removeAttribute("aria-invalid");
};

const attributes = ({ id, described, isRequired, name }, more) => ({
  id, "aria-describedby": described, "aria-required": isRequired ? "true" : null, "data-name": name, ...more,
});

function choice(context, values) {
  const write = (value) => typeof value === "boolean" ? (value ? strings.yes : strings.no) : String(value);
  const mustChoose = context.schema.default !== undefined;
  const element = h("select", attributes(context, { onchange: context.changed }),
    !mustChoose && h("option", { value: "" }, strings.notSet),
    values.map((value, index) => h("option", { value: String(index) }, write(value))));
  return {
    node: element,
    value: () => element.value === "" ? undefined : values[Number(element.value)],
    set(value) {
      const index = values.findIndex((one) => one === value);
      element.value = index < 0 ? (mustChoose ? "0" : "") : String(index);
    },
    mark: marked(element),
    focus: () => element.focus(),
  };
}

function number(context) {
  const { schema, id } = context;
  const [min, max] = [schema.minimum, schema.maximum];
  const step = schema.type === "integer" ? 1 : "any";
  const element = h("input", attributes(context, { type: "number", min, max, step, inputmode: "decimal", oninput: changed }));
  // A slider needs both ends, and a place to begin at.
  const hasSlider = min !== undefined && max !== undefined && schema.default !== undefined;
  const slider = hasSlider && h("input", {
    type: "range", min, max, step: schema.type === "integer" ? 1 : (max - min) / 100, "aria-labelledby": `${id}-field`, tabindex: "-1",
    oninput: () => { element.value = slider.value; context.changed(); },
  });
  function changed() {
    if (slider) slider.value = element.value;
    context.changed();
  }
  return {
    node: slider ? h("div", { class: "pair" }, element, slider) : element,
    value() {
      if (element.value === "") return element.validity?.badInput ? "?" : undefined;
      const value = Number(element.value);
      return Number.isFinite(value) ? value : element.value;
    },
    set(value) {
      element.value = value ?? "";
      if (slider) slider.value = element.value;
    },
    mark: marked(element),
    focus: () => element.focus(),
  };
}

function text(context) {
  const { schema } = context;
  const isLong = !schema.maxLength || schema.maxLength > 80;
  const common = { oninput: context.changed, spellcheck: "true" };
  const element = isLong ? h("textarea", attributes(context, { rows: 3, ...common })) : h("input", attributes(context, { type: "text", autocomplete: "off", ...common }));
  return {
    node: element,
    value: () => element.value === "" ? undefined : element.value,
    set: (value) => { element.value = value ?? ""; },
    mark: marked(element),
    focus: () => element.focus(),
  };
}
