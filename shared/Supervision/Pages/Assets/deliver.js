"use strict";
// Sends what is too large for one request in parts, goes on after a cut, and leads to the receipt. Smaller deliveries are left to the form itself.
(() => {
  const form = document.getElementById("deliver");
  if (!form || !window.fetch || !window.Uint8Array) return;
  const { kind } = form.dataset;
  const most = Number(form.dataset.most), largest = Number(form.dataset.largest);
  const partLength = Math.min(8 * 1024 * 1024, most);
  const progress = document.getElementById("progress"), bar = document.getElementById("bar"), text = document.getElementById("progress-text");
  const button = form.querySelector("button[type=submit]");
  const tries = 8;
  let once = form.elements.once.value;
  let sending = false;

  // SHA-256 (FIPS 180-4) over what comes piece by piece: the browser's own needs all bytes at once, and https.
  const primes = (count, power) => {
    const found = [];
    for (let n = 2; found.length < count; n++) {
      if (found.every(prime => n % prime.n)) found.push({ n, bits: (Math.pow(n, power) % 1) * 4294967296 | 0 });
    }
    return found.map(prime => prime.bits);
  };
  const roots = new Int32Array(primes(64, 1 / 3));
  const start = primes(8, 1 / 2);
  const words = new Int32Array(64);

  class Sha256 {
    constructor() {
      this.state = Int32Array.from(start);
      this.rest = new Uint8Array(64);
      this.held = 0;
      this.length = 0;
    }

    add(bytes) {
      this.length += bytes.length;
      let at = 0;
      if (this.held > 0) {
        at = Math.min(64 - this.held, bytes.length);
        this.rest.set(bytes.subarray(0, at), this.held);
        this.held += at;
        if (this.held < 64) return this;
        this.block(this.rest, 0);
        this.held = 0;
      }
      for (; at + 64 <= bytes.length; at += 64) this.block(bytes, at);
      this.rest.set(bytes.subarray(at));
      this.held = bytes.length - at;
      return this;
    }

    hex() {
      const bits = this.length * 8;
      const end = new Uint8Array((this.held < 56 ? 64 : 128) - this.held);
      end[0] = 0x80;
      const view = new DataView(end.buffer);
      view.setUint32(end.length - 8, Math.floor(bits / 4294967296));
      view.setUint32(end.length - 4, bits >>> 0);
      this.add(end);
      return [...this.state].map(word => (word >>> 0).toString(16).padStart(8, "0")).join("");
    }

    block(bytes, at) {
      const w = words, s = this.state;
      for (let i = 0; i < 16; i++, at += 4) w[i] = bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3];
      for (let i = 16; i < 64; i++) {
        const x = w[i - 15], y = w[i - 2];
        w[i] = w[i - 16] + w[i - 7]
          + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3)
          + ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10) | 0;
      }
      let [a, b, c, d, e, f, g, h] = s;
      for (let i = 0; i < 64; i++) {
        const one = h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + ((e & f) ^ (~e & g)) + roots[i] + w[i] | 0;
        const two = ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + ((a & b) ^ (a & c) ^ (b & c)) | 0;
        h = g; g = f; f = e; e = d + one | 0; d = c; c = b; b = a; a = one + two | 0;
      }
      s[0] += a; s[1] += b; s[2] += c; s[3] += d; s[4] += e; s[5] += f; s[6] += g; s[7] += h;
    }
  }

  class Refusal extends Error {
    constructor(problem) {
      const faults = (problem.errors || []).map(fault => `${fault.field ? fault.field + ": " : ""}${fault.message}`);
      super([problem.title, ...faults].join(" "));
      this.problem = problem;
    }
  }

  const pause = seconds => new Promise(done => setTimeout(done, seconds * 1000));

  const say = (key, value) => {
    const [name, held] = Object.entries(value || {})[0] || ["", ""];
    text.textContent = progress.dataset[key].replace(`{${name}}`, held);
  };

  const call = async (method, address, body, headers) => {
    for (let attempt = 1; ; attempt++) {
      let wait = Math.min(30, 2 ** attempt);
      try {
        const answer = await fetch(address, {
          method, body, credentials: "same-origin", redirect: "error",
          headers: { "Accept-Language": document.documentElement.lang, ...headers },
        });
        if (answer.ok) return await answer.json();
        if (![408, 429, 502, 503, 504].includes(answer.status)) {
          throw new Refusal(await answer.json().catch(() => ({ title: String(answer.status) })));
        }
        wait = Number(answer.headers.get("Retry-After")) || wait;
      } catch (fault) {
        if (fault instanceof Refusal || attempt === tries) throw fault;
      }
      if (attempt === tries) throw new Refusal({ title: "503" });
      say("again");
      await pause(wait);
    }
  };

  const json = { "Content-Type": "application/json" };

  const metadata = () => {
    const made = {};
    for (const field of form.querySelectorAll("input[type=text], input[type=date]")) {
      if (field.value.trim()) made[field.name] = field.value.trim();
    }
    const deadline = form.elements.deadline.value.split("-");
    if (deadline.length === 4) {
      made.obligation = deadline.slice(0, 2).join("-");
      made.occurrence = deadline[3];
    }
    return made;
  };

  const begin = async (files, uploads) => {
    const body = JSON.stringify({ kind, metadata: metadata(), files: files.map(file => ({ name: file.name, length: file.size })) });
    try {
      return await call("POST", uploads, body, { ...json, "Idempotency-Key": once });
    } catch (fault) {
      if (!(fault instanceof Refusal) || fault.problem.code !== "idempotency-key-reused") throw fault;
      once = [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, "0")).join("");
      return call("POST", uploads, body, { ...json, "Idempotency-Key": once });
    }
  };

  // A deadline that this department has taken over is delivered to where it was opened.
  const home = () => form.elements.deadline.value.split("-")[2] || form.dataset.department;

  const send = async (files, uploads) => {
    const upload = await begin(files, uploads);
    const total = files.reduce((sum, file) => sum + file.size, 0);
    let sent = 0;
    const made = [];
    for (const [index, file] of files.entries()) {
      const whole = new Sha256(), parts = [];
      for (let at = 0; at < file.size; at += partLength) {
        const bytes = new Uint8Array(await file.slice(at, at + partLength).arrayBuffer());
        whole.add(bytes);
        const hash = new Sha256().add(bytes).hex();
        parts.push(hash);
        if (!upload.files[index].parts.some(part => part.number === parts.length && part.sha256 === hash)) {
          await call("PUT", `${uploads}/${upload.id}/files/${index + 1}/parts/${parts.length}`, bytes, {
            "Content-Type": "application/octet-stream", "X-Content-SHA256": hash,
          });
        }
        sent += bytes.length;
        bar.value = 100 * sent / total;
        say("sending", { percent: Math.floor(bar.value) });
      }
      made.push({ sha256: whole.hex(), parts });
    }
    say("checking");
    const commit = confirmed => call("POST", `${uploads}/${upload.id}/commit`, JSON.stringify({ files: made, confirmed }), json);
    try {
      return await commit([]);
    } catch (fault) {
      if (!(fault instanceof Refusal) || fault.problem.code !== "confirmation-needed") throw fault;
      if (!window.confirm(fault.message)) throw fault;
      return commit(fault.problem.errors.map(warning => warning.code));
    }
  };

  window.addEventListener("beforeunload", event => {
    if (sending) event.preventDefault();
  });

  form.addEventListener("submit", async event => {
    const files = [...form.elements.file.files];
    const total = files.reduce((sum, file) => sum + file.size, 0);
    if (total + 100000 <= most) return;
    event.preventDefault();
    if (sending) return;
    progress.hidden = false;
    if (total > largest) {
      text.textContent = progress.dataset.large;
      return;
    }
    sending = button.disabled = true;
    try {
      const receipt = await send(files, `/api/departments/${home()}/uploads`);
      sending = false;
      location.assign(`/receipts/${receipt.department}/${receipt.id}`);
    } catch (fault) {
      say("failed", { reason: fault.message });
    } finally {
      sending = button.disabled = false;
    }
  });
})();
