// Chooses the view for the address, and keeps the frame around it.

import { h, show } from "./dom.js";
import { catchErrors, markNavigation, readSession, report } from "./frame.js";
import { connect } from "./events.js";
import { strings } from "./strings.js";

catchErrors();

const main = document.getElementById("main");
let current = { stop() {} };

const views = [
  [/^\/$/, () => import("./models.js").then((module) => module.models())],
  [/^\/models\/([^/]+\/[^/]+)$/, (name, query) => import("./model.js").then((module) => module.model(name, query))],
  [/^\/runs$/, (query) => import("./runs.js").then((module) => module.runs(query))],
  [/^\/runs\/([^/]+)$/, (id) => import("./run.js").then((module) => module.run(id))],
  [/^\/costs$/, () => import("./costs.js").then((module) => module.costs())],
];

let turn = 0;

async function route(isFirst) {
  const mine = ++turn;
  const [path, query] = (location.hash.slice(1) || "/").split("?");
  markNavigation(path);
  current.stop?.();
  current = { stop() {} };
  main.setAttribute("aria-busy", "true");
  let view;
  try {
    const [pattern, open] = views.find(([pattern]) => pattern.test(path)) ?? [];
    view = open
      ? await open(...pattern.exec(path).slice(1).map(decodeURIComponent), new URLSearchParams(query))
      : { title: strings.notFound, node: h("h1", {}, strings.notFound) };
  } catch (error) {
    report(error);
    view = { title: strings.name, node: h("section", {}, h("h1", {}, error.message),
      h("button", { type: "button", onclick: () => route(false) }, strings.retry)) };
  }
  if (mine !== turn) return view.stop?.();
  current = view;
  main.removeAttribute("aria-busy");
  main.shown = undefined;
  show(main, turn, () => view.node);
  document.title = `${view.title} – ${strings.name}`;
  if (!isFirst) {
    scrollTo(0, 0);
    main.focus({ preventScroll: true });
  }
  performance.mark("interactive");
}

addEventListener("hashchange", () => route(false));
addEventListener("signedin", () => route(false));
await readSession();
await route(true);
connect();
