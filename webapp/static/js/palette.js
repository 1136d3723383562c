// Ctrl+K: everything that can be pressed on this page, found by typing a part of its name, each with its key beside it.
export function openPalette(root) {
  const dialog = root.getElementById("palette");
  const box = dialog.querySelector("input");
  const list = dialog.querySelector("ul");
  const found = commands(root);
  box.value = "";
  box.oninput = () => show(list, found, box.value);
  box.onkeydown = (event) => {
    if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      list.querySelector("button")?.click();
    }
    if (event.key === "ArrowDown") list.querySelector("button")?.focus();
  };
  list.onclick = (event) => {
    const chosen = found[Number(event.target.closest("button")?.dataset.number)];
    if (!chosen) return;
    dialog.close();
    if (chosen.element.matches("input, textarea")) chosen.element.focus();
    else chosen.element.click();
  };
  list.onkeydown = (event) => {
    const item = event.target.closest("li");
    const next = { ArrowDown: item?.nextElementSibling, ArrowUp: item?.previousElementSibling }[event.key];
    if (!next) return;
    event.preventDefault();
    next.querySelector("button").focus();
  };
  show(list, found, "");
  dialog.showModal();
}

function commands(root) {
  const places = [".rail a, .line a", "main .actions .button, main [data-key], .tabs a", "[data-key], .bar .menu a"];
  const seen = new Set();
  return places
    .flatMap((selector) => [...root.querySelectorAll(selector)])
    .map((element) => ({ element, name: named(element), key: pressed(element) }))
    .filter(({ name }) => name && !seen.has(name) && seen.add(name));
}

function named(element) {
  const text = element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? element.textContent;
  return text.replace(/\s+/g, " ").trim();
}

function pressed(element) {
  if (element.dataset.go) return `g ${element.dataset.go}`;
  return element.dataset.key ?? element.dataset.tab ?? "";
}

function show(list, found, asked) {
  const words = asked.trim().toLowerCase();
  const lines = found.flatMap(({ name, key }, number) => (name.toLowerCase().includes(words) ? [line(name, key, number)] : []));
  list.replaceChildren(...lines);
}

function line(name, key, number) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.number = number;
  button.append(name);
  if (key) {
    const shown = document.createElement("kbd");
    shown.textContent = key;
    button.append(shown);
  }
  item.append(button);
  return item;
}
