import { createRequire } from "node:module";

export const { parse, unparse } = createRequire(import.meta.url)("papaparse");
