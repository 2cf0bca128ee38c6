import type { ComponentChildren } from "preact";
import type { Codes, FilingView, Role } from "../../api/types";
import { isDeregistration } from "../../form/open";
import { isEmpty } from "../../form/pointer";
import { lang, t } from "../../messages/current";
import { formatDate } from "../../messages/dates";
import { reckoned, SaveDate } from "../reckoning/Reckoning";
import { HelpLink } from "../help-link/HelpLink";
import { standing } from "../tag/Tag";

const date = (day: string) => <span class="number">{formatDate(lang, day)}</span>;

/** Whether the filing is a deregistration that its owner has not confirmed yet. */
export const awaitsConfirmation = (filing: FilingView) =>
  isDeregistration(filing) && filing.stage === "with_provider" && filing.about?.confirmed === false;

/** The reasons of the date, in sentences. */
function reasons(filing: FilingView, codes: Codes | undefined): string[] {
  const day = (text: string) => formatDate(lang, text);
  const counted = filing.reckoning ? reckoned(filing.reckoning, codes, codes?.rules.clocks.ceiling) : [];
  if (filing.stage === "under_review") {
    return [
      ...counted,
      ...(filing.forwarded_on ? [t.facts.whyForwarded(day(filing.forwarded_on))] : []),
      ...(filing.sheet_arrived_on ? [t.facts.whySheetArrived(day(filing.sheet_arrived_on))] : []),
    ];
  }
  if (awaitsConfirmation(filing)) return [t.orders.whyConfirm];
  if (isDeregistration(filing) && filing.stage === "with_provider") return [t.orders.whyForward(filing.reckoning?.days ?? 2), ...counted];
  if (filing.stage === "returned_to_owner" || filing.stage === "returned_to_provider") return [t.facts.whyReturned];
  return counted;
}

/** The answer first: the stage of the filing, the party that must act, the date with its reason, and the missing documents. */
export function Facts({ filing, role, codes, children }: { filing: FilingView; role: Role; codes?: Codes | undefined; children?: ComponentChildren }) {
  const stage = standing(filing.stage, filing.kind);
  const unconfirmed = awaitsConfirmation(filing);
  const mine =
    (unconfirmed ? "owner" : filing.move_of) === role || (filing.move_of === "bureau" && (role === "reviewer" || role === "supervisor" || role === "clerk"));
  const finished = filing.move_of === "nobody";
  const paused = Boolean(filing.reckoning?.pause);
  const why = reasons(filing, codes);
  // The documents of an empty draft are not known: they depend on its form.
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
            {filing.due ? date(filing.due.date) : paused ? t.terms.pausedShort : filing.stage === "draft" && role === filing.move_of ? t.facts.noDueOwnerDraft : t.facts.noDue}
            {filing.due?.provisional && <span class="provisional"> ({t.facts.provisional})</span>}
            {filing.late_days > 0 && <span class="late">✕ {t.late(filing.late_days)}</span>}
            {(why.length > 0 || filing.due?.provisional) && (
              <details open={Boolean(filing.due?.provisional) || paused}>
                <summary>{t.facts.why}</summary>
                {filing.due?.provisional && <p>{t.facts.provisionalWhy}</p>}
                {why.map((sentence) => <p key={sentence}>{sentence}</p>)}
                {filing.due && <HelpLink to="working-days" />}
              </details>
            )}
            {filing.due && filing.reckoning && <SaveDate due={filing.due} limit={filing.reckoning.limit} reference={filing.reference} />}
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
