// A model: its form, the same request as a command or a program, its examples, and its README.

import { local, modelPath, read, send, upload } from "./api.js";
import { announce, h, show } from "./dom.js";
import { makeForm } from "./form.js";
import { showError, report } from "./frame.js";
import { markdown } from "./markdown.js";
import { snippets } from "./snippets.js";
import { strings } from "./strings.js";
import { submitter } from "./submit.js";

export async function model(name, query) {
  const path = modelPath(name);
  const [about, examples] = await Promise.all([read(path), read(`${path}/examples`)]);
  const schemas = about.latest_version.openapi_schema.components.schemas;
  const saved = query.get("again") ? null : restore(name);
  const code = snippets(about);
  const form = makeForm(name, schemas.Input, saved?.values ?? {}, saved?.fits ?? true, (state) => {
    save(name, state);
    code.update(state);
    pay.changed();
  });
  const pay = submitter(name, form, about.runner.price);
  code.update(form.state());
  if (query.get("again")) await fillFromRun(form, query.get("again"));
  pay.changed();

  const readme = h("div", { class: "readme" });
  const aboutBox = h("details", { ontoggle: async () => {
    if (!aboutBox.open || readme.childElementCount) return;
    try {
      const answer = await send("GET", `${path}/readme`);
      readme.append(...markdown(await answer.text()));
    } catch (error) { report(error); }
  } }, h("summary", {}, strings.about), readme);

  return {
    title: about.runner.title,
    stop() { form.stop(); pay.stop(); },
    node: h("article", { class: "model" },
      h("header", {}, h("h1", {}, about.runner.title), h("p", { class: "quiet" }, `${about.owner}/${about.name}`),
        h("p", {}, about.description), h("p", { class: "price" }, strings.price(about.runner.price))),
      h("div", { class: "columns" },
        h("div", { class: "wide" }, exampleList(examples.results, form), form.node, pay.node),
        h("div", { class: "narrow" }, code.node, aboutBox))),
  };
}

function exampleList(examples, form) {
  const useful = examples.filter((example) => example.succeeds);
  if (!useful.length) return null;
  const status = h("span", { role: "status", class: "quiet" });
  return h("section", { class: "examples", "aria-label": strings.examples },
    h("h2", {}, strings.examples),
    h("ul", {}, useful.map((example) => h("li", {}, h("button", { type: "button", onclick: async (event) => {
      const button = event.currentTarget;
      button.disabled = true;
      status.textContent = strings.fillingExample;
      try {
        await fill(form, example.input);
        status.textContent = strings.filled(example.id);
      } catch (error) {
        status.textContent = "";
        report(error);
      }
      button.disabled = false;
      button.focus();
    }, title: strings.useExample }, example.id), " ", example.description ?? ""))), status);
}

// Fills the form; files of an example are uploaded as the caller's own.
async function fill(form, input) {
  const values = {};
  for (const [name, value] of Object.entries(input)) {
    values[name] = form.isFile(name) && typeof value === "string" ? await ownFile(value) : value;
  }
  form.fill(values);
}

async function ownFile(url) {
  const path = local(url);
  if (!path.startsWith("/v1/models/")) return { url: path, name: path };
  const answer = await send("GET", path);
  const name = decodeURIComponent(/filename\*=UTF-8''(.*)$/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1] ?? "file");
  return upload(await answer.blob(), name);
}

// Fills the form with the inputs of a run, as far as its files are still there.
async function fillFromRun(form, id) {
  const run = await read(`/v1/runs/${encodeURIComponent(id)}`);
  const values = {};
  for (const [name, value] of Object.entries(run.input)) {
    values[name] = form.isFile(name) ? await Promise.all([value].flat().map(known)) : value;
    if (form.isFile(name) && !Array.isArray(value)) values[name] = values[name][0];
  }
  form.fill(values);
  announce(strings.actions.again);
}

async function known(value) {
  if (!value.startsWith?.("/v1/files/")) return { url: value, name: value };
  try {
    const file = await read(value);
    return { url: value, name: file.name, size: file.size, type: file.content_type };
  } catch (error) {
    showError(error.message, error.help);
    return null;
  }
}

const place = (name) => `form:${name}`;

function save(name, state) {
  try { sessionStorage.setItem(place(name), JSON.stringify(state)); } catch { /* The form is kept in the page all the same. */ }
}

function restore(name) {
  try { return JSON.parse(sessionStorage.getItem(place(name))); } catch { return null; }
}
