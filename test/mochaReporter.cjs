// Dots on the screen and, for the runner, the counts in the file that READINESS_RESULT names.
const { writeFileSync } = require("node:fs");
const process = require("node:process");
const { reporters } = require("mocha");

class Counting extends reporters.Dot {
  constructor(runner, options) {
    super(runner, options);
    runner.once("end", () => {
      const { passes: passed, failures: failed } = this.stats;
      if (process.env.READINESS_RESULT) writeFileSync(process.env.READINESS_RESULT, JSON.stringify({ passed, failed }));
    });
  }
}

module.exports = Counting;
