import * as z from "zod/mini";
import { profiles } from "./profiles.ts";
import { configurationSchema, gateSchemas } from "./schema.ts";

/**
 * The JSON Schema of readiness.json (draft 7, which editors know best), for completion and checks in the editor. Made
 * at build time; no product bundle imports this.
 */
export function jsonSchema(): Record<string, unknown> {
  const convert = (schema: z.ZodMiniType) => {
    const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: "draft-7", io: "input" }) as Record<
      string,
      unknown
    >;
    return rest;
  };
  const root = convert(configurationSchema) as { properties: Record<string, unknown> };
  const known = profiles[0]!.gates.map((gate) => {
    const { kind, id, title, notApplicable: _, ...defaults } = gate;
    const schema = convert(gateSchemas[kind]) as { properties: Record<string, Record<string, unknown>> };
    for (const [key, value] of Object.entries(defaults)) {
      const property = schema.properties[key === "select" ? "tests" : key];
      if (property !== undefined && value !== null && key !== "select") property["default"] = value;
    }
    return [
      id,
      {
        ...schema,
        description: `${title}. Passes from ${gate.threshold} %, weight ${gate.weight}${gate.critical ? ", critical" : ""} unless set otherwise.`,
      },
    ];
  });
  const own = Object.values(gateSchemas).map((schema) => {
    const converted = convert(schema) as { required?: string[] };
    return { ...converted, required: [...(converted.required ?? []), "kind"] };
  });
  root.properties["gates"] = {
    type: "object",
    description: "Settings of gates by their id; a gate of an id of its own needs a kind",
    properties: Object.fromEntries(known),
    additionalProperties: { anyOf: own },
  };
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "readiness.json",
    description: "What decides how ready a project is: scopes, gates, reports, runs and accepted gaps.",
    allowComments: true,
    allowTrailingCommas: true,
    ...root,
  };
}
