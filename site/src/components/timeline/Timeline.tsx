import type { Codes, EventView, FilingView, Kind, ProviderView, Stage } from "../../api/types";
import { label } from "../../form/words";
import { isDeregistration } from "../../form/open";
import { lang, named, t } from "../../messages/current";
import { dayInChina, formatDate, formatInstant } from "../../messages/dates";
import { ChangeItems } from "../changes/Changes";
import { awaitsConfirmation } from "../facts/Facts";
import { standing } from "../tag/Tag";

type Upcoming = keyof typeof t.filing.upcoming;
const AHEAD: Partial<Record<Stage, Upcoming[]>> = {
  draft: ["forward", "sheet", "review", "approve"],
  with_provider: ["sheet", "review", "approve"],
  awaiting_sheet: ["review", "approve"],
  under_review: ["approve"],
  returned_to_owner: ["review", "approve"],
  returned_to_provider: ["review", "approve"],
};

/** The steps that are to come; only for a new site a sheet is posted and a number issued. */
export const upcoming = (stage: Stage, kind: Kind, unconfirmed: boolean): string[] => [...(unconfirmed ? ["forward" as const] : []), ...(AHEAD[stage] ?? [])].flatMap((step) => {
  const isNew = kind === "first" || kind === "add_site";
  if (step === "sheet") return isNew ? [t.filing.upcoming.sheet] : [];
  return [step === "approve" && !isNew ? (isDeregistration({ kind }) ? t.orders.upcomingEnd : t.orders.upcomingDone) : t.filing.upcoming[step]];
});

/** The words for a step, as they fit the kind of the filing and the role that took the step. */
export function deedOf(event: EventView, filing: FilingView): string {
  const { deeds } = t.orders;
  if (event.deed === "submit" && event.role === "provider") return deeds.submitFor;
  if (event.deed === "start_filing" && event.role === "provider") return deeds.startFor;
  if (event.deed === "ask_deregistration" && event.role === "provider") return deeds.askFor;
  if (event.deed === "discard" && isDeregistration(filing)) return deeds.withdraw;
  if (event.deed === "discard" && event.role === "provider") return deeds.discardFor;
  if (event.deed === "approve" && isDeregistration(filing)) return deeds.approveEnd;
  if (event.deed === "approve" && filing.kind !== "first" && filing.kind !== "add_site") return deeds.approve;
  return t.deeds[event.deed];
}

const pauseReason = (code: string, codes: Codes | undefined) => {
  const reason = codes?.pause_reasons.find((one) => one.code === code);
  return reason ? named(reason) : code;
};

interface Props { filing: FilingView; events: readonly EventView[]; codes?: Codes | undefined; providers: readonly ProviderView[] }

const SCANS: readonly EventView["deed"][] = ["attach_scan", "remove_scan"];

/** Uploads one after the other by the same hand on the same day are one line. */
function grouped(events: readonly EventView[]): EventView[][] {
  const groups: EventView[][] = [];
  for (const event of events) {
    const last = groups.at(-1)?.at(-1);
    const joins = last && SCANS.includes(event.deed) && last.deed === event.deed && last.role === event.role && dayInChina(last.at) === dayInChina(event.at);
    if (joins) groups.at(-1)!.push(event);
    else groups.push([event]);
  }
  return groups;
}

/** The steps of the past, the step of now, and the steps that are to come. */
export function Timeline({ filing, events, codes, providers }: Props) {
  const open = filing.move_of !== "nobody";
  return (
    <ol class="timeline">
      {grouped(events).map(([event, ...more]) => event && (
        <li key={event.seq} data-deed={event.deed}>
          <span class="deed">{deedOf(event, filing)}</span>
          <time dateTime={event.at} class="number">{formatInstant(lang, event.at)}</time>
          <Facts event={event} more={more} numbers={event.deed === "approve" && filing.site_numbers.length > 1 ? filing.site_numbers : undefined} codes={codes} providers={providers} />
        </li>
      ))}
      {open && (
        <li class={`now${filing.late_days ? " late" : ""}`} aria-current="step">
          <span class="deed">{awaitsConfirmation(filing) ? t.orders.unconfirmed.sentence : standing(filing.stage, filing.kind).sentence}</span>
          <span class="meta">
            {t.facts.mover}{t.colon}{t.movers[awaitsConfirmation(filing) ? "owner" : filing.move_of]}
            {filing.due && <> · {t.facts.due}{t.colon}<span class="number">{formatDate(lang, filing.due.date)}</span></>}
            {filing.due?.provisional && ` (${t.facts.provisional})`}
            {filing.late_days > 0 && <span class="late"> · ✕ {t.late(filing.late_days)}</span>}
          </span>
        </li>
      )}
      {upcoming(filing.stage, filing.kind, awaitsConfirmation(filing)).map((step) => <li key={step} class="next">{step}</li>)}
    </ol>
  );
}

function Facts({ event, more, numbers, codes, providers }: { event: EventView; more: readonly EventView[]; numbers: readonly string[] | undefined; codes?: Codes | undefined; providers: readonly ProviderView[] }) {
  const { facts } = event;
  const meta = [
    event.by && `${t.filing.by(t.roles[event.role])} (${event.by})`,
    facts.document && [...new Set([event, ...more].flatMap((one) => one.facts.document ?? []))].map((kind) => t.documents[kind].name).join(t.separator),
    facts.arrived_on && t.filing.arrived(formatDate(lang, facts.arrived_on)),
    facts.number && t.filing.number(numbers?.join(t.separator) ?? facts.number),
    facts.reminder && t.terms.reminders[facts.reminder],
    facts.assignee && `${t.work.assignee}${t.colon}${facts.assignee}`,
    facts.was && t.terms.was(formatDate(lang, facts.was.date)),
    event.deed === "pause_review" && facts.pause && t.terms.paused(pauseReason(facts.pause.reason, codes), formatDate(lang, facts.pause.from), formatDate(lang, facts.pause.expected_on)),
    facts.measure?.ended && t.terms.took(t.statistics.days(facts.measure.ended.days), facts.measure.ended.late ?? 0),
    facts.due && t.filing.dueThen(formatDate(lang, facts.due.date)),
    facts.reason && t.filing.because(facts.reason),
  ].filter(Boolean);
  return (
    <>
      {meta.length > 0 && <span class="meta">{meta.join(" · ")}</span>}
      {facts.reasons && facts.reasons.length > 0 && (
        <ul>
          {facts.reasons.map((reason) => (
            <li key={reason.pointer + reason.reason} class="plain">
              <strong>{label(reason.pointer)}</strong>{t.colon}{reason.reason}
              {reason.suggestion && <span class="soft"> {reason.suggestion}</span>}
            </li>
          ))}
        </ul>
      )}
      {facts.changes && facts.changes.length > 0 && (
        <details>
          <summary>{t.filing.changed}{t.colon}{facts.changes.map((change) => label(change.pointer)).join(t.separator)}</summary>
          <ChangeItems changes={facts.changes} codes={codes} providers={providers} />
        </details>
      )}
    </>
  );
}
