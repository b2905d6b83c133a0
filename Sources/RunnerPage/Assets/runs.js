// The list of runs, newest first, which follows what happens.

import { local, read } from "./api.js";
import { h, newID, show } from "./dom.js";
import { listen } from "./events.js";
import { report } from "./frame.js";
import { seconds, shortTime } from "./format.js";
import { strings } from "./strings.js";

export const statusText = (run) => [strings.statuses[run.status] ?? run.status,
  run.is_canceling ? strings.canceling : run.is_interrupted ? strings.interrupted : null].filter(Boolean).join(", ");

export const badge = (run) => h("span", { class: `badge ${run.status}` }, statusText(run));

export function bar(progress) {
  const left = progress?.remaining_seconds;
  return h("span", { class: "progress" },
    h("progress", { "aria-label": progress?.step ?? strings.status, max: 1, ...(progress?.fraction === null || progress?.fraction === undefined ? {} : { value: progress.fraction }) }),
    h("span", { class: "quiet" }, [progress?.step, left === null || left === undefined ? null : strings.remaining(seconds(left))].filter(Boolean).join(", ")));
}

export async function runs(query) {
  const [statusID, modelID] = [newID("status"), newID("model")];
  const names = (await read("/v1/models")).results.map((model) => `${model.owner}/${model.name}`.replace(/^local\//, ""));
  const choices = { "": strings.allStatuses, open: strings.statuses.processing, ...Object.fromEntries(
    ["succeeded", "failed", "canceled"].map((status) => [status, strings.statuses[status]])) };
  const rows = new Map();
  let next = null;
  let isReading = false;

  const list = h("ul", { class: "runs", "aria-label": strings.runs });
  const count = h("p", { role: "status", class: "quiet" });
  const more = h("button", { type: "button", hidden: true, onclick: () => readMore() }, strings.more);
  const status = h("select", { id: statusID, value: "", onchange: changed }, Object.entries(choices).map(([value, text]) => h("option", { value }, text)));
  const model = h("select", { id: modelID, onchange: changed }, h("option", { value: "" }, strings.allStatuses),
    names.map((name) => h("option", { value: name }, name)));
  status.value = query.get("status") ?? "";
  model.value = query.get("model") ?? "";

  function changed() {
    const filter = new URLSearchParams(Object.entries({ status: status.value, model: model.value }).filter(([, value]) => value));
    history.replaceState(null, "", `#/runs${filter.size ? `?${filter}` : ""}`);
    reload().catch(report);
  }

  async function reload() {
    const filter = new URLSearchParams(Object.entries({ status: status.value, model: model.value }).filter(([, value]) => value));
    const page = await read(`/v1/runs?${filter}`);
    const kept = new Set(page.results.map((run) => run.id));
    // What lies behind the first page stays; what has left it is gone.
    for (const [id, row] of rows) if (!kept.has(id)) { row.remove(); rows.delete(id); }
    place(page);
  }

  function place(page) {
    for (const run of page.results) put(run, false);
    next = page.next && local(page.next);
    more.hidden = !next;
    tell();
  }

  async function readMore() {
    if (isReading || !next) return;
    isReading = true;
    try { place(await read(next)); } catch (error) { report(error); }
    isReading = false;
  }

  const isMeant = (run) => (!model.value || run.model === model.value)
    && (!status.value || (status.value === "open" ? ["queued", "starting", "processing"].includes(run.status)
      : run.status === status.value || status.value === "failed" && run.status === "unknown"));

  function put(run, isNew) {
    let row = rows.get(run.id);
    if (!row) {
      row = h("li", { "data-run": run.id });
      rows.set(run.id, row);
      if (isNew) list.prepend(row);
      else list.append(row);
    }
    show(row, run, () => line(run));
  }

  function tell() {
    count.textContent = rows.size ? strings.shown(rows.size) : status.value || model.value ? strings.noRunsFiltered : strings.noRuns;
  }

  const stop = listen((run) => {
    if (isMeant(run)) put(run, true);
    else if (rows.has(run.id)) { rows.get(run.id).remove(); rows.delete(run.id); }
    tell();
  }, () => reload().catch(report));
  const sight = new IntersectionObserver((entries) => { if (entries.some((entry) => entry.isIntersecting)) readMore(); }, { rootMargin: "600px" });
  sight.observe(more);
  await reload();

  return {
    title: strings.runs,
    stop() { stop(); sight.disconnect(); },
    node: h("section", {}, h("h1", {}, strings.runs),
      h("div", { class: "filters" }, h("label", { for: statusID }, strings.statusFilter), status, h("label", { for: modelID }, strings.modelFilter), model),
      count, list, more),
  };
}

function line(run) {
  const isOpen = ["queued", "starting", "processing"].includes(run.status);
  return h("a", { href: `#/runs/${run.id}`, "data-focus": run.id },
    h("span", { class: "what" }, run.model), badge(run),
    h("span", { class: "quiet" }, shortTime(run.created_at)), h("span", { class: "money" }, run.cost.text),
    isOpen ? (run.queue ? h("span", { class: "quiet wide" }, strings.queuePlace(run.queue.position)) : bar(run.progress))
      : run.error ? h("span", { class: "quiet wide" }, run.error) : null);
}
