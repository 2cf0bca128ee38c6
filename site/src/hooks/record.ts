import { useEffect, useState } from "preact/hooks";
import { showRecord } from "../api/actions";
import type { FilingView, RecordView, Session } from "../api/types";
import { openSections } from "../form/open";
import type { SectionName } from "../form/fields";

/** The record on file under this number, for a reader who may see it; nothing while it is not known. */
export function useRecord(recordId: string | undefined): RecordView | undefined {
  const [record, setRecord] = useState<RecordView>();
  useEffect(() => {
    if (recordId) void showRecord(recordId).then((answer) => answer.ok && setRecord(answer.value));
  }, [recordId]);
  return record;
}

/** The providers that give access now: to one site, or without a position to any site. */
export const servedBy = (record: RecordView, position?: number): string[] => [...new Set(
  record.sites.filter((site) => !site.deregistered_on && (position === undefined || site.position === position))
    .flatMap((site) => site.accesses.filter((access) => !access.cancelled_on).map((access) => access.provider)),
)];

/**
 * The sections that the writer of a filing fills in, and the providers to choose from. The provider of a change is asked for only
 * where there is a choice.
 */
export function useSections(filing: FilingView, session: Session): { sections: readonly SectionName[]; serving: readonly string[] | undefined } {
  const chooses = filing.kind === "change" && session.role === "owner" && filing.status === "draft";
  const record = useRecord(chooses ? filing.about?.record_id : undefined);
  const sections = openSections(filing);
  if (!chooses) return { sections, serving: undefined };
  const serving = record && servedBy(record, filing.about?.position);
  const settled = !serving || (serving.length === 1 && serving[0] === filing.form?.access.provider);
  return { sections: settled ? sections.filter((section) => section !== "access") : sections, serving };
}
