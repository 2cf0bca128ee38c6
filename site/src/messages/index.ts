// Messages for pages rendered at build time.
import { en } from "./en";
import { zh, type Messages } from "./zh";

export type Lang = "zh" | "en";
export type { Messages };
export const messages = (lang: Lang): Messages => (lang === "en" ? en : zh);

/** The address of a page in this language. */
export const href = (lang: Lang, path: string) => (lang === "en" ? `/en${path}` : path);
/** For `[...lang]` pages: both languages. */
export const languages = () => [{ params: { lang: undefined } }, { params: { lang: "en" } }];
export const langOf = (param: string | undefined): Lang => (param === "en" ? "en" : "zh");
