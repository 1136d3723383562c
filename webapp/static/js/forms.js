// Forms: sent once, questions that depend on an answer, letters left, copy buttons, the error summary first.
import { say } from "./say.js";

export function startForms(root) {
  root.addEventListener("submit", sendOnce);
  root.addEventListener("change", (event) => showAsked(event.target.form));
  root.addEventListener("input", (event) => countLetters(event.target));
  root.addEventListener("click", copy);
  prepare(root);
  root.addEventListener("htmx:after:swap", () => prepare(root));
  window.addEventListener("pageshow", () => root.querySelectorAll("[data-sent]").forEach(release));
  root.querySelector("[data-focus-first]")?.focus();
}

function prepare(root) {
  root.querySelectorAll("[data-copy]").forEach((button) => {
    button.hidden = false;
  });
  root.querySelectorAll("form").forEach(showAsked);
  root.querySelectorAll("textarea[data-most]").forEach(countLetters);
}

function sendOnce(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  const pressed = event.submitter;
  const busy = document.body.dataset.sending;
  if (!pressed || !busy || pressed.matches(".link, .visually-hidden, [formnovalidate]")) return;
  pressed.dataset.said = pressed.textContent;
  pressed.setAttribute("aria-busy", "true");
  pressed.textContent = busy;
}

function release(form) {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-busy]").forEach((button) => {
    button.removeAttribute("aria-busy");
    button.textContent = button.dataset.said;
  });
}

// A question that is asked only after a certain answer is out of sight until then; what was typed in it stays.
function showAsked(form) {
  form?.querySelectorAll?.("[data-when]").forEach((field) => {
    const wanted = field.dataset.whenValues.split(" ");
    const given = new FormData(form).getAll(field.dataset.when);
    field.hidden = !given.some((value) => wanted.includes(value)) && !field.querySelector("[aria-invalid], .field-error");
  });
}

function countLetters(box) {
  const most = Number(box?.dataset?.most);
  const line = most && document.querySelector(`[data-counted="${box.id}"]`);
  if (!line) return;
  const left = most - [...box.value].length;
  line.classList.toggle("over", left < 0);
  line.textContent = (left < 0 ? line.dataset.over : line.dataset.left).replace("{n}", Math.abs(left));
}

async function copy(event) {
  const button = event.target.closest?.("[data-copy]");
  const source = button && document.getElementById(button.dataset.copy);
  if (!source) return;
  try {
    await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
  } catch {
    window.getSelection().selectAllChildren(source);
    source.select?.();
    return;
  }
  say(document.body.dataset.copied);
  button.classList.add("copied");
}
