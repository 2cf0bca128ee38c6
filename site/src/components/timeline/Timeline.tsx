import type { Codes, EventView, FilingView, ProviderView, Stage } from "../../api/types";
import { changed, label } from "../../form/words";
import { lang, t } from "../../messages/current";
import { dayInChina, formatDate, formatInstant } from "../../messages/dates";

type Upcoming = keyof typeof t.filing.upcoming;
const AHEAD: Partial<Record<Stage, Upcoming[]>> = {
  draft: ["forward", "sheet", "review", "approve"],
  with_provider: ["sheet", "review", "approve"],
  awaiting_sheet: ["review", "approve"],
  under_review: ["approve"],
  returned_to_owner: ["review", "approve"],
  returned_to_provider: ["review", "approve"],
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

/** Everything that happened, what is happening now, and what is to come. */
export function Timeline({ filing, events, codes, providers }: Props) {
  const open = filing.move_of !== "nobody";
  return (
    <ol class="timeline">
      {grouped(events).map(([event, ...more]) => event && (
        <li key={event.seq} data-deed={event.deed}>
          <span class="deed">{t.deeds[event.deed]}</span>
          <time dateTime={event.at} class="number">{formatInstant(lang, event.at)}</time>
          <Facts event={event} more={more} codes={codes} providers={providers} />
        </li>
      ))}
      {open && (
        <li class={`now${filing.late_days ? " late" : ""}`} aria-current="step">
          <span class="deed">{t.stages[filing.stage].sentence}</span>
          <span class="meta">
            {t.facts.mover}{t.colon}{t.movers[filing.move_of]}
            {filing.due && <> · {t.facts.due}{t.colon}<span class="number">{formatDate(lang, filing.due.date)}</span></>}
            {filing.due?.provisional && ` (${t.facts.provisional})`}
            {filing.late_days > 0 && <span class="late"> · ✕ {t.late(filing.late_days)}</span>}
          </span>
        </li>
      )}
      {(AHEAD[filing.stage] ?? []).map((step) => <li key={step} class="next">{t.filing.upcoming[step]}</li>)}
    </ol>
  );
}

function Facts({ event, more, codes, providers }: { event: EventView; more: readonly EventView[]; codes?: Codes | undefined; providers: readonly ProviderView[] }) {
  const { facts } = event;
  const meta = [
    event.by && `${t.filing.by(t.roles[event.role])} (${event.by})`,
    facts.document && [...new Set([event, ...more].flatMap((one) => one.facts.document ?? []))].map((kind) => t.documents[kind].name).join(t.separator),
    facts.arrived_on && t.filing.arrived(formatDate(lang, facts.arrived_on)),
    facts.number && t.filing.number(facts.number),
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
          <ul>
            {facts.changes.map((change) => (
              <li key={change.pointer} class="plain">
                <strong>{label(change.pointer)}</strong>{t.colon}
                <del>{changed(change.pointer, change.before, codes, providers)}</del> → <ins>{changed(change.pointer, change.after, codes, providers)}</ins>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
