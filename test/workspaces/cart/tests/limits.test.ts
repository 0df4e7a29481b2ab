import { describe, expect, it } from "vitest";
import { brake, clamp, ramp } from "../src/limits.ts";

const limits = { force: 10, rate: 5 };

describe("limits", () => {
  it("keep what is within", () => expect(clamp(3, 10)).toBe(3));
  it("hold above", () => expect(clamp(30, 10)).toBe(10));
  it("make a ramp of a jump", () => expect(ramp(0, 100, limits, 0.1)).toBeCloseTo(0.5));
  it("brake against the motion", () => expect(brake(2, limits)).toBe(-10));
});
