// Keys navigate, claim and open; decisions always pass a check page. Single keys are silent while somebody writes.
import { say } from "./say.js";
import { openPalette } from "./palette.js";

const SWITCH = "xinfu:single-keys";
let waiting = "";

export function startKeyboard(root) {
  root.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.altKey) return;
    if (event.ctrlKey || event.metaKey) chord(root, event);
    else if (single(root, event)) event.preventDefault();
  });
  const button = root.querySelector("[data-keys-switch]");
  button?.addEventListener("click", () => toggle(button));
  if (button) label(button);
}

function isOn() {
  return localStorage.getItem(SWITCH) !== "off";
}

function toggle(button) {
  localStorage.setItem(SWITCH, isOn() ? "off" : "on");
  label(button);
  say(button.textContent);
}

function label(button) {
  button.textContent = isOn() ? button.dataset.on : button.dataset.off;
}

function chord(root, event) {
  const key = event.key.toLowerCase();
  if (key === "enter") submit(root, event);
  else if (key === "s" && root.querySelector("form[data-autosave]")) {
    event.preventDefault();
    root.dispatchEvent(new CustomEvent("xinfu:save"));
  } else if (key === "k" && root.getElementById("palette")) {
    event.preventDefault();
    openPalette(root);
  }
}

function submit(root, event) {
  const form = event.target.closest?.("form[method=post]") ?? root.querySelector("form[data-main]");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("[data-submit], .actions .button[type=submit], .actions .button:not([type])"));
}

function writes(target) {
  return target.matches?.("input:not([type=checkbox]):not([type=radio]):not([type=submit]), textarea, select, [contenteditable]");
}

function single(root, event) {
  if (writes(event.target) || root.querySelector("dialog[open]")) return false;
  if (!isOn() && event.key !== "?") return false;
  if (waiting) {
    waiting = "";
    return press(root.querySelector(`[data-go="${CSS.escape(event.key)}"]`));
  }
  const act = KEYS[event.key];
  return act ? act(root, event) : named(root, event);
}

// What a page itself offers: <button data-key="c">, with Shift as "Shift+C"; tabs by their number.
function named(root, event) {
  const name = event.shiftKey && event.key.length === 1 && event.key !== "/" ? `Shift+${event.key.toUpperCase()}` : event.key;
  const found = [...root.querySelectorAll(`[data-key="${CSS.escape(name)}"]`)].find(visible);
  if (found) return press(found);
  return /^[1-9]$/.test(event.key) && press(root.querySelector(`[data-tab="${event.key}"]`));
}

function press(element) {
  if (!element) return false;
  if (writes(element)) element.focus();
  else element.click();
  return true;
}

function visible(element) {
  return element.getClientRects().length > 0;
}

function step(root, by) {
  const rows = [...root.querySelectorAll("[data-row]")].filter(visible);
  if (!rows.length) return false;
  const at = rows.findIndex((row) => row.contains(root.activeElement));
  const next = rows[Math.min(rows.length - 1, Math.max(0, at === -1 ? (by > 0 ? 0 : rows.length - 1) : at + by))];
  const link = next.querySelector("[data-row-link], a[href]");
  link?.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function pick(root) {
  const box = root.activeElement?.closest("[data-row]")?.querySelector("input[type=checkbox]");
  box?.click();
  return Boolean(box);
}

const KEYS = {
  j: (root) => step(root, 1),
  k: (root) => step(root, -1),
  ArrowDown: (root) => Boolean(root.activeElement?.closest("[data-row]")) && step(root, 1),
  ArrowUp: (root) => Boolean(root.activeElement?.closest("[data-row]")) && step(root, -1),
  o: (root) => press(root.activeElement?.closest("[data-row]")?.querySelector("[data-row-link], a[href]")),
  u: (root) => press(root.querySelector("[data-back]") ?? [...root.querySelectorAll(".crumbs a")].at(-1)),
  "]": (root) => press(root.querySelector("[data-next]")),
  "[": (root) => press(root.querySelector("[data-previous]")),
  x: (root) => pick(root),
  g: () => {
    waiting = "g";
    window.setTimeout(() => {
      waiting = "";
    }, 1500);
    return true;
  },
  "?": (root) => {
    root.getElementById("help-keys")?.showModal();
    return true;
  },
};
