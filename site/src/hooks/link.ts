import { useState } from "preact/hooks";

/** The name and the code that the link in a mail carries behind its `#`. */
export interface MailLink { name: string; code: string }

const parse = (text: string): MailLink | undefined => {
  const [name, code] = text.replace(/^#/, "").split(".");
  return name && code ? { name, code } : undefined;
};
const place = () => `beian-link-${location.pathname.replace(/^\/en\//, "/")}`;

/**
 * Takes the link's name and code out of the address, so that nobody reads them over a shoulder or copies them along. This window keeps
 * them: a sign-in, a reload or the other language comes back to them.
 */
function take(): MailLink | undefined {
  const found = parse(location.hash);
  if (found) {
    sessionStorage.setItem(place(), location.hash);
    history.replaceState(null, "", location.pathname + location.search);
  }
  return found ?? parse(sessionStorage.getItem(place()) ?? "");
}

/** The link that led here, and a way to forget it once it served. */
export function useMailLink(): { link: MailLink | undefined; forget: () => void } {
  const [link] = useState(take);
  return { link, forget: () => sessionStorage.removeItem(place()) };
}

// Another link opened on the same page changes only what is behind the `#`.
window.addEventListener("hashchange", () => { if (parse(location.hash)) location.reload(); });
