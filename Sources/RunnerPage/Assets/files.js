// Controls for files: choosing, dropping, pasting, recording, or a link; with a preview and what the file is.

import { upload } from "./api.js";
import { h, newID, show } from "./dom.js";
import { bytes, seconds } from "./format.js";
import { report } from "./frame.js";
import { recordButton } from "./recorder.js";
import { strings } from "./strings.js";

export const fileField = (context) => fileControl(context, context.schema["x-type"], context.schema["x-accept"], 1);

export const filesField = (context) => fileControl(context, context.schema.items["x-type"], context.schema.items["x-accept"],
  context.schema.maxItems ?? 100);

function fileControl(context, kind, accept, most) {
  let files = [];
  let waiting = [];
  const list = h("ul", { class: "files" });
  const problems = h("p", { class: "finding", role: "alert" });
  const chooser = h("input", {
    type: "file", id: context.id, class: "unseen", multiple: most > 1, accept: accept?.join(",") ?? (kind === "file" ? null : `${kind}/*`),
    "aria-describedby": context.described, "data-name": context.name, onchange: () => { take([...chooser.files]); chooser.value = ""; },
  });
  const linkID = newID("link");
  const link = h("input", { type: "url", id: linkID, placeholder: "https://", autocomplete: "off", onchange: () => {
    const url = link.value.trim();
    if (url) put([{ url, name: url, isLink: true }]);
    link.value = "";
  } });
  const drop = h("div", { class: "drop",
    ondragover: (event) => { event.preventDefault(); drop.classList.add("over"); },
    ondragleave: () => drop.classList.remove("over"),
    ondrop: (event) => {
      event.preventDefault();
      drop.classList.remove("over");
      take([...event.dataTransfer.files]);
    } },
  chooser, h("label", { for: context.id, class: "button" }, strings.chooseFile(kind)), " ", h("span", { class: "quiet" }, strings.dropHere),
  kind === "audio" && recordButton((file) => take([file])),
  h("div", { class: "link" }, h("label", { for: linkID }, strings.orLink), link));

  function put(more) {
    files = most === 1 ? more.slice(-1) : [...files, ...more].slice(0, most);
    update();
    context.changed();
  }

  async function take(chosen) {
    problems.textContent = "";
    for (const file of most === 1 ? chosen.slice(-1) : chosen) {
      waiting.push(file.name);
      update();
      try {
        const kept = await upload(file, file.name);
        put([kept]);
      } catch (error) {
        problems.textContent = `${file.name}: ${error.message}`;
        report(error);
      }
      waiting = waiting.filter((name) => name !== file.name);
      update();
    }
  }

  function update() {
    show(list, [files, waiting], () => [
      ...files.map((file) => fileLine(file, kind, () => {
        files = files.filter((other) => other !== file);
        update();
        context.changed();
        chooser.focus();
      })),
      ...waiting.map((name) => h("li", { role: "status" }, strings.uploading(name))),
    ]);
    drop.classList.toggle("full", files.length >= most);
  }

  return {
    kind, take, isGroup: false,
    node: h("div", {}, list, drop, problems),
    value: () => files.length === 0 ? undefined : most === 1 ? files[0] : files,
    set(value) {
      files = [value ?? []].flat().filter(Boolean).map((file) => typeof file === "string" ? { url: file, name: file } : file);
      update();
    },
    mark: (isWrong) => {
      if (isWrong) chooser.setAttribute("aria-invalid", "true");
      else chooser.removeAttribute("aria-invalid");
      drop.classList.toggle("wrong", isWrong);
    },
    focus: () => chooser.focus(),
    isBusy: () => waiting.length > 0,
  };
}

function fileLine(file, kind, onRemove) {
  const facts = h("span", { class: "quiet" });
  const known = [file.size === undefined ? null : bytes(file.size)].filter(Boolean);
  const tell = (...more) => { facts.textContent = [...known, ...more].filter(Boolean).join(" · "); };
  tell();
  return h("li", { class: "file" }, preview(file, kind, tell), h("span", { class: "name" }, file.name), facts,
    h("button", { type: "button", "aria-label": strings.removeFile(file.name), onclick: onRemove }, strings.remove));
}

// A picture, a recording or a video as it is, with its pixels and seconds; other files have none.
export function preview(file, kind, tell) {
  const source = file.url.startsWith("/v1/files/") ? `${file.url}/download` : null;
  const type = file.type?.split("/")[0] ?? kind;
  if (!source) return null;
  const failed = () => tell(strings.noPreview);
  if (type === "image") {
    const image = h("img", { src: source, alt: "", onload: () => tell(strings.pixels(image.naturalWidth, image.naturalHeight)), onerror: failed });
    return image;
  }
  if (type !== "audio" && type !== "video") return null;
  const player = h(type, { src: source, controls: true, preload: "metadata", "aria-label": file.name,
    onloadedmetadata: () => tell(player.videoWidth ? strings.pixels(player.videoWidth, player.videoHeight) : null,
      Number.isFinite(player.duration) ? seconds(player.duration) : null),
    onerror: failed });
  return player;
}
