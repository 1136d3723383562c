// Decides what the browser is served besides hand-written files: the diagram bundle, htmx, and axe for the tests.
import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const out = here("../static/built/");
const COPIES = {
  "htmx.min.js": "../../node_modules/htmx.org/dist/htmx.min.js",
  "axe.min.js": "../../node_modules/axe-core/axe.min.js",
};

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const { metafile } = await build({
  entryPoints: [here("diagram.js"), here("diagram.css")],
  outdir: out,
  bundle: true,
  format: "esm",
  minify: true,
  target: ["es2022"],
  loader: { ".woff2": "dataurl", ".woff": "dataurl" },
  metafile: true,
  logLevel: "warning",
});
for (const [name, source] of Object.entries(COPIES)) await copyFile(here(source), out + name);

// Whoever receives the bundle also receives the licences of what is in it.
const packages = new Set(["htmx.org", "axe-core"]);
for (const input of Object.keys(metafile.inputs)) {
  const found = input.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//);
  if (found) packages.add(found[1]);
}
const texts = [];
for (const name of [...packages].sort()) {
  const folder = here(`../../node_modules/${name}/`);
  const { version, license } = JSON.parse(await readFile(`${folder}package.json`, "utf8"));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  texts.push(`${name} ${version} (${license})\n\n${file ? await readFile(folder + file, "utf8") : ""}`);
}
await writeFile(`${out}licenses.txt`, texts.join(`\n${"-".repeat(80)}\n`));

// Pages address a built file with its fingerprint, so that a browser may keep it for ever.
const fingerprints = {};
for (const name of (await readdir(out)).sort()) {
  fingerprints[name] = createHash("sha256").update(await readFile(out + name)).digest("hex").slice(0, 12);
}
await writeFile(`${out}manifest.json`, `${JSON.stringify(fingerprints, null, 2)}\n`);
