// A badge opens the explanation of its deadline beside the page; tooltips stay in the window and leave on Esc.
export function startPanels(root) {
  root.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-panel]");
    const plain = link && !event.defaultPrevented && event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey);
    if (!plain || link.getAttribute("href").startsWith("#")) return;
    event.preventDefault();
    open(root, link);
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    root.querySelectorAll(".tipped:hover, .tipped:focus-within").forEach((tipped) => tipped.classList.add("dismissed"));
  });
  for (const kind of ["mouseover", "focusin"]) root.addEventListener(kind, (event) => place(event.target.closest?.(".tipped")));
  for (const kind of ["mouseout", "focusout"]) {
    root.addEventListener(kind, (event) => event.target.closest?.(".tipped")?.classList.remove("dismissed"));
  }
}

async function open(root, link) {
  const dialog = root.getElementById("panel");
  const body = dialog?.querySelector("[data-panel-body]");
  try {
    const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = answer.ok && page.querySelector(".explanation");
    if (!found || !body) throw new Error("nothing to show beside the page");
    body.replaceChildren(found);
    dialog.setAttribute("aria-labelledby", found.getAttribute("aria-labelledby"));
    dialog.showModal();
  } catch {
    window.location.assign(link.href);
  }
}

function place(tipped) {
  const tip = tipped?.querySelector(".tip");
  if (!tip) return;
  tip.classList.remove("flip");
  const edge = tip.getBoundingClientRect().right;
  tip.classList.toggle("flip", edge > document.documentElement.clientWidth - 8);
}
