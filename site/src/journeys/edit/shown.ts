import type { Finding, Form } from "../../api/types";
import type { SectionName } from "../../form/fields";
import { isEmpty, read, within } from "../../form/pointer";

/**
 * The findings to show at the fields now. A value that was typed since the last save is not judged by the old answer,
 * and no field is called empty before its writer had the chance to fill it.
 */
export function shownFindings(findings: readonly Finding[], saved: Form, form: Form, section: SectionName, all: boolean): Finding[] {
  return findings.filter((finding) => {
    if (!within(finding.pointer, `/${section}`)) return false;
    const now = read(form, finding.pointer);
    if (JSON.stringify(now) !== JSON.stringify(read(saved, finding.pointer))) return false;
    return all || !isEmpty(now);
  });
}
