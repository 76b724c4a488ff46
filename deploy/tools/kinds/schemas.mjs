// A JSON Schema for each type that `kinds.ts` exports, to standard output.
import { readFileSync } from "node:fs";
import { createGenerator } from "ts-json-schema-generator";

const path = "kinds.ts";
const exported = /^export (?:type \{ (?<type>\w+) \}|interface (?<own>\w+))/gm;
const names = [...readFileSync(path, "utf8").matchAll(exported)].map(({ groups }) => groups.type ?? groups.own);
const generator = createGenerator({
  path,
  tsconfig: "tsconfig.json",
  skipTypeCheck: true,
  jsDoc: "extended",
  extraTags: ["schema"],
  expose: "none",
});
console.log(JSON.stringify(Object.fromEntries(names.map((name) => [name, generator.createSchema(name)]))));
