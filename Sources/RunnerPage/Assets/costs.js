// What runs have cost by day and model: a chart, the same as a table, and as a file for spreadsheets.

import { read } from "./api.js";
import { h, newID, show, svg } from "./dom.js";
import { dollars } from "./format.js";
import { report } from "./frame.js";
import { strings } from "./strings.js";

const colors = 7;

export async function costs() {
  const id = newID("period");
  const box = h("div", {});
  const period = h("select", { id, onchange: () => update().catch(report) }, [7, 30, 90, 365].map((days) => h("option", { value: String(days) }, strings.days(days))));
  period.value = "30";
  const file = h("a", { class: "button", download: "costs.csv" }, strings.csv);

  async function update() {
    const query = `days=${period.value}&utc_offset=${-new Date().getTimezoneOffset()}`;
    file.href = `/v1/account/costs.csv?${query}`;
    const answer = await read(`/v1/account/costs?${query}`);
    show(box, answer, () => answer.rows.length ? [h("p", {}, strings.total(dollars(answer.total_usd))), ...picture(answer, Number(period.value))]
      : h("p", {}, strings.noCosts));
  }
  await update();
  return {
    title: strings.costsTitle,
    node: h("section", {}, h("h1", {}, strings.costsTitle), h("div", { class: "filters" }, h("label", { for: id }, strings.period), period, file), box),
  };
}

function picture(answer, count) {
  const models = [...new Set(answer.rows.map((row) => row.model))].sort();
  const last = Date.now() - new Date().getTimezoneOffset() * 60000;
  const days = Array.from({ length: count }, (_, index) => new Date(last - (count - 1 - index) * 86400000).toISOString().slice(0, 10));
  const sums = new Map(days.map((day) => [day, 0]));
  for (const row of answer.rows) sums.set(row.day, (sums.get(row.day) ?? 0) + row.usd);
  const top = Math.max(...sums.values(), 0.01);
  const [width, height, left] = [720, 200, 50];
  const step = (width - left) / days.length;
  const heights = new Map(days.map((day) => [day, 0]));
  const bars = answer.rows.map((row) => {
    const x = left + days.indexOf(row.day) * step;
    const size = row.usd / top * (height - 30);
    const y = height - 20 - heights.get(row.day) - size;
    heights.set(row.day, (heights.get(row.day) ?? 0) + size);
    return svg("rect", { x: x + step * 0.1, y, width: Math.max(1, step * 0.8), height: Math.max(0.5, size), class: `c${models.indexOf(row.model) % colors}` },
      svg("title", {}, `${row.day}, ${row.model}: ${dollars(row.usd)}`));
  });
  const chart = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": strings.chart, class: "chart" },
    svg("line", { x1: left, x2: width, y1: height - 20, y2: height - 20 }),
    svg("line", { x1: left, x2: width, y1: 10, y2: 10, class: "faint" }),
    svg("text", { x: left - 6, y: 14, "text-anchor": "end" }, dollars(top)), svg("text", { x: left - 6, y: height - 16, "text-anchor": "end" }, "$0"),
    svg("text", { x: left, y: height - 4 }, days[0]), svg("text", { x: width, y: height - 4, "text-anchor": "end" }, days.at(-1)), bars);
  const notes = (row) => [row.undecided_runs && strings.undecided(row.undecided_runs), row.unknown_runs && strings.unknownPrice(row.unknown_runs)].filter(Boolean).join(", ");
  return [chart,
    h("ul", { class: "legend" }, models.map((model, index) => h("li", {}, h("span", { class: `swatch c${index % colors}`, "aria-hidden": "true" }), " ", model))),
    h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": strings.chart }, h("table", {},
      h("thead", {}, h("tr", {}, [strings.day, strings.model, strings.runCount, strings.cost, strings.note].map((text) => h("th", { scope: "col" }, text)))),
      h("tbody", {}, answer.rows.toReversed().map((row) => h("tr", {}, h("td", {}, row.day), h("td", {}, row.model), h("td", {}, String(row.paid_runs)),
        h("td", {}, dollars(row.usd)), h("td", {}, notes(row)))))))];
}
