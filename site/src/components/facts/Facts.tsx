import type { ComponentChildren } from "preact";
import type { FilingView, Role, Rules } from "../../api/types";
import { isDeregistration } from "../../form/open";
import { isEmpty } from "../../form/pointer";
import { lang, t } from "../../messages/current";
import { formatDate } from "../../messages/dates";
import { HelpLink } from "../help-link/HelpLink";
import { standing } from "../tag/Tag";

const date = (day: string) => <span class="number">{formatDate(lang, day)}</span>;

/** Whether it is a deregistration that its owner has not confirmed yet. */
export const awaitsConfirmation = (filing: FilingView) =>
  isDeregistration(filing) && filing.stage === "with_provider" && filing.about?.confirmed === false;

/** Why the date is this one, in sentences. */
function reasons(filing: FilingView, rules: Rules | undefined): string[] {
  const clocks = rules?.clocks ?? { provider_check: 2, sheet: 7, review: 15, ceiling: 20 };
  const day = (text: string) => formatDate(lang, text);
  switch (filing.stage) {
    case "with_provider": return [isDeregistration(filing) ? t.orders.whyForward(clocks.provider_check) : t.facts.whyProvider(clocks.provider_check)];
    case "awaiting_sheet": return filing.forwarded_on ? [t.facts.whySheet(clocks.sheet, day(filing.forwarded_on))] : [];
    case "under_review": return [
      ...(filing.review_since ? [t.facts.whyReview(clocks.review, day(filing.review_since))] : []),
      ...(filing.forwarded_on ? [t.facts.whyForwarded(day(filing.forwarded_on))] : []),
      ...(filing.sheet_arrived_on ? [t.facts.whySheetArrived(day(filing.sheet_arrived_on))] : []),
    ];
    case "returned_to_owner":
    case "returned_to_provider": return [t.facts.whyReturned];
    default: return [];
  }
}

/** The answer first: where it stands, whose move it is, by when and why then, and what is missing. */
export function Facts({ filing, role, rules, children }: { filing: FilingView; role: Role; rules?: Rules | undefined; children?: ComponentChildren }) {
  const stage = standing(filing.stage, filing.kind);
  const unconfirmed = awaitsConfirmation(filing);
  const mine =
    (unconfirmed ? "owner" : filing.move_of) === role || (filing.move_of === "bureau" && (role === "reviewer" || role === "supervisor" || role === "clerk"));
  const finished = filing.move_of === "nobody";
  const why = reasons(filing, rules);
  // What an empty draft needs depends on what will be written.
  const missing = filing.stage === "draft" && isEmpty(filing.form) ? [] : [...new Set(filing.missing)];
  return (
    <div class={`facts${filing.late_days ? " late" : filing.stage === "approved" ? " done" : ""}`}>
      <dl>
        <div data-fact="stage" data-value={filing.stage}>
          <dt>{t.facts.where}</dt>
          <dd>
            {unconfirmed ? t.orders.unconfirmed.name : stage.name}
            <span class="more">{unconfirmed ? t.orders.unconfirmed.sentence : stage.sentence}</span>
          </dd>
        </div>
        <div data-fact="mover" data-value={filing.move_of}>
          <dt>{t.facts.mover}</dt>
          <dd>{mine && !finished && role !== "supervisor" && role !== "clerk" ? t.facts.you : t.movers[unconfirmed ? "owner" : filing.move_of]}</dd>
        </div>
        <div data-fact="due" data-value={filing.due?.date}>
          <dt>{t.facts.due}</dt>
          <dd>
            {filing.due ? date(filing.due.date) : filing.stage === "draft" && role === filing.move_of ? t.facts.noDueOwnerDraft : t.facts.noDue}
            {filing.due?.provisional && <span class="provisional"> ({t.facts.provisional})</span>}
            {filing.late_days > 0 && <span class="late">✕ {t.late(filing.late_days)}</span>}
            {(why.length > 0 || filing.due?.provisional) && (
              <details open={filing.due?.provisional}>
                <summary>{t.facts.why}</summary>
                {filing.due?.provisional && <p>{t.facts.provisionalWhy}</p>}
                {why.map((sentence) => <p key={sentence}>{sentence}</p>)}
                {filing.due && <HelpLink to="working-days" />}
              </details>
            )}
          </dd>
        </div>
        {(missing.length > 0 || children) && (
          <div class="whole" data-fact="missing" data-value={missing.join(" ")}>
            {missing.length > 0 && (
              <>
                <dt>{t.facts.missing}</dt>
                <dd>{missing.map((kind) => t.documents[kind].name).join(t.separator)}</dd>
              </>
            )}
            {children}
          </div>
        )}
      </dl>
    </div>
  );
}
