// The answer to each question. Pages are rendered from it at build time; the search loads a language of it.
import type { Lang } from "../messages";
import { en } from "./en";
import type { Help } from "./shape";
import { zh } from "./zh";

export const help = (lang: Lang): Help => (lang === "en" ? en : zh);
