// The request of the form as a command and as programs.

import { announce, h, newID, show } from "./dom.js";
import { session } from "./frame.js";
import { strings } from "./strings.js";

const quoted = (text) => /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

function curl(model, { input, fits, hasFiles }) {
  const body = JSON.stringify({ input: absolute(input), ...(fits && hasFiles ? { fit: true } : {}) });
  const lines = [`curl ${location.origin}/v1/models/${model.owner}/${model.name}/predictions`,
    "-H 'Content-Type: application/json'", "-H 'Prefer: wait'"];
  if (session.name) lines.splice(1, 0, "-H \"Authorization: Bearer $RUNNER_TOKEN\"");
  return [...lines, `-d ${quoted(body)}`].join(" \\\n    ");
}

function python(model, { input }) {
  const token = session.name ? "os.environ[\"RUNNER_TOKEN\"]" : "\"none\"";
  const value = (one) => one === true ? "True" : one === false ? "False" : JSON.stringify(one);
  const lines = Object.entries(absolute(input)).map(([name, one]) => `    ${JSON.stringify(name)}: ${value(one)},`);
  return `${session.name ? "import os\n\n" : ""}import replicate

client = replicate.Client(api_token=${token}, base_url=${JSON.stringify(location.origin)})
output = client.run("${model.owner}/${model.name}", input={
${lines.join("\n")}
})
print(output)`;
}

function command(model, { input, values, fits, hasFiles }) {
  const words = Object.entries(input).flatMap(([name, value]) => [value].flat().map((one, index) => {
    const file = [values[name]].flat()[index];
    const text = typeof file === "object" && file !== null ? (file.isLink ? file.url : file.name) : String(one);
    return quoted(`${name}=${text}`);
  }));
  const lines = [`runner predict ${model.runner.command_name}`];
  if (session.isEmulated) lines.push("--emulator");
  if (fits && hasFiles) lines.push("--fit");
  return [...lines, ...(words.length ? [`--input ${words.join(" ")}`] : [])].join(" \\\n    ");
}

const absolute = (input) => Object.fromEntries(Object.entries(input).map(([name, value]) => {
  const whole = (one) => typeof one === "string" && one.startsWith("/v1/") ? location.origin + one : one;
  return [name, Array.isArray(value) ? value.map(whole) : whole(value)];
}));

export function snippets(model) {
  const kinds = [["curl", curl], ["Python", python], ["CLI", command]];
  const group = newID("code");
  let [label, write] = kinds[0];
  let state = { input: {}, values: {} };
  const text = h("code", {});
  const block = h("pre", { tabindex: "0", "aria-label": strings.asCode }, text);
  const draw = () => show(text, [label, state, session.name], () => write(model, state));
  return {
    update(next) {
      state = next;
      draw();
    },
    node: h("details", { class: "code" }, h("summary", {}, strings.asCode),
      h("div", { class: "tabs", role: "radiogroup", "aria-label": strings.asCode }, kinds.map(([name, make], index) => {
        const id = newID("kind");
        return [h("input", { type: "radio", name: group, id, checked: index === 0, onchange: () => {
          [label, write] = [name, make];
          draw();
        } }), h("label", { for: id }, name)];
      })), block,
      h("button", { type: "button", onclick: async () => {
        await navigator.clipboard.writeText(text.textContent);
        announce(strings.copied);
      } }, strings.copy)),
  };
}
