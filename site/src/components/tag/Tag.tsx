import type { FilingStatus, FilingKind } from "../../api/types";
import { t } from "../../messages/current";

export type Look = "todo" | "now" | "wait" | "bad" | "good";
const MARK: Record<Look, string> = { todo: "○ ", now: "◐ ", wait: "… ", bad: "! ", good: "✓ " };

/** A word with a mark. */
export const Tag = ({ look, children, value }: { look: Look; children: string; value?: string }) => (
  <span class={`tag ${look}`} data-tag={value}><span aria-hidden="true">{MARK[look]}</span>{children}</span>
);

const LOOKS: Record<FilingStatus, Look> = {
  draft: "todo", with_provider: "now", awaiting_sheet: "wait", under_review: "now", returned_to_owner: "bad", returned_to_provider: "bad",
  approved: "good", deregistered: "todo", deleted: "todo",
};
export const StatusTag = ({ status, kind }: { status: FilingStatus; kind: FilingKind }) => <Tag look={LOOKS[status]} value={status}>{standing(status, kind).name}</Tag>;

/** The status of a filing, in words; the words for an approval depend on the kind of the filing. */
export const standing = (status: FilingStatus, kind: FilingKind) =>
  (status === "approved" && t.approvedAs[kind as keyof typeof t.approvedAs]) || t.statuses[status];
