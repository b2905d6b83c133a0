// Checks, the price, consent, and the request that creates a run: at most once, whatever happens to the connection.

import { modelPath, post } from "./api.js";
import { announce, debounced, h } from "./dom.js";
import { listen } from "./events.js";
import { findingLine } from "./form.js";
import { dollars } from "./format.js";
import { ask, readSpending, report, session } from "./frame.js";
import { strings } from "./strings.js";

export function submitter(model, form, modelPrice) {
  const path = modelPath(model);
  const others = h("ul", { class: "findings" });
  const status = h("p", { role: "status", class: "quiet" });
  const problem = h("p", { class: "finding", role: "alert" });
  const button = h("button", { type: "button", class: "primary generate", onclick: () => generate() }, strings.generate);
  let result = null;
  let running = null;
  let isSending = false;
  let wasPressed = false;

  async function check() {
    running?.abort();
    const mine = running = new AbortController();
    button.setAttribute("aria-busy", "true");
    const { input, fits } = form.state();
    try {
      const answer = await post(`${path}/check`, { input, fit: fits }, { signal: mine.signal });
      if (mine !== running) return;
      result = answer;
      problem.textContent = "";
    } catch (error) {
      if (error.name === "AbortError" || mine !== running) return;
      result = null;
      problem.textContent = [error.message, error.message.includes(error.help) ? "" : error.help].filter(Boolean).join(" ");
    }
    running = null;
    button.removeAttribute("aria-busy");
    present();
  }

  // What pressing the button means now; `null` for the limit when the price is unknown.
  function offer() {
    const price = result?.price;
    if (!price || result.findings.some((finding) => finding.severity === "error")) return { text: strings.generate };
    if (price.is_free) return { text: strings.generateFree, limit: 0 };
    if (price.is_known) return { text: strings.generateFor(dollars(price.usd)), limit: Number(dollars(price.usd).slice(1)) };
    return { text: strings.generateUnknown, limit: null };
  }

  function present() {
    const { others: rest } = form.showFindings(result?.findings ?? [], wasPressed, result !== null);
    const notes = (result?.fitted ?? []).map((one) => ({ message: strings.fitted(one.input, one.changes), severity: "note" }));
    const consent = result?.consent.is_needed && !session.mayConsent
      ? [{ severity: "error", message: result.price.is_known ? strings.needsConsent(result.consent.ways) : strings.needsOwner }] : [];
    others.replaceChildren(...[...rest, ...notes, ...consent].map(findingLine));
    button.textContent = offer().text;
    status.textContent = !result || result.price.is_known ? "" : modelPrice ? `${strings.price(modelPrice)}. ${strings.priceUnknownYet}` : strings.priceUnknownYet;
  }

  async function generate() {
    if (isSending) return;
    const before = button.textContent;
    wasPressed = true;
    isSending = true;
    try {
      await check();
      if (!result) return;
      const { first, others: rest } = form.showFindings(result.findings, true);
      const errors = result.findings.filter((finding) => finding.severity === "error");
      if (errors.length) {
        announce(strings.fixFirst(errors.length));
        if (first) form.focus(first);
        else if (rest.length) others.querySelector("li")?.scrollIntoView({ block: "nearest" });
        return;
      }
      if (result.consent.is_needed && !session.mayConsent) return announce(others.textContent);
      // Nobody pays a price that was not on the button.
      const { text, limit } = offer();
      if (text !== before && limit !== 0) {
        problem.textContent = strings.priceChanged(text);
        return;
      }
      if (limit === null && !await ask(strings.unknownTitle, strings.unknownText, strings.payAnyway, strings.dontPay)) return;
      await create(limit);
    } catch (error) {
      report(error);
    } finally {
      isSending = false;
    }
  }

  async function create(limit) {
    const { input, fits } = form.state();
    const body = { input, fit: fits, ...(session.mayConsent ? { consent: true } : {}) };
    const key = keyFor(JSON.stringify([model, body, limit]));
    problem.textContent = "";
    status.textContent = strings.submitting;
    button.disabled = true;
    try {
      const headers = { "Idempotency-Key": key, ...(limit === null ? {} : { "X-Max-Cost": String(limit) }) };
      const run = await post(`${path}/predictions`, body, { headers });
      forgetKey();
      readSpending();
      location.hash = `#/runs/${run.id}`;
    } catch (error) {
      status.textContent = "";
      if (error.isLost) {
        problem.textContent = [error.status ? error.message : "", strings.lostSubmission].filter(Boolean).join(" ");
      } else {
        // The server has answered that nothing was recorded.
        if (error.status !== 401) forgetKey();
        problem.textContent = [error.message, error.message.includes(error.help) ? "" : error.help].filter(Boolean).join(" ");
      }
      button.disabled = false;
      button.focus();
    }
  }

  const place = `key:${model}`;

  // One key for one state of the form, kept until its answer arrives.
  function keyFor(state) {
    try {
      const kept = JSON.parse(sessionStorage.getItem(place));
      if (kept?.state === state) return kept.key;
    } catch { /* There is none. */ }
    const key = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    sessionStorage.setItem(place, JSON.stringify({ state, key }));
    return key;
  }

  const forgetKey = () => sessionStorage.removeItem(place);

  form.node.addEventListener("generate", () => generate());
  const stop = listen(() => {}, () => { if (!isSending) check(); });
  const later = debounced(300, () => { if (!isSending) check(); });
  return {
    node: h("div", { class: "submit" }, others, problem, button, status),
    changed() {
      button.setAttribute("aria-busy", "true");
      later();
    },
    stop() {
      stop();
      running?.abort();
    },
  };
}
