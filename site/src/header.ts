// The header of every page: the account, the language switch, and the mailbox of a local edition.
import { signOut } from "./api/actions";
import { newKey } from "./api/client";
import { marked, session, signedOut } from "./session";
import { eraseTab, keepsUnsent } from "./unsent";

const root = document.documentElement;
const prefix = root.lang.startsWith("en") ? "/en" : "";
const show = (when: "in" | "out") => {
  for (const part of document.querySelectorAll<HTMLElement>("[data-when]")) part.hidden = part.dataset.when !== when;
};

// The language switch stays on the page one is on, with its query.
document.querySelector<HTMLAnchorElement>("[data-language]")?.addEventListener("click", (event) => {
  const link = event.currentTarget as HTMLAnchorElement;
  link.href = new URL(link.href).pathname + location.search + location.hash;
});

if (marked()) {
  void session().then((answer) => {
    if (!answer.ok) return;
    show("in");
    const who = document.querySelector<HTMLElement>("[data-who]");
    if (who) {
      who.textContent = answer.value.username;
      who.dataset.role = answer.value.role;
    }
    for (const part of document.querySelectorAll<HTMLElement>("[data-role]")) {
      if (part.tagName === "A" && part !== who) part.hidden = part.dataset.role !== answer.value.role || answer.value.enrolling;
    }
    const list = document.querySelector<HTMLElement>("[data-worklist]");
    if (list && answer.value.role !== "owner") list.textContent = list.dataset.worklist!;
  });
}

// Signing out leaves nothing in this tab; what was typed and not sent is asked about first.
async function leave(): Promise<void> {
  if (keepsUnsent(true)) {
    const overlay = await import("./components/overlay/Overlay").catch(() => undefined);
    if (!(await overlay?.askSignOut())) return;
  }
  const answer = await signOut(newKey());
  if (!answer.ok && answer.problem.code !== "not-signed-in") return;
  signedOut("signed-out");
  eraseTab();
  location.assign(`${prefix}/sign-in/?out=1`);
}
document.querySelector("[data-act='sign-out']")?.addEventListener("click", () => void leave());

// Only a local edition, on this machine, has a mailbox to look into. Asked for once a visit.
const mailbox = document.querySelector<HTMLElement>("[data-mailbox]");
if (mailbox && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(location.hostname)) {
  const known = sessionStorage.getItem("beian-mailbox");
  const tell = (there: boolean) => {
    mailbox.hidden = !there;
    sessionStorage.setItem("beian-mailbox", there ? "1" : "0");
  };
  if (known) tell(known === "1");
  else void fetch("/mailbox").then((answer) => answer.text().then(() => tell(answer.ok)), () => undefined);
}
