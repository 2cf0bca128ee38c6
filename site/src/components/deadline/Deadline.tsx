import type { Codes, DeadlineBreakdown as Counted, Due } from "../../api/types";
import { saveFile } from "../../hooks/save";
import { lang, named, t } from "../../messages/current";
import { formatDate } from "../../messages/dates";

const day = (date: string) => formatDate(lang, date);
const stretches = (counted: Counted, reason: Counted["uncounted"][number]["reason"]) =>
  counted.uncounted.filter((one) => one.reason === reason).map((one) => t.terms.range(day(one.first), day(one.last))).join(t.separator);

/** The count of a deadline: the day it began, the days that count, the days that do not, and the last day. */
export function explained(counted: Counted, codes: Codes | undefined, ceiling?: number): string[] {
  const [holidays, pauses] = [stretches(counted, "holiday"), stretches(counted, "paused")];
  const weekends = counted.uncounted.some((one) => one.reason === "weekend");
  const { pause } = counted;
  const reason = pause && codes?.pause_reasons.find((one) => one.code === pause.reason);
  return [
    t.terms.counts[counted.kind](counted.days, day(counted.since)),
    pause && t.terms.paused(reason ? named(reason) : pause.reason, day(pause.from), day(pause.expected_on)),
    weekends && t.terms.weekends,
    holidays && t.terms.holidays(holidays),
    counted.working_days.length > 0 && t.terms.workingDays(counted.working_days.map(day).join(t.separator)),
    !pause && pauses && t.terms.pauses(pauses),
    t.terms.over(counted.over, Math.max(0, counted.days - counted.over)),
    counted.kind === "review" && ceiling && t.terms.ceiling(ceiling),
  ].filter((sentence) => typeof sentence === "string");
}

interface Dated { due: Due; kind: Counted["kind"]; reference: string }

/** The due date as a calendar file, made in the browser. */
async function file({ due, kind, reference }: Dated): Promise<string> {
  const { default: calendar, ICalAlarmType } = await import("ical-generator");
  const words = t.terms;
  const whole = calendar({ prodId: { company: "Beian", product: "Beian", language: lang === "en" ? "EN" : "ZH" } });
  const event = whole.createEvent({
    // The same date saved again takes the place of the one before.
    id: `${reference}-${kind}@beian`, allDay: true, start: new Date(`${due.date}T00:00:00`),
    summary: words.event(words.deadlines[kind], reference), description: due.provisional ? t.facts.provisionalWhy : "",
    url: `${location.origin}${location.pathname}${location.search}`,
  });
  // At nine in the morning of the day before.
  event.createAlarm({ type: ICalAlarmType.display, trigger: 15 * 60 * 60, description: words.event(words.deadlines[kind], reference) });
  return whole.toString();
}

/** Saves the due date to one's own calendar. */
export function SaveDate(dated: Dated) {
  const save = async () => saveFile(t.terms.fileName(dated.reference), await file(dated), "text/calendar;charset=utf-8");
  return <button type="button" class="button second small no-print" data-act="save-date" title={t.terms.saveHint} onClick={() => void save()}>{t.terms.save}</button>;
}
