// Nothing typed is lost: drafts go to the server while somebody writes, to this machine while the line is down.
//   <form data-autosave="/address" [data-shared]>   POST of the form; 2xx means kept. On a shared machine no copy is kept here.
import { askToSignIn } from "./sign-in.js";

const WAIT = 1500;
const RETRY = [2, 5, 15, 30];

export function startAutosave(root) {
  const form = root.querySelector("form[data-autosave]");
  if (!form) return;
  const draft = new Draft(form);
  form.addEventListener("input", () => draft.touch());
  form.addEventListener("change", (event) => draft.touch(event.target.type === "file" ? event.target : null));
  form.addEventListener("submit", () => draft.rest());
  root.addEventListener("xinfu:save", () => draft.save());
  root.addEventListener("visibilitychange", () => root.visibilityState === "hidden" && draft.dirty && draft.save());
  window.addEventListener("online", () => draft.dirty && draft.save());
  draft.takeUp();
}

class Draft {
  constructor(form) {
    this.form = form;
    this.line = form.querySelector("[data-save-status]") ?? document.querySelector("[data-save-status]");
    this.place = `xinfu:draft:${document.body.dataset.viewer ?? ""}:${form.dataset.autosave}`;
    this.dirty = false;
    this.tries = 0;
    this.savedAt = "";
    this.files = null;
  }

  touch(files = null) {
    this.dirty = true;
    window.clearTimeout(this.timer);
    if (files) this.save(files);
    else this.timer = window.setTimeout(() => this.save(), WAIT);
  }

  rest() {
    window.clearTimeout(this.timer);
    this.dirty = false;
  }

  async save(files = null) {
    window.clearTimeout(this.timer);
    if (this.busy) {
      this.again = true;
      return;
    }
    this.busy = true;
    this.dirty = false;
    this.files = files ?? this.files;
    this.tell("saving");
    try {
      await this.send(this.files);
    } finally {
      this.busy = false;
    }
    if (this.again) {
      this.again = false;
      await this.save();
    }
  }

  async send(files) {
    const body = new FormData(this.form);
    if (!files) for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    let answer;
    try {
      answer = await fetch(this.form.dataset.autosave, {
        method: "POST", body, redirect: "manual", keepalive: !files, headers: { Accept: "application/json" },
      });
    } catch {
      return this.offline();
    }
    if (answer.ok) return this.kept(files);
    if (answer.type === "opaqueredirect" || [400, 401, 403].includes(answer.status)) return this.expired();
    return [413, 415, 422].includes(answer.status) ? this.refused(answer, files) : this.offline();
  }

  async kept(files) {
    this.tries = 0;
    this.savedAt = clock();
    this.files = null;
    localStorage.removeItem(this.place);
    this.tell("saved", this.savedAt);
    if (files) await refresh(files);
  }

  // A file that is not accepted is let go, with the reason; everything else stays and is saved without it.
  async refused(answer, files) {
    const said = await answer.json().catch(() => null);
    if (files) files.value = "";
    this.files = null;
    if (this.line) this.line.textContent = said?.error?.sentence ?? "";
    this.line?.classList.add("trouble");
  }

  offline() {
    this.dirty = true;
    if ("shared" in this.form.dataset) this.tell("offlineShared", this.savedAt || "—", true);
    else {
      this.copy();
      this.tell("offline", clock(), true);
    }
    const wait = RETRY[Math.min(this.tries, RETRY.length - 1)];
    this.tries += 1;
    this.timer = window.setTimeout(() => this.save(), wait * 1000);
  }

  async expired() {
    this.dirty = true;
    this.copy();
    this.tell("expired", "", true);
    if (await askToSignIn(this.form)) await this.save();
  }

  copy() {
    if ("shared" in this.form.dataset) return;
    const values = [...new FormData(this.form)].filter(([name, value]) => typeof value === "string" && name !== "csrf_token");
    localStorage.setItem(this.place, JSON.stringify(values));
  }

  // What never reached the server last time is put back into the page and sent.
  takeUp() {
    const kept = localStorage.getItem(this.place);
    if (!kept) return;
    for (const [name, value] of JSON.parse(kept)) {
      for (const field of this.form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (field.type === "radio" || field.type === "checkbox") field.checked ||= field.value === value;
        else if (field.type !== "hidden" && field.type !== "file") field.value = value;
      }
    }
    this.save();
  }

  tell(name, time = "", trouble = false) {
    if (!this.line) return;
    this.line.classList.toggle("trouble", trouble);
    const said = (this.line.dataset[name] ?? "").replace("{time}", time);
    if (this.line.textContent !== said) this.line.textContent = said;
  }
}

// Uploaded files are shown by the server: the question is taken from the page anew.
async function refresh(input) {
  const answer = await fetch(window.location.href, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const old = input.closest(".field");
  const fresh = page.getElementById(input.id)?.closest(".field");
  if (!old || !fresh) return;
  old.replaceWith(fresh);
  fresh.querySelector("input[type=file]")?.focus();
}

function clock() {
  return new Date().toLocaleTimeString("zh-CN", { hour12: false, timeZone: "Asia/Shanghai" });
}
