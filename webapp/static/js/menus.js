// Menus close when something else is pressed, and on Esc, which leads back to their button.
export function startMenus(root) {
  root.addEventListener("click", (event) => {
    root.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
    const opener = event.target.closest?.("[data-open]");
    if (opener) root.getElementById(opener.dataset.open)?.showModal();
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = event.target.closest?.("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
    event.stopPropagation();
  });
  root.querySelectorAll("[data-open]").forEach((button) => {
    button.hidden = false;
  });
}
