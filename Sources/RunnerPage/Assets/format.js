// Numbers, times and sizes as people read them.

import { strings } from "./strings.js";

export function bytes(count) {
  if (count < 1000) return `${count} B`;
  const unit = count < 1e6 ? [1e3, "kB"] : count < 1e9 ? [1e6, "MB"] : [1e9, "GB"];
  const value = count / unit[0];
  return `${value < 10 ? value.toFixed(1).replace(/\.0$/, "") : Math.round(value)} ${unit[1]}`;
}

export function seconds(value) {
  if (value < 60) return `${value < 10 ? Math.round(value * 10) / 10 : Math.round(value)} s`;
  const minutes = Math.floor(value / 60);
  return minutes < 60 ? `${minutes} min ${Math.round(value % 60)} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

// Rounded up to cents, so that no estimate is lower than the charge.
export function dollars(usd) {
  return `$${(Math.ceil(Math.max(0, usd) * 100 - 1e-6) / 100).toFixed(2)}`;
}

const clock = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

export const time = (text) => text ? clock.format(new Date(text)) : "";
export const shortTime = (text) => text ? day.format(new Date(text)) : "";

export const titleOf = (name) => name.split("_").map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join(" ");

const kinds = {
  "image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WebP", "image/gif": "GIF", "image/heic": "HEIC",
  "image/bmp": "BMP", "image/tiff": "TIFF", "audio/wav": "WAV", "audio/x-wav": "WAV", "audio/mpeg": "MP3", "audio/mp4": "M4A",
  "audio/ogg": "OGG", "audio/flac": "FLAC", "video/mp4": "MP4", "video/quicktime": "MOV", "video/webm": "WebM",
};
export const kindOf = (type) => kinds[type] ?? type;

function bounds(limits, unit, write = String) {
  const words = strings.bounds;
  const parts = [];
  for (const kind of ["min", "max", "above", "below", "recommended_max"]) {
    if (limits?.[kind] !== undefined) parts.push(words[kind](write(limits[kind]), unit));
  }
  return parts;
}

// The limits of an input in words.
export function limitsOf(schema) {
  const parts = [];
  if (schema["x-accept"]) parts.push([...new Set(schema["x-accept"].map(kindOf))].join(", "));
  parts.push(...bounds(schema["x-bytes"], "", bytes));
  parts.push(...bounds(schema["x-width-pixels"], strings.pixelsWide));
  parts.push(...bounds(schema["x-height-pixels"], strings.pixelsHigh));
  parts.push(...bounds(schema["x-seconds"], "", seconds));
  parts.push(...bounds(schema["x-characters"], strings.characters));
  parts.push(...bounds({
    min: schema.minimum, max: schema.maximum, above: schema.exclusiveMinimum, below: schema.exclusiveMaximum,
    recommended_max: schema["x-recommended-maximum"],
  }, ""));
  if (schema.pattern) parts.push(strings.pattern(schema.pattern));
  if (schema.minItems || schema.maxItems) parts.push(strings.items(schema.minItems, schema.maxItems));
  for (const condition of schema["x-when"] ?? []) {
    const when = Object.entries(condition.inputs).map(([name, values]) => `${name}=${values.join("|")}`).join(", ");
    const limits = limitsOf(condition).concat(condition.enum ? [strings.oneOf(condition.enum)] : []);
    if (limits.length) parts.push(strings.when(limits.join(", "), when));
  }
  return parts;
}
