// Messages of the page one is on, for islands. Loaded once, before anything is drawn.
import type { Messages } from "./zh";
import type { Lang } from "./index";

export const lang: Lang = document.documentElement.lang.startsWith("en") ? "en" : "zh";
export let t: Messages;
/** Between two sentences. */
export const gap = lang === "en" ? " " : "";

export async function load(): Promise<void> {
  t = lang === "en" ? (await import("./en")).en : (await import("./zh")).zh;
}

/** The address of a page in this language, with its query. */
export function href(path: string, query: Record<string, string | undefined> = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) search.set(name, value);
  const text = search.toString();
  return (lang === "en" ? "/en" : "") + path + (text ? `?${text}` : "");
}

/** The name of something with a Chinese and an English name. */
export const named = (thing: { name_zh: string; name_en: string }) => (lang === "en" ? thing.name_en : thing.name_zh);
