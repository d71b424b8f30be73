// Bundles the extension and its webviews into dist/. `--watch` builds again after each change.
import { context } from "esbuild";

const production = !process.argv.includes("--watch");
const shared = { bundle: true, minify: production, sourcemap: production ? false : "linked", logLevel: "warning" };

const builds = [
  {
    // `main` is a bundle of its own: activation must not read it, see src/extension.ts.
    ...shared,
    entryPoints: { extension: "src/extension.ts", main: "src/main.ts" },
    outdir: "dist",
    platform: "node",
    target: "node20",
    format: "cjs",
    external: ["vscode", "./main"],
  },
  {
    ...shared,
    entryPoints: {
      chat: "webview/chat/index.tsx",
      skills: "webview/skills/index.tsx",
      memory: "webview/memory/index.tsx",
      growth: "webview/growth/index.tsx",
    },
    outdir: "dist/webview",
    platform: "browser",
    target: "chrome120",
    format: "iife",
    jsx: "automatic",
    jsxImportSource: "preact",
  },
];

for (const options of builds) {
  const build = await context(options);
  if (production) {
    await build.rebuild();
    await build.dispose();
  } else {
    await build.watch();
  }
}
