import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const MINUTES = 60_000;

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  cacheDir: "../node_modules/.vite",
  test: {
    include: ["*.bench.ts"],
    // One VS Code at a time: another one would take its time from it.
    fileParallelism: false,
    testTimeout: 5 * MINUTES,
    hookTimeout: 3 * MINUTES,
    reporters: ["verbose"],
  },
});
