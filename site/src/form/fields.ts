// The form in the order in which people are asked: sections, groups, fields. Words are in the messages, values in the form.
import type { Access, Form, IpRange, Organizer, Person, PreApproval, Site } from "../api/types";

/** Every field of the form by name; a field that the contract adds has no words, and the type check says so. */
export type FieldName =
  | `organizer.${Exclude<keyof Organizer, "leader">}`
  | `site.${Exclude<keyof Site, "leader">}`
  | `access.${keyof Access}`
  | `person.${keyof Person}`
  | `pre_approval.${keyof PreApproval}`
  | `ip_range.${keyof IpRange}`;

/** The parts of the form that are written by themselves; further sites of an order are written as the first is (sites.ts). */
export type SectionName = Exclude<keyof Form, "further">;
export const SECTIONS: readonly SectionName[] = ["organizer", "site", "access"];

export type GroupName =
  | "identity" | "addresses" | "leader" | "organizer_other"
  | "name_and_domain" | "service" | "approval" | "site_leader" | "site_other"
  | "provider" | "addresses_ip";

export type Control =
  | { kind: "text"; mode?: "numeric" | "tel" | "email" | "url" | "text"; autocomplete?: string; short?: boolean; spell?: false }
  | { kind: "area" }
  | { kind: "flag" }
  | { kind: "date" }
  | { kind: "until" }
  | { kind: "division" }
  | { kind: "choice"; list: ListName }
  | { kind: "choices"; list: "service_contents" | "languages" }
  | { kind: "pre_approvals" }
  | { kind: "ip_ranges" };
export type ListName =
  | "unit_kinds" | "organizer_certificates" | "person_certificates" | "service_kinds" | "access_methods" | "provinces" | "providers";

export interface FieldSpec {
  pointer: string;
  control: Control;
  optional?: true;
  shown?: (form: Form) => boolean;
}
export interface Group { name: GroupName; fields: FieldSpec[]; shown?: (form: Form) => boolean }

/** The unit kind that is no unit: an individual 个人. */
export const INDIVIDUAL = "5";
export const isIndividual = (form: Form) => form.organizer.unit_kind === INDIVIDUAL;
const isUnit = (form: Form) => !isIndividual(form);

const text = (pointer: string, more: Omit<Extract<Control, { kind: "text" }>, "kind"> = {}): FieldSpec => ({
  pointer, control: { kind: "text", ...more },
});

const person = (at: string): FieldSpec[] => [
  text(`${at}/name`, { autocomplete: "name", short: true }),
  { pointer: `${at}/certificate_kind`, control: { kind: "choice", list: "person_certificates" } },
  text(`${at}/certificate_number`, { spell: false }),
  { pointer: `${at}/valid_from`, control: { kind: "date" } },
  { pointer: `${at}/valid_to`, control: { kind: "until" } },
  text(`${at}/mobile`, { mode: "tel", autocomplete: "tel-national", short: true }),
  text(`${at}/landline`, { mode: "tel", short: true }),
  text(`${at}/emergency_phone`, { mode: "tel", short: true }),
  text(`${at}/email`, { mode: "email", autocomplete: "email", spell: false }),
];

export const FORM: Record<SectionName, Group[]> = {
  organizer: [
    {
      name: "identity",
      fields: [
        { pointer: "/organizer/division", control: { kind: "division" } },
        { pointer: "/organizer/unit_kind", control: { kind: "choice", list: "unit_kinds" } },
        { pointer: "/organizer/certificate_kind", control: { kind: "choice", list: "organizer_certificates" } },
        text("/organizer/certificate_number", { spell: false }),
        text("/organizer/name", { autocomplete: "organization" }),
      ],
    },
    {
      name: "addresses",
      fields: [
        text("/organizer/certificate_address", { autocomplete: "off" }),
        text("/organizer/mailing_address", { autocomplete: "street-address" }),
        { ...text("/organizer/investor"), shown: isUnit },
      ],
    },
    {
      name: "leader",
      fields: [
        ...person("/organizer/leader"),
        { pointer: "/organizer/leader_is_legal_representative", control: { kind: "flag" }, shown: isUnit },
        {
          ...text("/organizer/legal_representative", { short: true }),
          shown: (form) => isUnit(form) && !form.organizer.leader_is_legal_representative,
        },
      ],
    },
    { name: "organizer_other", fields: [{ pointer: "/organizer/remarks", control: { kind: "area" }, optional: true }] },
  ],
  site: [
    {
      name: "name_and_domain",
      fields: [
        text("/site/name"),
        text("/site/domain", { mode: "url", spell: false }),
        { pointer: "/site/domain_valid_to", control: { kind: "date" } },
        text("/site/home_url", { mode: "url", spell: false }),
      ],
    },
    {
      name: "service",
      fields: [
        { pointer: "/site/service_kind", control: { kind: "choice", list: "service_kinds" } },
        { pointer: "/site/contents", control: { kind: "choices", list: "service_contents" } },
        { pointer: "/site/languages", control: { kind: "choices", list: "languages" } },
      ],
    },
    {
      name: "approval",
      fields: [
        { pointer: "/site/pre_approvals", control: { kind: "pre_approvals" }, shown: (form) => !form.site.no_pre_approval },
        { pointer: "/site/no_pre_approval", control: { kind: "flag" } },
      ],
    },
    {
      name: "site_leader",
      fields: [
        { pointer: "/site/same_leader", control: { kind: "flag" } },
        ...person("/site/leader").map((field) => ({ ...field, shown: (form: Form) => !form.site.same_leader })),
      ],
    },
    { name: "site_other", fields: [{ pointer: "/site/remarks", control: { kind: "area" } }] },
  ],
  access: [
    {
      name: "provider",
      fields: [
        { pointer: "/access/provider", control: { kind: "choice", list: "providers" } },
        { pointer: "/access/method", control: { kind: "choice", list: "access_methods" } },
        { pointer: "/access/location", control: { kind: "choice", list: "provinces" } },
      ],
    },
    { name: "addresses_ip", fields: [{ pointer: "/access/ip_ranges", control: { kind: "ip_ranges" } }] },
  ],
};

/** The fields of a section that this form shows. */
export function fieldsOf(section: SectionName, form: Form): FieldSpec[] {
  return FORM[section].flatMap((group) => group.fields).filter((field) => field.shown?.(form) ?? true);
}

/** The name of the field at a pointer, for its words, and the person of the field: of the organizer or of the site. */
export function nameOf(pointer: string): { field?: FieldName; person?: "leader" | "site_leader"; index?: number } {
  const [section, first, second, third] = pointer.slice(1).split("/");
  if (first === "leader") {
    const whose = section === "site" ? "site_leader" : "leader";
    return second === undefined ? { person: whose } : { field: `person.${second}` as FieldName, person: whose };
  }
  if (section === "site" && first === "pre_approvals" && third) {
    return { field: `pre_approval.${third}` as FieldName, index: Number(second) };
  }
  if (section === "access" && first === "ip_ranges" && third) {
    return { field: `ip_range.${third}` as FieldName, index: Number(second) };
  }
  return first === undefined ? {} : { field: `${section}.${first}` as FieldName, ...(second === undefined ? {} : { index: Number(second) }) };
}

/** The id of the control at a pointer: `/organizer/leader/mobile` is `organizer-leader-mobile`. */
export const idOf = (pointer: string) => pointer.replace(/^\//, "").replaceAll("/", "-");
