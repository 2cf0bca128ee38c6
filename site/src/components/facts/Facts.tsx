import type { ComponentChildren } from "preact";
import type { Codes, FilingView, Role } from "../../api/types";
import { isDeregistration } from "../../form/open";
import { isEmpty } from "../../form/pointer";
import { lang, t } from "../../messages/current";
import { formatDate } from "../../messages/dates";
import { explained, SaveDate } from "../deadline/Deadline";
import { HelpLink } from "../help-link/HelpLink";
import { standing } from "../tag/Tag";

const date = (day: string) => <span class="number">{formatDate(lang, day)}</span>;

/** Whether the filing is a deregistration that its owner has not confirmed yet. */
export const awaitsConfirmation = (filing: FilingView) =>
  isDeregistration(filing) && filing.status === "with_provider" && filing.about?.confirmed === false;

/** The reasons of the date, in sentences. */
function reasons(filing: FilingView, codes: Codes | undefined): string[] {
  const day = (text: string) => formatDate(lang, text);
  const counted = filing.deadline ? explained(filing.deadline, codes, codes?.rules.deadline_lengths.ceiling) : [];
  if (filing.status === "under_review") {
    return [
      ...counted,
      ...(filing.forwarded_on ? [t.facts.whyForwarded(day(filing.forwarded_on))] : []),
      ...(filing.sheet_arrived_on ? [t.facts.whySheetArrived(day(filing.sheet_arrived_on))] : []),
    ];
  }
  if (awaitsConfirmation(filing)) return [t.orders.whyConfirm];
  if (isDeregistration(filing) && filing.status === "with_provider") return [t.orders.whyForward(filing.deadline?.days ?? 2), ...counted];
  if (filing.status === "returned_to_owner" || filing.status === "returned_to_provider") return [t.facts.whyReturned];
  return counted;
}

/** The answer first: the status of the filing, the party that must act, the date with its reason, and the missing documents. */
export function Facts({ filing, role, codes, children }: { filing: FilingView; role: Role; codes?: Codes | undefined; children?: ComponentChildren }) {
  const status = standing(filing.status, filing.kind);
  const unconfirmed = awaitsConfirmation(filing);
  const mine =
    (unconfirmed ? "owner" : filing.next_actor) === role || (filing.next_actor === "bureau" && (role === "reviewer" || role === "supervisor" || role === "clerk"));
  const finished = filing.next_actor === "nobody";
  const paused = Boolean(filing.deadline?.pause);
  const why = reasons(filing, codes);
  // The documents of an empty draft are not known: they depend on its form.
  const missing = filing.status === "draft" && isEmpty(filing.form) ? [] : [...new Set(filing.missing)];
  return (
    <div class={`facts${filing.late_days ? " late" : filing.status === "approved" ? " done" : ""}`}>
      <dl>
        <div data-fact="status" data-value={filing.status}>
          <dt>{t.facts.where}</dt>
          <dd>
            {unconfirmed ? t.orders.unconfirmed.name : status.name}
            <span class="more">{unconfirmed ? t.orders.unconfirmed.sentence : status.sentence}</span>
          </dd>
        </div>
        <div data-fact="party" data-value={filing.next_actor}>
          <dt>{t.facts.party}</dt>
          <dd>{mine && !finished && role !== "supervisor" && role !== "clerk" ? t.facts.you : t.parties[unconfirmed ? "owner" : filing.next_actor]}</dd>
        </div>
        <div data-fact="due" data-value={filing.due?.date}>
          <dt>{t.facts.due}</dt>
          <dd>
            {filing.due ? date(filing.due.date) : paused ? t.terms.pausedShort : filing.status === "draft" && role === filing.next_actor ? t.facts.noDueOwnerDraft : t.facts.noDue}
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
            {filing.due && filing.deadline && <SaveDate due={filing.due} kind={filing.deadline.kind} reference={filing.reference} />}
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
