// One stream of everything that happens to the caller's runs; it comes back on its own.

import { readSession, session, showConnection } from "./frame.js";

const listeners = new Set();
let source = null;
let pause = 500;

// Listens to runs, and to the moments after which everything may have changed.
export function listen(onRun, onReturn) {
  const listener = { onRun, onReturn };
  listeners.add(listener);
  connect();
  return () => listeners.delete(listener);
}

export function connect() {
  if (source) return;
  source = new EventSource("/v1/events");
  let wasLost = false;
  source.addEventListener("ready", () => {
    pause = 500;
    showConnection(true);
    if (wasLost || lost) for (const { onReturn } of listeners) onReturn();
    wasLost = lost = false;
  });
  source.addEventListener("run", (event) => {
    const run = JSON.parse(event.data);
    for (const { onRun } of listeners) onRun(run);
  });
  source.addEventListener("error", () => {
    wasLost = lost = true;
    showConnection(false);
    // The stream does not say why it ended; without a session there is none.
    if (session.name) readSession().catch(() => {});
    // The browser's own attempts can be far apart, and end when the answer is an error.
    source.close();
    source = null;
    setTimeout(connect, pause);
    pause = Math.min(5000, pause * 1.5);
  });
}

let lost = false;
addEventListener("signedin", () => {
  source?.close();
  source = null;
  lost = true;
  connect();
});
