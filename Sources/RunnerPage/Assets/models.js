// The models as cards, with a search.

import { read } from "./api.js";
import { debounced, h, newID, show } from "./dom.js";
import { strings } from "./strings.js";

export async function models() {
  const all = [];
  let path = "/v1/models";
  while (path) {
    const page = await read(path);
    all.push(...page.results);
    path = page.next && page.next.replace(/^https?:\/\/[^/]+/, "");
  }
  const id = newID("search");
  const list = h("ul", { class: "cards" });
  const count = h("p", { role: "status", class: "quiet" });
  const field = h("input", { id, type: "search", autocomplete: "off", oninput: debounced(80, update) });
  function update() {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = all.filter((model) => {
      const text = [model.owner, model.name, model.runner.title, model.description, ...model.runner.tags].join(" ").toLowerCase();
      return words.every((word) => text.includes(word));
    });
    show(list, found.map((model) => model.url), () => found.map(card));
    count.textContent = found.length ? strings.modelCount(found.length) : strings.noModels;
  }
  update();
  return {
    title: strings.models,
    node: h("section", {}, h("h1", {}, strings.models),
      h("div", { class: "search" }, h("label", { for: id }, strings.search), field), count, list),
  };
}

function card(model) {
  return h("li", { class: "card" },
    h("h2", {}, h("a", { href: `#/models/${encodeURIComponent(model.owner)}/${encodeURIComponent(model.name)}` }, model.runner.title)),
    h("p", { class: "quiet" }, `${model.owner}/${model.name}`),
    h("p", {}, model.description),
    h("p", { class: "price" }, strings.price(model.runner.price)));
}
