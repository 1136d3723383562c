// Decides how a case's diagram looks on its page: fitted, with done, current and failed steps marked in words and colour.
//
//   <div data-diagram data-xml-url="…" data-marks='{"formal_check": {"state": "current", "label": "李红"}}' data-current="办理中" …></div>
//
// state is done, current or incident; label is optional text. The page gives the words, in its own language.
// Without JavaScript the page's step list says the same.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";

const FONT = '"Noto Sans SC", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif';
const STATES = ["done", "current", "incident"];
const ZOOM = { in: 1.25, out: 0.8 };
const LARGEST = 1.5; // a small diagram is not blown up
const MARGIN = 0.94; // badges and labels need room at the edge
const ROOM = { above: 56, below: 64 }; // for the buttons and the logo

function fit(viewer) {
  const canvas = viewer.get("canvas");
  canvas.resized();
  canvas.zoom("fit-viewport", "auto");
  canvas.zoom(Math.min(canvas.zoom() * MARGIN, LARGEST), "auto");
}

// A flat diagram gets a flat stage; the style sheet bounds it.
function shape(viewer, stage) {
  const { inner } = viewer.get("canvas").viewbox();
  const scale = Math.min((stage.clientWidth / inner.width) * MARGIN, LARGEST);
  stage.style.height = `${Math.round(inner.height * scale + ROOM.above + ROOM.below)}px`;
}

function badge(mark, words) {
  const element = document.createElement("div");
  element.className = `diagram-badge diagram-badge-${mark.state}`;
  const word = mark.state === "done" ? "✓" : words[mark.state];
  element.textContent = mark.label ? `${word} ${mark.label}` : word;
  return element;
}

function show(viewer, marks, words) {
  const [registry, canvas, overlays] = ["elementRegistry", "canvas", "overlays"].map((name) => viewer.get(name));
  for (const [id, mark] of Object.entries(marks)) {
    const element = registry.get(id);
    if (!element || !STATES.includes(mark.state)) continue;
    canvas.addMarker(id, `mark-${mark.state}`);
    const isFlow = Boolean(element.waypoints);
    if (!isFlow) overlays.add(id, { position: { top: -10, left: 4 }, html: badge(mark, words) });
  }
}

function button(label, text, act) {
  const element = document.createElement("button");
  element.type = "button";
  element.textContent = text;
  element.title = label;
  element.setAttribute("aria-label", label);
  element.addEventListener("click", act);
  return element;
}

function controls(viewer, words) {
  const bar = document.createElement("div");
  bar.className = "diagram-controls";
  const zoom = (factor) => () => viewer.get("canvas").zoom(viewer.get("canvas").zoom() * factor, "auto");
  bar.append(
    button(words.zoomIn, "+", zoom(ZOOM.in)),
    button(words.zoomOut, "−", zoom(ZOOM.out)),
    button(words.fit, "⤢", () => fit(viewer)),
  );
  return bar;
}

function whenVisible(element) {
  return new Promise((resolve) => {
    const observer = new ResizeObserver(() => {
      if (!element.clientWidth || !element.clientHeight) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(element);
  });
}

async function draw(host) {
  const stage = document.createElement("div");
  stage.className = "diagram-stage";
  host.append(stage);
  await whenVisible(stage);
  const answer = await fetch(host.dataset.xmlUrl, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`diagram: ${answer.status}`);
  const viewer = new NavigatedViewer({
    container: stage,
    zoomScroll: { enabled: false }, // the wheel scrolls the page; zooming has buttons
    textRenderer: { defaultStyle: { fontFamily: FONT }, externalStyle: { fontFamily: FONT } },
  });
  await viewer.importXML(await answer.text());
  shape(viewer, stage);
  fit(viewer);
  show(viewer, JSON.parse(host.dataset.marks || "{}"), host.dataset);
  host.prepend(controls(viewer, host.dataset));
  host.dataset.ready = "true";
}

function sayMissing(host, reason) {
  console.warn(reason);
  const sentence = document.createElement("p");
  sentence.className = "diagram-missing";
  sentence.textContent = host.dataset.missing;
  host.replaceChildren(sentence);
  host.dataset.ready = "failed";
}

for (const host of document.querySelectorAll("[data-diagram]")) {
  draw(host).catch((reason) => sayMissing(host, reason));
}
