// What is around every view: the navigation, the session, what was spent, and messages that nobody may miss.

import { Problem, onSignedOut, post, read, send } from "./api.js";
import { announce, h, newID, show } from "./dom.js";
import { dollars } from "./format.js";
import { strings } from "./strings.js";

export const session = { name: null, needsToken: false, mayConsent: false, isEmulated: false, spending: null };

const header = document.getElementById("header");
const spent = h("span", { class: "spent" });
const account = h("span", { class: "account" });
const links = [["#/", strings.models], ["#/runs", strings.runs], ["#/costs", strings.costs]];

header.append(
  h("a", { class: "skip", href: "#main", onclick: (event) => {
    event.preventDefault();
    document.getElementById("main").focus();
  } }, strings.skip),
  h("a", { class: "brand", href: "#/" }, strings.name),
  h("nav", { "aria-label": strings.name }, links.map(([href, text]) => h("a", { href }, text))),
  spent, account,
);

export function markNavigation(path) {
  for (const link of header.querySelectorAll("nav a")) {
    const target = link.getAttribute("href").slice(1);
    const isCurrent = target === "/" ? path === "/" || path.startsWith("/models") : path.startsWith(target);
    if (isCurrent) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

export function showError(text, help) {
  const banner = document.getElementById("banner");
  banner.replaceChildren(h("p", {}, text, help ? ` ${help}` : ""),
    h("button", { type: "button", onclick: () => banner.replaceChildren() }, strings.close));
}

// Shows why something did not work; everything else is an error of this page, which must not be swallowed either.
export function report(error) {
  if (error?.name === "AbortError") return;
  if (error instanceof Problem) {
    if (error.status !== 401) showError(error.message, error.message.includes(error.help) ? "" : error.help);
  } else {
    showError(strings.scriptError(String(error?.message ?? error)));
    console.error(error);
  }
}

export function catchErrors() {
  addEventListener("error", (event) => showError(strings.scriptError(event.message)));
  addEventListener("unhandledrejection", (event) => { event.preventDefault(); report(event.reason); });
}

// MARK: Session

export async function readSession() {
  const state = await read("/v1/session");
  session.name = state.name;
  session.needsToken = state.needs_token;
  session.mayConsent = state.may_consent;
  session.isEmulated = state.emulator ?? false;
  show(account, [session.name, session.isEmulated], () => [
    session.isEmulated && h("span", { class: "tag" }, strings.emulated),
    session.name && h("button", { type: "button", onclick: signOut }, `${strings.signOut} (${session.name})`),
  ]);
  if (session.needsToken) await signIn(strings.signInText);
  else readSpending();
}

export async function readSpending() {
  try {
    session.spending = (await read("/v1/account")).spending;
  } catch (error) {
    return report(error);
  }
  const { spent_usd_24h, max_cost_per_day_usd, max_cost_per_day_for_all_usd } = session.spending;
  const limits = [max_cost_per_day_usd, max_cost_per_day_for_all_usd].filter((limit) => limit !== null);
  const limit = limits.length ? dollars(Math.min(...limits)) : null;
  show(spent, [spent_usd_24h, limit], () => strings.spent(dollars(spent_usd_24h ?? 0), limit));
}

async function signOut() {
  try {
    await send("DELETE", "/v1/session");
    location.reload();
  } catch (error) { report(error); }
}

let open = null;

// Asks for a token, over whatever is shown, which stays as it is.
export function signIn(text) {
  open ??= new Promise((resolve) => {
    const id = newID("token");
    const field = h("input", { id, type: "password", autocomplete: "current-password", required: true });
    const problem = h("p", { class: "finding", role: "alert" });
    const dialog = h("dialog", { "aria-labelledby": `${id}-title`, oncancel: (event) => event.preventDefault() },
      h("form", { method: "dialog", onsubmit: async (event) => {
        event.preventDefault();
        try {
          await post("/v1/session", { token: field.value.trim() });
        } catch (error) {
          problem.textContent = error.message;
          return field.focus();
        }
        dialog.close();
        dialog.remove();
        open = null;
        await readSession();
        resolve();
        dispatchEvent(new Event("signedin"));
      } },
      h("h2", { id: `${id}-title` }, strings.signIn), h("p", {}, text),
      h("label", { for: id }, strings.token), field, problem,
      h("button", { class: "primary" }, strings.signIn)));
    document.body.append(dialog);
    dialog.showModal();
  });
  return open;
}

onSignedOut((error) => signIn(session.name ? `${error.message}. ${strings.expired}` : strings.signInText));

// Asks a question that costs something.
export function ask(title, text, yes, no) {
  return new Promise((resolve) => {
    const id = newID("question");
    const dialog = h("dialog", { "aria-labelledby": id, onclose: () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    } }, h("form", { method: "dialog" }, h("h2", { id }, title), h("p", {}, text),
      h("div", { class: "buttons" }, h("button", { value: "no", class: "primary", autofocus: true }, no), h("button", { value: "yes" }, yes))));
    document.body.append(dialog);
    dialog.showModal();
  });
}

// MARK: Connection

export function showConnection(isThere) {
  const place = document.getElementById("connection");
  const text = isThere ? "" : strings.reconnecting;
  if (place.textContent === text) return;
  if (isThere) announce(strings.reconnected);
  place.textContent = text;
}
