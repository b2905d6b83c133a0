// A run: what came of it, how far it is, its steps, inputs, cost and log, and what can be done about it.

import { local, post, read } from "./api.js";
import { announce, h, show } from "./dom.js";
import { listen } from "./events.js";
import { ask, readSpending, report, session } from "./frame.js";
import { bytes, seconds, time } from "./format.js";
import { preview } from "./files.js";
import { badge, bar, statusText } from "./runs.js";
import { strings } from "./strings.js";

export async function run(id) {
  const path = `/v1/runs/${encodeURIComponent(id)}`;
  let state = await read(path);
  let isReading = false;
  let isStale = false;
  let isGone = false;

  const places = Object.fromEntries(["head", "failure", "output", "actions", "inputs", "steps", "details", "log"].map((name) => [name, h("div", {})]));

  async function refresh() {
    if (isReading) { isStale = true; return; }
    isReading = true;
    try {
      const before = state.status;
      state = await read(path);
      if (isGone) return;
      draw();
      if (state.status !== before) {
        announce(statusText(state));
        readSpending();
      }
    } catch (error) {
      // A connection that is lost is shown by the frame, which also says when it is back.
      if (error.status !== 0) report(error);
    } finally {
      isReading = false;
      if (isStale) { isStale = false; setTimeout(refresh, 200); }
    }
  }

  async function act(action) {
    try {
      if (action === "again") {
        location.hash = `#/models/${(state.model.includes("/") ? state.model : `local/${state.model}`).split("/").map(encodeURIComponent).join("/")}?again=${id}`;
        return;
      }
      if (action === "resubmit"
        && !await ask(strings.resubmitTitle, strings.resubmitText(state.cost.text), strings.resubmitYes, strings.resubmitNo)) return;
      state = await post(`${path}/${action}`, action === "resubmit" && session.mayConsent ? { consent: true } : {});
      draw();
      announce(strings.done(statusText(state)));
    } catch (error) { report(error); }
  }

  function draw() {
    show(places.head, [state.status, state.is_interrupted, state.is_canceling, state.progress, state.model], () => [
      h("h1", {}, state.model, " ", badge(state)),
      ["queued", "starting", "processing"].includes(state.status) && bar(state.progress),
    ]);
    show(places.failure, [state.failure, state.status], () => state.failure && failure(state));
    show(places.output, [state.output, state.files], () => output(state));
    show(places.actions, state.actions, (actions) => h("div", { class: "buttons" }, actions.map((action) =>
      h("button", { type: "button", "data-focus": action, title: action === "cancel" ? strings.cancelText : null, onclick: () => act(action) },
        strings.actions[action]))));
    show(places.inputs, state.input, inputs);
    show(places.steps, state.steps, (steps) => steps.length ? timeline(steps) : null);
    show(places.details, [state.status, state.cost, state.task_id, state.request_id, state.started_at, state.completed_at], () => details(state));
    show(places.log, state.log, (log) => [h("h2", {}, strings.log),
      h("pre", { tabindex: "0", "aria-label": strings.log }, log.length ? log.join("\n") : strings.noLog)]);
  }
  draw();

  const stop = listen((changed) => {
    if (changed.id !== id) return;
    if (changed.status !== state.status) return void refresh();
    state = { ...state, progress: changed.progress, is_interrupted: changed.is_interrupted, is_canceling: changed.is_canceling };
    draw();
    refresh();
  }, refresh);
  // The remaining time goes on between events.
  const clock = setInterval(() => {
    if (["queued", "starting", "processing"].includes(state.status) && document.visibilityState === "visible") refresh();
  }, 1500);
  return {
    title: `${strings.run} ${id.slice(-6)}`,
    stop() { isGone = true; clearInterval(clock); stop(); },
    node: h("article", { class: "run" }, places.head, places.failure, places.output, places.actions,
      h("div", { class: "columns" }, h("div", { class: "wide" }, places.steps, places.log), h("div", { class: "narrow" }, places.inputs, places.details))),
  };
}

