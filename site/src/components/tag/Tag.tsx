import type { Kind, Stage } from "../../api/types";
import { t } from "../../messages/current";

export type Look = "todo" | "now" | "wait" | "bad" | "good";
const MARK: Record<Look, string> = { todo: "○ ", now: "◐ ", wait: "… ", bad: "! ", good: "✓ " };

/** A word with a mark. */
export const Tag = ({ look, children, value }: { look: Look; children: string; value?: string }) => (
  <span class={`tag ${look}`} data-tag={value}><span aria-hidden="true">{MARK[look]}</span>{children}</span>
);

const LOOKS: Record<Stage, Look> = {
  draft: "todo", with_provider: "now", awaiting_sheet: "wait", under_review: "now", returned_to_owner: "bad", returned_to_provider: "bad",
  approved: "good", deregistered: "todo", deleted: "todo",
};
export const StageTag = ({ stage, kind }: { stage: Stage; kind: Kind }) => <Tag look={LOOKS[stage]} value={stage}>{standing(stage, kind).name}</Tag>;

/** The stage of a filing, in words; the words for an approval depend on the kind of the filing. */
export const standing = (stage: Stage, kind: Kind) =>
  (stage === "approved" && t.approvedAs[kind as keyof typeof t.approvedAs]) || t.stages[stage];
