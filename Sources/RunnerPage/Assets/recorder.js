// Records the microphone as a WAV file, in the browser.

import { h } from "./dom.js";
import { seconds } from "./format.js";
import { strings } from "./strings.js";

export function recordButton(onFile) {
  let recording = null;
  const status = h("span", { class: "quiet", role: "status" });
  const button = h("button", { type: "button", onclick: async () => {
    if (recording) {
      const file = await recording.stop();
      recording = null;
      button.textContent = strings.record;
      status.textContent = "";
      return onFile(file);
    }
    try {
      recording = await record((length) => { status.textContent = strings.recording(seconds(length)); });
      button.textContent = strings.stopRecording;
    } catch (error) {
      status.textContent = strings.noMicrophone(error.message);
    }
  } }, strings.record);
  // Browsers give the microphone to pages of this machine, and over TLS.
  return navigator.mediaDevices ? h("span", { class: "record" }, button, " ", status) : null;
}

async function record(onProgress) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
  const audio = new AudioContext();
  await audio.audioWorklet.addModule("/page/recorder-worklet.js");
  const parts = [];
  let count = 0;
  let told = 0;
  const node = new AudioWorkletNode(audio, "recorder", { numberOfOutputs: 0 });
  node.port.onmessage = ({ data }) => {
    parts.push(data);
    count += data.length;
    const length = Math.floor(count / audio.sampleRate);
    if (length !== told) onProgress(told = length);
  };
  audio.createMediaStreamSource(stream).connect(node);
  onProgress(0);
  return {
    async stop() {
      for (const track of stream.getTracks()) track.stop();
      const rate = audio.sampleRate;
      await audio.close();
      return new File([wav(parts, count, rate)], strings.recordingName, { type: "audio/wav" });
    },
  };
}

// 16 bits, one channel.
function wav(parts, count, rate) {
  const view = new DataView(new ArrayBuffer(44 + count * 2));
  const text = (place, word) => { for (let i = 0; i < 4; i++) view.setUint8(place + i, word.charCodeAt(i)); };
  text(0, "RIFF");
  view.setUint32(4, 36 + count * 2, true);
  text(8, "WAVE");
  text(12, "fmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, count * 2, true);
  let place = 44;
  for (const part of parts) {
    for (const sample of part) {
      view.setInt16(place, Math.max(-1, Math.min(1, sample)) * 32767, true);
      place += 2;
    }
  }
  return view.buffer;
}