function failure(state) {
  const { message, help, vendor } = state.failure;
  const isOver = !["queued", "starting", "processing"].includes(state.status);
  return h("section", { class: "failure" }, h("h2", {}, isOver ? strings.failure : strings.stopped), h("p", {}, message),
    vendor?.message && h("p", {}, strings.vendorSays([vendor.code, vendor.message].filter(Boolean).join(": "))),
    help && h("p", { class: "help" }, help));
}

// Files are played or shown, and can be saved; other outputs are shown as they are.
function output({ output, files }) {
  if (output === null) return null;
  const shown = files.map((file) => {
    if (!file.is_there) return h("p", { class: "finding" }, `${file.name}: ${strings.fileGone}`);
    const source = local(file.url);
    const kind = file.content_type.split("/")[0];
    const facts = h("span", { class: "quiet" }, bytes(file.size));
    const tell = (...more) => { facts.textContent = [bytes(file.size), ...more].filter(Boolean).join(" · "); };
    const player = kind === "image" ? h("img", { src: source, alt: file.name })
      : kind === "video" || kind === "audio" ? h(kind, { src: source, controls: true, preload: "metadata", "aria-label": file.name,
        onloadedmetadata: (event) => tell(seconds(event.target.duration)) }) : null;
    return h("figure", {}, player, h("figcaption", {}, h("a", { href: source, download: file.file, class: "button" }, strings.download), " ", file.file, " ", facts));
  });
  const isPlain = files.length === 0;
  return h("section", {}, h("h2", {}, strings.output), shown,
    isPlain && h("pre", { tabindex: "0", "aria-label": strings.output }, typeof output === "string" ? output : JSON.stringify(output, null, 2)));
}

function inputs(input) {
  return [h("h2", {}, strings.inputs), h("dl", {}, Object.entries(input).map(([name, value]) => [
    h("dt", {}, name), h("dd", {}, [value].flat().map(inputValue))]))];
}

function inputValue(value) {
  if (typeof value !== "string" || !value.startsWith("/v1/files/")) return h("span", { class: "value" }, String(value));
  const box = h("span", { class: "value file" });
  read(value).then((file) => {
    const facts = h("span", { class: "quiet" });
    const tell = (...more) => { facts.textContent = [bytes(file.size), ...more].filter(Boolean).join(" · "); };
    tell();
    box.append(preview({ url: value, name: file.name, type: file.content_type }, "file", tell) ?? "", h("span", { class: "name" }, file.name), facts);
  }).catch(() => box.append(strings.fileGone));
  return box;
}

function timeline(steps) {
  return [h("h2", {}, strings.steps), h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": strings.steps }, h("table", {},
    h("thead", {}, h("tr", {}, [strings.step, strings.outcome, strings.began, strings.took].map((text) => h("th", { scope: "col" }, text)))),
    h("tbody", {}, steps.map((step) => h("tr", {},
      h("td", {}, step.name, step.is_paid && h("span", { class: "tag" }, strings.paidStep), step.attempt > 1 && ` ${strings.attempt} ${step.attempt}`),
      h("td", {}, step.outcome, step.error && h("span", { class: "help" }, step.error)),
      h("td", {}, time(step.began_at)), h("td", {}, step.seconds === null ? "" : seconds(step.seconds)))))))];
}

function details(state) {
  const rows = [
    [strings.status, statusText(state)], [strings.cost, state.cost.text],
    [strings.created, time(state.created_at)], [strings.started, time(state.started_at)], [strings.ended, time(state.completed_at)],
    [strings.task, state.task_id], [strings.request, state.request_id], [strings.runID, state.id], [strings.version, state.version?.slice(0, 12)],
  ];
  return [h("h2", {}, strings.details), h("dl", {}, rows.filter(([, value]) => value).map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]))];
}
