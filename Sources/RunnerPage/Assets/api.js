// Requests to the server, and what they are answered with when something is wrong.

import { strings } from "./strings.js";

export class Problem extends Error {
  constructor(status, body) {
    super(body.detail ?? body.title ?? strings.statusOnly(status));
    this.status = status;
    this.code = body.code ?? "";
    this.help = body.help ?? "";
    this.body = body;
  }

  // Whether nothing is known of what the server did.
  get isLost() { return this.status === 0 || this.status >= 500; }
}

const listeners = new Set();

// Calls back when the server wants a token.
export const onSignedOut = (listener) => listeners.add(listener);

export async function send(method, path, { json, body, headers, signal } = {}) {
  let answer;
  try {
    answer = await fetch(path, {
      method, signal, credentials: "same-origin", redirect: "error",
      headers: { ...(json === undefined ? {} : { "Content-Type": "application/json" }), ...headers },
      body: json === undefined ? body : JSON.stringify(json),
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(0, { detail: strings.connectionLost, code: "connection-lost" });
  }
  if (answer.ok) return answer;
  let problem = {};
  try { problem = await answer.json(); } catch { problem = { detail: strings.statusOnly(answer.status) }; }
  const error = new Problem(answer.status, problem);
  if (answer.status === 401 && !path.startsWith("/v1/session")) for (const listener of listeners) listener(error);
  throw error;
}

export async function read(path, options) {
  const answer = await send("GET", path, options);
  return answer.json();
}

export async function post(path, json, options) {
  const answer = await send("POST", path, { json, ...options });
  return answer.status === 204 ? null : answer.json();
}

// Uploads a file; its address at this server stands for it from then on.
export async function upload(file, name) {
  const form = new FormData();
  form.append("content", file, name);
  const answer = await send("POST", "/v1/files", { body: form });
  const { id, size, content_type } = await answer.json();
  return { url: `/v1/files/${id}`, name, size, type: content_type };
}

// The path of an address of this server.
export const local = (url) => url.replace(/^https?:\/\/[^/]+/, "");

export const modelPath = (model) => `/v1/models/${model.split("/").map(encodeURIComponent).join("/")}`;
