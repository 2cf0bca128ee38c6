// What was typed and not sent yet, kept in this tab: a reload, another page, the other language and an ended session lose nothing
// of it. Only what its writer typed is kept, never what a page showed, and no password or code. It is gone once it was sent, with a
// sign-out, when another account signs in here, and after half a day; docs/SECURITY.md says why.

const PREFIX = "beian-typed:";
/** Nothing is kept longer after it was typed, in milliseconds: as long as the longest session. */
const LONGEST = 12 * 60 * 60 * 1000;

interface Entry {
  /** Whose it is; empty until somebody signs in. */
  who: string;
  /** When it was typed last. */
  at: number;
  value: unknown;
  /** The version of what it is about, when it was typed. */
  version?: number;
  /** Whether nobody would miss it, as the words of a search. */
  light?: true;
}

let who = "";
/** After a sign-out, until the page is left. */
let closed = false;

function read(key: string): Entry | undefined {
  try {
    const entry = JSON.parse(sessionStorage.getItem(key) ?? "") as Entry;
    return typeof entry.who === "string" && typeof entry.at === "number" && Date.now() - entry.at < LONGEST ? entry : undefined;
  } catch {
    return undefined;
  }
}

function entries(): { key: string; entry: Entry | undefined }[] {
  try {
    return Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX)).map((key) => ({ key, entry: read(key) }));
  } catch {
    return [];
  }
}

const erase = (key: string) => {
  try { sessionStorage.removeItem(key); } catch { /* without storage there is nothing to erase */ }
};

/** Keeps it; false when this browser does not. */
export function keep(place: string, value: unknown, about: { version?: number | undefined; light?: boolean | undefined } = {}): boolean {
  if (closed) return true;
  const entry: Entry = { who, at: Date.now(), value, ...(about.version !== undefined && { version: about.version }), ...(about.light && { light: true }) };
  try {
    sessionStorage.setItem(PREFIX + place, JSON.stringify(entry));
    return true;
  } catch {
    return false;
  }
}

/** What was kept there, unless it is somebody else's. */
export function kept(place: string): Entry | undefined {
  const entry = read(PREFIX + place);
  return entry && (entry.who === who || entry.who === "" || who === "") ? entry : undefined;
}

/** It is being saved on leaving: nobody would miss it. */
export function lighten(place: string): void {
  const entry = kept(place);
  if (entry) keep(place, entry.value, { version: entry.version, light: true });
}

export const forget = (place: string) => erase(PREFIX + place);

/** Whether anything is kept; of `worth`, anything that somebody would miss. */
export const keeps = (worth = false) => entries().some(({ entry }) => entry && !(worth && entry.light));

/** Somebody is signed in: what another account typed here is erased, what nobody's account typed is theirs from now on. */
export function belongsTo(username: string): void {
  who = username;
  for (const { key, entry } of entries()) {
    if (!entry || (entry.who !== "" && entry.who !== username)) erase(key);
    else if (entry.who === "") {
      try { sessionStorage.setItem(key, JSON.stringify({ ...entry, who: username })); } catch { erase(key); }
    }
  }
}

/** Leaves nothing of this tab behind: also the links and codes that mails brought. */
export function eraseAll(): void {
  closed = true;
  try { sessionStorage.clear(); } catch { /* nothing was kept */ }
}

// What is too old goes with the first page that is opened.
for (const { key, entry } of entries()) if (!entry) erase(key);
