// Chooses a subject of a picture: in the picture, by its number, or with the arrow keys.

import { modelPath, post } from "./api.js";
import { announce, h, newID } from "./dom.js";
import { report } from "./frame.js";
import { strings } from "./strings.js";

// The palette of 'runner subjects'.
const colors = [[230, 159, 0], [86, 180, 233], [0, 158, 115], [240, 228, 66], [213, 94, 0], [204, 121, 167], [0, 114, 178]];

export function picker(context) {
  const source = context.schema["x-subject-of"];
  let picture = null;
  let value;
  let found = null;
  let masks = [];
  let hovered = null;
  let request = null;
  let isSet = false;
  let isWaiting = false;

  const status = h("p", { role: "status" });
  const sent = h("p", { class: "quiet" });
  const image = h("img", { alt: strings.pictureWithSubjects });
  const canvas = h("canvas", { "aria-hidden": "true" });
  const stage = h("div", { class: "stage", hidden: true }, image, canvas);
  const list = h("div", { class: "subjects", role: "radiogroup", "aria-label": strings.subjects, "aria-describedby": context.described });
  const help = h("p", { class: "quiet", hidden: true }, strings.subjectHelp);
  const group = newID("subject");
  const numberID = newID("number");
  const number = h("input", { type: "number", min: 0, step: 1, id: numberID, "data-name": context.name, oninput: () => choose(number.value === "" ? undefined : Number(number.value)) });
  const plain = h("p", { class: "pair", hidden: true }, h("label", { for: numberID }, strings.otherNumber(context.name)), number);
  const again = h("button", { type: "button", hidden: true, onclick: () => find() }, strings.findAgain);

  const node = h("div", { class: "picker", onkeydown: (event) => {
    if (event.target === number || event.ctrlKey || event.metaKey || event.altKey || !/^[0-9]$/.test(event.key)) return;
    const subject = found?.subjects.find((one) => one.index === Number(event.key));
    if (!subject) return;
    event.preventDefault();
    choose(subject.index);
    list.querySelector(`input[value="${subject.index}"]`)?.focus();
  } }, status, again, stage, list, help, plain, sent);

  canvas.addEventListener("pointermove", (event) => hover(subjectAt(event)));
  canvas.addEventListener("pointerleave", () => hover(null));
  canvas.addEventListener("click", (event) => {
    const index = subjectAt(event);
    if (index === null) return;
    choose(index);
    announce(strings.willSend(context.name, index));
  });

  function choose(index, isQuiet) {
    value = index;
    for (const radio of list.querySelectorAll("input")) radio.checked = radio.value === (index === undefined ? "" : String(index));
    if (number.value !== String(index ?? "")) number.value = index ?? "";
    sent.textContent = picture ? strings.willSend(context.name, index) : "";
    draw();
    if (!isQuiet) context.changed();
  }

  function hover(index) {
    if (hovered === index) return;
    hovered = index;
    canvas.classList.toggle("over", index !== null);
    draw();
  }

  // Of several masks, the smallest; the masks are compared at their own size.
  function subjectAt(event) {
    const box = canvas.getBoundingClientRect();
    const x = Math.floor((event.clientX - box.left) / box.width * canvas.width);
    const y = Math.floor((event.clientY - box.top) / box.height * canvas.height);
    const hit = masks.filter((mask) => mask.isInside(x, y)).sort((a, b) => a.share - b.share)[0];
    return hit ? hit.index : null;
  }

  function draw() {
    if (!masks.length) return;
    const pen = canvas.getContext("2d");
    pen.clearRect(0, 0, canvas.width, canvas.height);
    const size = Math.max(canvas.width, canvas.height) / 22;
    for (const mask of [...masks].sort((a, b) => b.share - a.share)) {
      pen.globalAlpha = mask.index === value ? 0.55 : mask.index === hovered ? 0.45 : 0.25;
      pen.drawImage(mask.layer, 0, 0);
    }
    pen.globalAlpha = 1;
    for (const mask of masks) {
      const [x, y] = [mask.point.x * canvas.width / found.width, mask.point.y * canvas.height / found.height];
      pen.beginPath();
      pen.arc(x, y, size * 0.75, 0, 7);
      pen.fillStyle = mask.index === value ? "#000" : "rgb(0 0 0 / 65%)";
      pen.fill();
      pen.lineWidth = size / (mask.index === value ? 5 : 10);
      pen.strokeStyle = `rgb(${colors[mask.index % colors.length]})`;
      pen.stroke();
      pen.fillStyle = "#fff";
      pen.font = `bold ${size}px system-ui, sans-serif`;
      pen.textAlign = "center";
      pen.textBaseline = "middle";
      pen.fillText(String(mask.index), x, y);
    }
  }

  async function find() {
    const { url } = picture;
    request?.abort();
    const mine = request = new AbortController();
    clear(strings.findingSubjects);
    try {
      const answer = await post(`${modelPath(context.model)}/subjects`, { input: { [source]: url }, fit: context.fits() }, { signal: mine.signal });
      const loaded = await Promise.all(answer.subjects.map(load));
      if (mine !== request) return;
      found = answer;
      masks = loaded;
      present();
    } catch (error) {
      if (mine !== request || error.name === "AbortError") return;
      status.textContent = error.message;
      again.hidden = false;
      plain.hidden = false;
      if (error.isLost || error.status === undefined) report(error);
    }
  }

  function present() {
    const { subjects } = found;
    image.src = `${picture.url}/download`;
    stage.hidden = false;
    canvas.width = masks[0]?.width ?? 1;
    canvas.height = masks[0]?.height ?? 1;
    status.textContent = subjects.length ? strings.subjectsFound(subjects.length) : strings.noSubjects;
    list.replaceChildren(...subjects.length ? [...subjects.map((subject) => option(String(subject.index), subject.text, subject.index)),
      option("", strings.largest, null)] : []);
    help.hidden = !subjects.length;
    const isKnown = subjects.some((subject) => subject.index === value);
    if (subjects.length === 1) choose(subjects[0].index, value === subjects[0].index);
    else if (!isKnown && value !== undefined && !isSet) choose(undefined);
    else choose(value, true);
    plain.hidden = subjects.length > 0 || value === undefined;
    isSet = false;
    announce(status.textContent);
  }

  function option(text, label, index) {
    const id = newID("option");
    const swatch = h("span", { class: "swatch", "aria-hidden": "true" }, index === null ? "–" : String(index));
    if (index !== null) swatch.style.borderColor = `rgb(${colors[index % colors.length]})`;
    const radio = h("input", { type: "radio", name: group, id, value: text, "data-name": context.name,
      onchange: () => choose(index ?? undefined) });
    return h("div", { class: "subject", onpointerenter: () => hover(index), onpointerleave: () => hover(null) },
      radio, h("label", { for: id }, swatch, " ", label));
  }

  function clear(text) {
    found = null;
    masks = [];
    stage.hidden = true;
    help.hidden = true;
    again.hidden = true;
    plain.hidden = true;
    list.replaceChildren();
    status.textContent = text;
    sent.textContent = "";
  }

  return {
    isGroup: true, node,
    value: () => value,
    set(index) { isSet = index !== undefined; choose(index, true); },
    // The picture may have been changed.
    follow({ values }) {
      const next = values[source] ?? null;
      if (next?.url === picture?.url) return;
      const hadPicture = picture !== null;
      picture = next;
      request?.abort();
      request = null;
      if (hadPicture && !isSet && value !== undefined) choose(undefined, true);
      if (!picture) return clear(strings.subjectsNeedPicture);
      isWaiting = picture.url.startsWith("/v1/files/");
      clear(isWaiting ? strings.checking : strings.noMasks);
      plain.hidden = isWaiting;
    },
    // The server has found out whether the model takes the picture.
    checked(isWrong) {
      if (!picture || !isWaiting) return;
      if (isWrong) return void (status.textContent = strings.subjectsNeedPicture);
      isWaiting = false;
      find();
    },
    mark: (isWrong) => list.classList.toggle("wrong", isWrong),
    focus: () => (list.querySelector("input:checked") ?? list.querySelector("input") ?? number).focus(),
    stop: () => request?.abort(),
  };
}

// A mask as a layer of its color, and as pixels to compare with.
async function load(subject) {
  const answer = await fetch(subject.mask);
  const bitmap = await createImageBitmap(await answer.blob());
  const { width, height } = bitmap;
  const layer = new OffscreenCanvas(width, height);
  const pen = layer.getContext("2d", { willReadFrequently: true });
  pen.drawImage(bitmap, 0, 0);
  const pixels = pen.getImageData(0, 0, width, height);
  const inside = new Uint8Array(width * height);
  const color = colors[subject.index % colors.length];
  for (let i = 0; i < inside.length; i++) {
    inside[i] = pixels.data[i * 4] > 127 ? 1 : 0;
    pixels.data.set(color, i * 4);
    pixels.data[i * 4 + 3] = inside[i] * 255;
  }
  pen.putImageData(pixels, 0, 0);
  return {
    index: subject.index, share: subject.share, point: subject.point, width, height, layer,
    isInside: (x, y) => x >= 0 && y >= 0 && x < width && y < height && inside[y * width + x] === 1,
  };
}
