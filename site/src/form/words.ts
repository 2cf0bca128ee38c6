// The words of a form: labels of pointers, values as people read them.
import type { Codes, Code, DocumentKind, Form } from "../api/types";
import { lang, named, t } from "../messages/current";
import { formatDate } from "../messages/dates";
import { nameOf, SECTIONS, type ListName } from "./fields";
import { read } from "./pointer";
import { placeOf } from "./sites";

/** The label of the field at a pointer, with the person or row it belongs to. */
export function label(pointer: string): string {
  const { place, own: inSite } = placeOf(pointer);
  if (place > 0) return `${t.orders.siteOf(place + 1)} · ${label(inSite)}`;
  if (pointer === "/further") return t.orders.sites;
  if (pointer.startsWith("/documents/")) return t.documents[pointer.slice(11) as DocumentKind]?.name ?? pointer;
  const { field, person, index } = nameOf(pointer);
  const own = field ? (t.fields[field]?.label ?? (t.sections as Record<string, { label: string }>)[field.split(".")[0]!]?.label ?? pointer) : "";
  const whose = person ? (person === "leader" ? t.groups.leader.label : t.groups.site_leader.label) : "";
  const row = index === undefined || Number.isNaN(index) ? "" : ` ${index + 1}`;
  if (pointer.split("/").length === 2) return (t.sections as Record<string, { label: string }>)[pointer.slice(1)]?.label ?? pointer;
  return [whose, own].filter(Boolean).join(" · ") + row;
}

const find = (list: readonly Code[] | undefined, code: string) => {
  const entry = list?.find((one) => one.code === code);
  return entry ? named(entry) : code;
};

/** The codes that a choice offers, given the rest of the form. */
export function choices(list: ListName, codes: Codes, form: Form, providers: readonly { id: string; name: string }[]): { value: string; text: string }[] {
  const offer = (entries: readonly Code[]) => entries.map((entry) => ({ value: entry.code, text: named(entry) }));
  switch (list) {
    case "unit_kinds": return offer(codes.unit_kinds);
    case "organizer_certificates": {
      const kind = form.organizer.unit_kind;
      return offer(codes.certificate_kinds.filter((entry) =>
        kind === "" ? entry.for.includes("unit") || entry.for.includes("individual") : entry.unit_kinds.includes(kind)));
    }
    case "person_certificates": return offer(codes.certificate_kinds.filter((entry) => entry.for.includes("person")));
    // Kinds that cannot be filed yet are not offered; one that stands in a draft is shown with its finding.
    case "service_kinds": return offer(codes.service_kinds.filter((entry) => !entry.not_yet || entry.code === form.site.service_kind));
    case "access_methods": return offer(codes.access_methods);
    case "provinces": return offer(codes.provinces);
    case "providers": return providers.map((provider) => ({ value: provider.id, text: provider.name }));
  }
}

/** A county with its city. */
export function divisionName(code: string, codes: Codes): string {
  for (const city of codes.divisions) {
    const county = city.counties.find(([one]) => one === code);
    if (county) return lang === "en" ? `${county[2]}, ${city.name_en}` : `${city.name_zh}${county[1]}`;
    if (city.code === code) return named(city);
  }
  return code;
}

/** The value at a pointer as people read it; empty when nothing stands there. */
export function value(form: Form, pointer: string, codes: Codes | undefined, providers: readonly { id: string; name: string }[]): string {
  return spoken(pointer, read(form, pointer), codes, providers);
}

function spoken(pointer: string, node: unknown, codes: Codes | undefined, providers: readonly { id: string; name: string }[]): string {
  if (node === undefined || node === "") return "";
  if (typeof node === "boolean") return node ? t.yes : t.no;
  const last = pointer.split("/").pop()!;
  if (Array.isArray(node)) {
    return node.map((item: unknown) => {
      if (typeof item === "string") return find(last === "contents" ? codes?.service_contents : codes?.languages, item);
      const row = item as Record<string, string>;
      if ("site" in row) return (row.site as unknown as Form["site"]).domain;
      if ("from" in row) return row.to && row.to !== row.from ? `${row.from}–${row.to}` : row.from;
      const until = row.valid_to && (row.valid_to === "long_term" ? t.longTerm : t.until(formatDate(lang, row.valid_to)));
      return [find(codes?.pre_approvals, row.kind ?? ""), row.document_number, until].filter(Boolean).join(" ");
    }).join(t.separator);
  }
  if (typeof node !== "string") return "";
  if (!codes) return node;
  switch (last) {
    case "division": return divisionName(node, codes);
    case "unit_kind": return find(codes.unit_kinds, node);
    case "certificate_kind": return find(codes.certificate_kinds, node);
    case "service_kind": return find(codes.service_kinds, node);
    case "method": return find(codes.access_methods, node);
    case "location": return find(codes.provinces, node);
    case "provider": return providers.find((one) => one.id === node)?.name ?? node;
    case "valid_to": return node === "long_term" ? t.longTerm : formatDate(lang, node);
    case "valid_from": case "domain_valid_to": return formatDate(lang, node);
    default: return node;
  }
}

/** The value of a change in the history, as people read it: a text, or a list as JSON. */
export function changed(pointer: string, text: string | undefined, codes: Codes | undefined, providers: readonly { id: string; name: string }[]): string {
  if (text === undefined) return t.private;
  if (text === "") return t.none;
  if (/^[[{]|^(true|false)$/.test(text)) {
    try {
      return spoken(pointer, JSON.parse(text), codes, providers) || t.none;
    } catch { /* it was a text that looks like JSON */ }
  }
  return spoken(pointer, text, codes, providers);
}

/** The section in which a pointer is edited. */
export const sectionOf = (pointer: string) => SECTIONS.find((section) => placeOf(pointer).own.startsWith(`/${section}`));
