// Passes the samples of the microphone on, in the thread of the sound.

registerProcessor("recorder", class extends AudioWorkletProcessor {
  process([channels]) {
    if (channels[0]) this.port.postMessage(channels[0].slice());
    return true;
  }
});
