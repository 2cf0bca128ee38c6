// The code lists as `list-codes` gives them, from the rules' own data.
import { readFileSync } from "node:fs";

const data = (name) => JSON.parse(readFileSync(new URL(`../../crates/filing/data/${name}.json`, import.meta.url), "utf8"));
const entries = (name) => data(name).entries;

export const codes = {
  unit_kinds: entries("unit-kinds"),
  certificate_kinds: entries("certificate-kinds"),
  pre_approvals: entries("pre-approvals"),
  service_kinds: entries("service-kinds"),
  service_contents: entries("service-contents"),
  languages: entries("languages"),
  access_methods: entries("access-methods"),
  provinces: entries("provinces"),
  divisions: entries("divisions-jiangxi"),
  rules: data("rules-jiangxi"),
  kinds: ["first", "add_site", "add_access", "change", "deregister_site", "deregister_organizer"].map((kind) => ({ kind, fixed: kind === "first" ? ["/further"] : [] })),
};
