/** Formats that a coverage report can be written in, by their ids. */
export const targets = ["lcov", "cobertura", "istanbul-json", "clover", "sonar-generic"] as const;

export type Target = (typeof targets)[number];
