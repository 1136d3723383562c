// Warns five minutes before the session ends, and lets it go on with one press.
const WARN = 5 * 60;

export function startSession(root) {
  const seconds = Number(root.body.dataset.sessionSeconds);
  const dialog = root.getElementById("session-ends");
  if (!seconds || !dialog) return;
  const wait = () => window.setTimeout(() => dialog.showModal(), Math.max(seconds - WARN, 20) * 1000);
  let timer = wait();
  dialog.addEventListener("close", async () => {
    await fetch(dialog.dataset.address, { headers: { Accept: "text/html" } });
    window.clearTimeout(timer);
    timer = wait();
  });
}
