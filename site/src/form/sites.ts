// The sites of an order. Each is seen, checked and written as if it were the form's only one; here is where that is turned
// into its place and back.
import type { FilingView, Finding, Form } from "../api/types";
import { within } from "./pointer";

type FurtherSite = Form["further"][number];
/** A filing with its form, as the pages of the filing need it. */
export type Filled = FilingView & { form: Form };

const ofOrder = (pointer: string) => within(pointer, "/site") || within(pointer, "/access");

/** The pointer in the order's form to the field that `pointer` names for the site at this place, counted from 0. */
export const pointerAt = (place: number, pointer: string) =>
  place === 0 || !ofOrder(pointer) ? pointer : `/further/${place - 1}${pointer}`;

/** The place of the site that a pointer is about, and the pointer as if that site were the only one. */
export function placeOf(pointer: string): { place: number; own: string } {
  const found = /^\/further\/(\d+)(\/.*)$/.exec(pointer);
  return found ? { place: Number(found[1]) + 1, own: found[2]! } : { place: 0, own: pointer };
}

export const countSites = (form: Form | undefined) => 1 + (form?.further.length ?? 0);
/** The places of the sites, from 0. */
export const placesOf = (form: Form | undefined) => Array.from({ length: countSites(form) }, (_, place) => place);

/** The form as if the site at this place were its only one. */
export function siteAt(form: Form, place: number): Form {
  const one = form.further[place - 1];
  return { ...form, further: [], ...(one && { site: one.site, access: { ...one.access, provider: form.access.provider } }) };
}

/** The order with the site at this place as it is in `edited`. */
export function putSite(order: Form, place: number, edited: Form): Form {
  if (place === 0) return { ...edited, further: order.further };
  const { provider: _, ...access } = edited.access;
  return { ...order, organizer: edited.organizer, further: order.further.map((one, index) => (index === place - 1 ? { site: edited.site, access } : one)) };
}

/** The findings or reasons about the site at this place, and about the shared parts, as if the site were the only one. */
export const saidAt = <Said extends { pointer: string }>(said: readonly Said[], place: number): Said[] =>
  said.flatMap((one) => {
    const at = placeOf(one.pointer);
    if (at.place === place) return [{ ...one, pointer: at.own }];
    return at.place === 0 && !ofOrder(one.pointer) ? [one] : [];
  });

/** The filing as if the site at this place were its only one. */
export const filingAt = (filing: Filled, place: number): Filled =>
  ({ ...filing, form: siteAt(filing.form, place), findings: saidAt<Finding>(filing.findings, place), reasons: saidAt(filing.reasons, place) });

const blank = (form: Form): FurtherSite => ({
  site: {
    name: "", domain: "", domain_valid_to: "", home_url: "", service_kind: "", contents: [], languages: [], no_pre_approval: false, pre_approvals: [],
    same_leader: true, leader: { ...form.organizer.leader, ...Object.fromEntries(Object.keys(form.organizer.leader).map((name) => [name, ""])) }, remarks: "",
  },
  access: { method: "", location: "", ip_ranges: [] },
});

/** The order with another site after the last: an empty one, or one like the site at this place but for what no two share. */
export function withAnother(form: Form, like?: number): Form {
  const empty = blank(form);
  if (like === undefined) return { ...form, further: [...form.further, empty] };
  const { site, access: { method, location, ip_ranges } } = siteAt(form, like);
  const pre_approvals = site.pre_approvals.map((one) => ({ ...one, document_number: "", valid_to: "" }));
  const { name, domain, domain_valid_to, home_url } = empty.site;
  return { ...form, further: [...form.further, { site: { ...site, pre_approvals, name, domain, domain_valid_to, home_url }, access: { method, location, ip_ranges } }] };
}

/** The order without the site at this place; the ones behind it move up. */
export function withoutSite(form: Form, place: number): Form {
  const first = form.further[0];
  if (place > 0) return { ...form, further: form.further.filter((_, index) => index !== place - 1) };
  return first ? { ...form, site: first.site, access: { ...first.access, provider: form.access.provider }, further: form.further.slice(1) } : form;
}
