// Dates as people write them. Days are days in China; times are shown in China.
import type { Lang } from "./index";

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/** `2026-12-14` as `2026年12月14日` or `14 December 2026`. */
export function formatDate(lang: Lang, date: string): string {
  const [year, month, day] = date.slice(0, 10).split("-").map(Number);
  if (!year || !month || !day) return date;
  return lang === "en" ? `${day} ${MONTHS[month - 1]} ${year}` : `${year}年${month}月${day}日`;
}

const parts = (instant: string | Date) => {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: "Asia/Shanghai", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  return Object.fromEntries(format.formatToParts(new Date(instant)).map((part) => [part.type, part.value])) as Record<string, string>;
};

/** The day in China of an instant, `YYYY-MM-DD`. */
export function dayInChina(instant: string | Date): string {
  const { year, month, day } = parts(instant);
  return `${year}-${month}-${day}`;
}

/** Hours and minutes in China. */
export function timeInChina(instant: string | Date): string {
  const { hour, minute } = parts(instant);
  return `${hour}:${minute}`;
}

export const formatInstant = (lang: Lang, instant: string) => {
  const date = formatDate(lang, dayInChina(instant));
  return lang === "en" ? `${date}, ${timeInChina(instant)}` : `${date} ${timeInChina(instant)}`;
};
