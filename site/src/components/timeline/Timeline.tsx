import type { Codes, EventView, FilingStatus, FilingView, FilingKind, ProviderView } from "../../api/types";
import { label } from "../../form/words";
import { isDeregistration } from "../../form/open";
import { lang, named, t } from "../../messages/current";
import { dayInChina, formatDate, formatInstant } from "../../messages/dates";
import { ChangeItems } from "../changes/Changes";
import { awaitsConfirmation } from "../facts/Facts";
import { standing } from "../tag/Tag";

type Upcoming = keyof typeof t.filing.upcoming;
const AHEAD: Partial<Record<FilingStatus, Upcoming[]>> = {
  draft: ["forward", "sheet", "review", "approve"],
  with_provider: ["sheet", "review", "approve"],
  awaiting_sheet: ["review", "approve"],
  under_review: ["approve"],
  returned_to_owner: ["review", "approve"],
  returned_to_provider: ["review", "approve"],
};

/** The steps that are to come; only for a new site a sheet is posted and a number issued. */
export const upcoming = (status: FilingStatus, kind: FilingKind, unconfirmed: boolean): string[] => [...(unconfirmed ? ["forward" as const] : []), ...(AHEAD[status] ?? [])].flatMap((step) => {
  const isNew = kind === "first" || kind === "add_site";
  if (step === "sheet") return isNew ? [t.filing.upcoming.sheet] : [];
  return [step === "approve" && !isNew ? (isDeregistration({ kind }) ? t.orders.upcomingEnd : t.orders.upcomingDone) : t.filing.upcoming[step]];
});

/** The words for a step, as they fit the kind of the filing and the role that took the step. */
export function eventName(entry: EventView, filing: FilingView): string {
  const { events } = t.orders;
  if (entry.event === "submit" && entry.role === "provider") return events.submitFor;
  if (entry.event === "start_filing" && entry.role === "provider") return events.startFor;
  if (entry.event === "ask_deregistration" && entry.role === "provider") return events.askFor;
  if (entry.event === "discard" && isDeregistration(filing)) return events.withdraw;
  if (entry.event === "discard" && entry.role === "provider") return events.discardFor;
  if (entry.event === "approve" && isDeregistration(filing)) return events.approveEnd;
  if (entry.event === "approve" && filing.kind !== "first" && filing.kind !== "add_site") return events.approve;
  return t.events[entry.event];
}

const pauseReason = (code: string, codes: Codes | undefined) => {
  const reason = codes?.pause_reasons.find((one) => one.code === code);
  return reason ? named(reason) : code;
};

interface Props { filing: FilingView; events: readonly EventView[]; codes?: Codes | undefined; providers: readonly ProviderView[] }

const SCANS: readonly EventView["event"][] = ["attach_scan", "remove_scan"];

/** Uploads one after the other by the same hand on the same day are one line. */
function grouped(events: readonly EventView[]): EventView[][] {
  const groups: EventView[][] = [];
  for (const entry of events) {
    const last = groups.at(-1)?.at(-1);
    const joins = last && SCANS.includes(entry.event) && last.event === entry.event && last.role === entry.role && dayInChina(last.at) === dayInChina(entry.at);
    if (joins) groups.at(-1)!.push(entry);
    else groups.push([entry]);
  }
  return groups;
}

/** The steps of the past, the step of now, and the steps that are to come. */
export function Timeline({ filing, events, codes, providers }: Props) {
  const open = filing.next_actor !== "nobody";
  return (
    <ol class="timeline">
      {grouped(events).map(([entry, ...more]) => entry && (
        <li key={entry.seq} data-event={entry.event}>
          <span class="event">{eventName(entry, filing)}</span>
          <time dateTime={entry.at} class="number">{formatInstant(lang, entry.at)}</time>
          <Details entry={entry} more={more} numbers={entry.event === "approve" && filing.site_numbers.length > 1 ? filing.site_numbers : undefined} codes={codes} providers={providers} />
        </li>
      ))}
      {open && (
        <li class={`now${filing.late_days ? " late" : ""}`} aria-current="step">
          <span class="event">{awaitsConfirmation(filing) ? t.orders.unconfirmed.sentence : standing(filing.status, filing.kind).sentence}</span>
          <span class="meta">
            {t.facts.party}{t.colon}{t.parties[awaitsConfirmation(filing) ? "owner" : filing.next_actor]}
            {filing.due && <> · {t.facts.due}{t.colon}<span class="number">{formatDate(lang, filing.due.date)}</span></>}
            {filing.due?.provisional && ` (${t.facts.provisional})`}
            {filing.late_days > 0 && <span class="late"> · ✕ {t.late(filing.late_days)}</span>}
          </span>
        </li>
      )}
      {upcoming(filing.status, filing.kind, awaitsConfirmation(filing)).map((step) => <li key={step} class="next">{step}</li>)}
    </ol>
  );
}

function Details({ entry, more, numbers, codes, providers }: { entry: EventView; more: readonly EventView[]; numbers: readonly string[] | undefined; codes?: Codes | undefined; providers: readonly ProviderView[] }) {
  const { details } = entry;
  const meta = [
    entry.by && `${t.filing.by(t.roles[entry.role])} (${entry.by})`,
    details.document && [...new Set([entry, ...more].flatMap((one) => one.details.document ?? []))].map((kind) => t.documents[kind].name).join(t.separator),
    details.arrived_on && t.filing.arrived(formatDate(lang, details.arrived_on)),
    details.number && t.filing.number(numbers?.join(t.separator) ?? details.number),
    details.reminder && t.terms.reminders[details.reminder],
    details.assignee && `${t.work.assignee}${t.colon}${details.assignee}`,
    details.was && t.terms.was(formatDate(lang, details.was.date)),
    entry.event === "pause_review" && details.pause && t.terms.paused(pauseReason(details.pause.reason, codes), formatDate(lang, details.pause.from), formatDate(lang, details.pause.expected_on)),
    details.measure?.ended && t.terms.took(t.statistics.days(details.measure.ended.days), details.measure.ended.late ?? 0),
    details.due && t.filing.dueThen(formatDate(lang, details.due.date)),
    details.reason && t.filing.because(details.reason),
  ].filter(Boolean);
  return (
    <>
      {meta.length > 0 && <span class="meta">{meta.join(" · ")}</span>}
      {details.reasons && details.reasons.length > 0 && (
        <ul>
          {details.reasons.map((reason) => (
            <li key={reason.pointer + reason.reason} class="plain">
              <strong>{label(reason.pointer)}</strong>{t.colon}{reason.reason}
              {reason.suggestion && <span class="soft"> {reason.suggestion}</span>}
            </li>
          ))}
        </ul>
      )}
      {details.changes && details.changes.length > 0 && (
        <details>
          <summary>{t.filing.changed}{t.colon}{details.changes.map((change) => label(change.pointer)).join(t.separator)}</summary>
          <ChangeItems changes={details.changes} codes={codes} providers={providers} />
        </details>
      )}
    </>
  );
}
