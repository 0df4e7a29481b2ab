import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    reporters: ["default", ["junit", { outputFile: "reports/junit.xml" }]],
    coverage: {
      provider: "istanbul",
      include: ["src/**/*.ts"],
      // The panel is looked at by eye: it is silent on purpose.
      exclude: ["src/display.ts"],
      reporter: ["json", "lcov"],
      reportOnFailure: true,
    },
  },
});
