// The fields of a filing that its reader may write, and those that say anything; the other fields stand as they are on file.
import type { FilingView } from "../api/types";
import { t } from "../messages/current";
import { FORM, SECTIONS, type SectionName } from "./fields";
import { isEmpty, read, within } from "./pointer";

type Part = Pick<FilingView, "kind" | "fixed" | "form" | "status" | "next_actor">;

/** Whether the filing takes something off file. */
export const isDeregistration = ({ kind }: Pick<FilingView, "kind">) => kind === "deregister_site" || kind === "deregister_organizer";

/** Whether the field at this pointer stands as it is on file. */
export const isFixed = (filing: Pick<FilingView, "fixed">, pointer: string) => filing.fixed.some((group) => within(pointer, group));

/** Whether an access provider writes this draft for its owner. */
export const isWrittenByProvider = ({ status, next_actor }: Pick<FilingView, "status" | "next_actor">) => status === "draft" && next_actor === "provider";

const pointersOf = (section: SectionName) => FORM[section].flatMap((group) => group.fields.map((field) => field.pointer));

/** The reason why a field of the site at this place cannot be written here; nothing where it can. */
export function whyLocked(filing: Part, pointer: string, place = 0): string | undefined {
  if (pointer === "/access/provider" && place > 0) return t.edit.lockedOneProvider;
  if (pointer === "/access/provider" && isWrittenByProvider(filing)) return t.edit.lockedProvider;
  if (!isFixed(filing, pointer)) return undefined;
  return pointer === "/site/domain" ? t.edit.lockedDomain
    : pointer.startsWith("/organizer/certificate_") ? t.edit.lockedCertificate
    : pointer.startsWith("/access/") ? t.edit.lockedAccess
    : t.edit.locked;
}

/** The fields of the site at this place that cannot be written, each with the reason. */
export const lockedIn = (filing: Part, place = 0): Record<string, string> =>
  Object.fromEntries(SECTIONS.flatMap(pointersOf).flatMap((pointer) => {
    const why = whyLocked(filing, pointer, place);
    return why === undefined ? [] : [[pointer, why]];
  }));

/** Whether nothing in a section can be written. */
export const isClosed = (filing: Part, section: SectionName) => pointersOf(section).every((pointer) => whyLocked(filing, pointer) !== undefined);

/** The sections in which something can be written. */
export const openSections = (filing: Part) => SECTIONS.filter((section) => !isClosed(filing, section));

/** Whether a field says anything about what the filing asks for; nothing is on file of a site that it is not about. */
export function tells(filing: Part, pointer: string): boolean {
  if (filing.kind === "deregister_organizer" && !within(pointer, "/organizer")) return pointer === "/access/provider";
  return !isFixed(filing, pointer) || (filing.form !== undefined && !isEmpty(read(filing.form, pointer)));
}

/** Whether nothing was typed in the fields of a section that can be written; what is ticked from the start is not typed. */
export const isUntouched = (filing: Part, section: SectionName, place = 0) =>
  pointersOf(section).filter((pointer) => whyLocked(filing, pointer, place) === undefined)
    .every((pointer) => {
      const value = filing.form && read(filing.form, pointer);
      return typeof value === "boolean" || isEmpty(value);
    });
