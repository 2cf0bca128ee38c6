// Entries that were typed and are not sent yet, kept in this tab: a reload, another page, the other language and an ended session lose
// none of them. Only a writer's own entries are kept, never the contents of a page, and no password or code. They go once they are
// sent, with a sign-out, when another account signs in here, and after half a day; docs/SECURITY.md gives the reasons.

const PREFIX = "beian-unsent:";
/** The longest time after the last keystroke, in milliseconds: that of the longest session. */
const LONGEST = 12 * 60 * 60 * 1000;

interface Entry {
  /** The account of the entry; empty until somebody signs in. */
  owner: string;
  /** The time of the last keystroke. */
  at: number;
  value: unknown;
  /** The version of the thing that the entry is about, at that time. */
  version?: number;
  /** Whether nobody would miss the entry, as the words of a search. */
  trivial?: true;
}

let account = "";
/** After a sign-out, until the page is left. */
let closed = false;

function read(key: string): Entry | undefined {
  try {
    const entry = JSON.parse(sessionStorage.getItem(key) ?? "") as Entry;
    return typeof entry.owner === "string" && typeof entry.at === "number" && Date.now() - entry.at < LONGEST ? entry : undefined;
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

/** Keeps a value under the name of its place; false where this browser keeps nothing. */
export function keep(place: string, value: unknown, about: { version?: number | undefined; trivial?: boolean | undefined } = {}): boolean {
  if (closed) return true;
  const entry: Entry = { owner: account, at: Date.now(), value, ...(about.version !== undefined && { version: about.version }), ...(about.trivial && { trivial: true }) };
  try {
    sessionStorage.setItem(PREFIX + place, JSON.stringify(entry));
    return true;
  } catch {
    return false;
  }
}

/** The entry of a place, unless it is another account's. */
export function kept(place: string): Entry | undefined {
  const entry = read(PREFIX + place);
  return entry && (entry.owner === account || entry.owner === "" || account === "") ? entry : undefined;
}

/** Marks an entry that nobody would miss any more: it is being saved on leaving, or was printed. */
export function makeTrivial(place: string): void {
  const entry = kept(place);
  if (entry) keep(place, entry.value, { version: entry.version, trivial: true });
}

export const forget = (place: string) => erase(PREFIX + place);

/** Whether this tab keeps anything; of `missed`, anything that somebody would miss. */
export const keepsUnsent = (missed = false) => entries().some(({ entry }) => entry && !(missed && entry.trivial));

/** An account is signed in: the entries of another account are erased, and those without an account become its own. */
export function claimUnsent(username: string): void {
  account = username;
  for (const { key, entry } of entries()) {
    if (!entry || (entry.owner !== "" && entry.owner !== username)) erase(key);
    else if (entry.owner === "") {
      try { sessionStorage.setItem(key, JSON.stringify({ ...entry, owner: username })); } catch { erase(key); }
    }
  }
}

/** Leaves nothing of this tab behind: also the links and codes that mails brought. */
export function eraseTab(): void {
  closed = true;
  try { sessionStorage.clear(); } catch { /* nothing was kept */ }
}

// Entries that are too old go with the first page that is opened.
for (const { key, entry } of entries()) if (!entry) erase(key);
