// Markdown as elements. What it does not know, HTML included, stays text; links lead to the web only.

import { h } from "./dom.js";

export function markdown(source) {
  const lines = source.replace(/\r\n?/g, "\n").replace(/<!--[\s\S]*?-->/g, "").split("\n");
  const nodes = [];
  let i = 0;
  const isBlock = (line) => /^(#{1,6} |```|~~~|> ?|\s*([-*+]|\d+[.)]) |\|)/.test(line) || line.trim() === "";
  while (i < lines.length) {
    const line = lines[i];
    const heading = /^(#{1,6}) +(.*?)#*$/.exec(line);
    const fence = /^(```|~~~)/.exec(line);
    if (line.trim() === "") {
      i += 1;
    } else if (heading) {
      // The page has its own first heading.
      nodes.push(h(`h${Math.min(6, heading[1].length + 2)}`, {}, inline(heading[2])));
      i += 1;
    } else if (fence) {
      const body = [];
      for (i += 1; i < lines.length && !lines[i].startsWith(fence[1]); i += 1) body.push(lines[i]);
      nodes.push(h("pre", { tabindex: "0" }, h("code", {}, body.join("\n"))));
      i += 1;
    } else if (/^(-{3,}|\*{3,})$/.test(line.trim())) {
      nodes.push(h("hr"));
      i += 1;
    } else if (line.startsWith("|") && /^\|?[\s:|-]+\|/.test(lines[i + 1] ?? "")) {
      const rows = [cells(line)];
      for (i += 2; i < lines.length && lines[i].startsWith("|"); i += 1) rows.push(cells(lines[i]));
      nodes.push(table(rows));
    } else if (/^> ?/.test(line)) {
      const body = [];
      for (; i < lines.length && /^> ?/.test(lines[i]); i += 1) body.push(lines[i].replace(/^> ?/, ""));
      nodes.push(h("blockquote", {}, markdown(body.join("\n"))));
    } else if (/^\s*([-*+]|\d+[.)]) /.test(line)) {
      const isNumbered = /^\s*\d/.test(line);
      const items = [];
      for (; i < lines.length && lines[i].trim() !== ""; i += 1) {
        const item = /^\s*(?:[-*+]|\d+[.)]) +(.*)$/.exec(lines[i]);
        if (item) items.push(item[1]);
        else items[items.length - 1] += ` ${lines[i].trim()}`;
      }
      nodes.push(h(isNumbered ? "ol" : "ul", {}, items.map((text) => h("li", {}, inline(text)))));
    } else {
      const body = [line];
      for (i += 1; i < lines.length && !isBlock(lines[i]); i += 1) body.push(lines[i]);
      nodes.push(h("p", {}, inline(body.join(" "))));
    }
  }
  return nodes;
}

const cells = (line) => line.replace(/^\||\|\s*$/g, "").split(/(?<!\\)\|/).map((text) => text.trim());

function table([head, ...rows]) {
  return h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": head.filter(Boolean).join(", ") }, h("table", {},
    h("thead", {}, h("tr", {}, head.map((text) => h(text ? "th" : "td", {}, inline(text))))),
    h("tbody", {}, rows.map((row) => h("tr", {}, row.map((text) => h("td", {}, inline(text))))))));
}

const pattern = /(`+)(.+?)\1|\*\*(.+?)\*\*|\*(.+?)\*|!?\[([^\]]*)\]\(([^)\s]+)[^)]*\)|<(https?:\/\/[^>\s]+)>|\\([\\`*_{}[\]()#+.!|<>-])/g;

function inline(text) {
  const nodes = [];
  let last = 0;
  for (const found of text.matchAll(pattern)) {
    nodes.push(text.slice(last, found.index));
    last = found.index + found[0].length;
    const [, , code, bold, italic, label, target, address, escaped] = found;
    if (code !== undefined) nodes.push(h("code", {}, code));
    else if (bold !== undefined) nodes.push(h("strong", {}, inline(bold)));
    else if (italic !== undefined) nodes.push(h("em", {}, inline(italic)));
    else if (escaped !== undefined) nodes.push(escaped);
    else nodes.push(link(address ?? target, address ?? label));
  }
  nodes.push(text.slice(last));
  return nodes;
}

function link(target, label) {
  if (!/^https?:\/\//i.test(target)) return label;
  return h("a", { href: target, rel: "noreferrer noopener", target: "_blank" }, label);
}
