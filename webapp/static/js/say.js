// Says something to whoever listens to the page instead of looking at it.
export function say(text) {
  const region = document.getElementById("said");
  if (!region) return;
  region.textContent = "";
  window.setTimeout(() => {
    region.textContent = text;
  }, 50);
}
