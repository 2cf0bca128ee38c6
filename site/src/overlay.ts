// The overlay of pages that a journey draws: a banner when the network is gone or a session is about to end or has ended, and the
// sign-in that is asked for without leaving the page.
import { h, render } from "preact";
import { setReauthentication } from "./api/client";
import type { Asking, BannerState } from "./components/overlay/Overlay";
import { goSignIn } from "./hooks/signed-in";
import { extendSession, marked, pageSession, signedOut, timeLeft, watchSession } from "./session";

/** The time before the end of a session at which the end is announced, in milliseconds. */
const ANNOUNCED = 5 * 60_000;
/** The time between two looks at the clock, in milliseconds. */
const TICK = 10_000;
/** The shortest time between two reports of typing and pressing to the service, in milliseconds. */
const USE_NOTED = 5 * 60_000;
/** The time after which a page fetches the overlay, while there is a network, in milliseconds. */
const FETCHED_AFTER = 1500;

/** The time for which a person who declined to sign in is not asked again, in milliseconds. */
const STILL_DECLINED = 1000;

let place: HTMLElement | undefined;
let asking: Asking | undefined;
let waiting: Promise<boolean> | undefined;
/** Whether the session is at its latest end, which no use puts off. */
let latest = false;
let noted = Date.now();
let declined = 0;

const fetched = () => import("./components/overlay/Overlay");

function banner(): BannerState | undefined {
  if (!navigator.onLine) return { about: "offline" };
  const session = pageSession();
  if (!session) return undefined;
  if (session.state === "other") return { about: "other", name: session.other ?? "" };
  if (session.state === "signed-out") return { about: "signed-out" };
  const left = timeLeft(session);
  if (session.state === "ended" || left <= 0) return { about: "ended" };
  return left < ANNOUNCED ? { about: "ending", at: session.ends, latest } : undefined;
}

let drawn = "";
async function draw(): Promise<void> {
  const now = banner();
  const key = JSON.stringify([now, Boolean(asking)]);
  if (key === drawn) return;
  drawn = key;
  const ui = await fetched().catch(() => undefined);
  if (key !== drawn) return;
  if (!ui) {
    // Tried again with the next tick.
    drawn = "";
    return;
  }
  if (!place) {
    place = document.createElement("div");
    place.className = "overlay-place";
    document.body.prepend(place);
  }
  document.documentElement.classList.toggle("has-banner", now !== undefined);
  render(h(ui.Overlay, { banner: now, asking, stay, signIn: () => void ask() }), place);
}

async function stay(): Promise<void> {
  noted = Date.now();
  await extendSession();
  const session = pageSession();
  latest = session?.state === "live" && timeLeft(session) < ANNOUNCED;
  void draw();
}

/** Asks the page's account to sign in over the page, and answers whether it did. Callers in the meantime wait for the same answer. */
function ask(): Promise<boolean> {
  waiting ??= new Promise<boolean>((resolve) => {
    asking = { session: pageSession()!, answer: resolve };
    void draw();
    fetched().catch(() => {
      // Without the overlay the page is left; its entries are kept.
      goSignIn();
      resolve(false);
    });
  }).then((isSignedIn) => {
    waiting = asking = undefined;
    void draw();
    return isSignedIn;
  });
  return waiting;
}

/** The service answered that nobody is signed in. Requests that follow a refusal by themselves, such as a reload, do not ask once more. */
async function signInAgain(): Promise<boolean> {
  if (pageSession()?.state === "live") signedOut("ended");
  if (Date.now() - declined < STILL_DECLINED) return false;
  const isSignedIn = await ask();
  if (!isSignedIn) declined = Date.now();
  return isSignedIn;
}

export function startOverlay(): void {
  setTimeout(() => void fetched().catch(() => undefined), FETCHED_AFTER);
  for (const name of ["online", "offline"]) addEventListener(name, () => void draw());
  watchSession((session) => {
    setReauthentication({ signIn: signInAgain, isOther: () => pageSession()?.state === "other" });
    if (session.state === "live") {
      if (timeLeft(session) >= ANNOUNCED) latest = false;
      // Signed in, here or in another tab: nobody is asked any more.
      asking?.answer(true);
    }
    void draw();
  });
  setInterval(() => void draw(), TICK);
  document.addEventListener("visibilitychange", () => void draw());
  // Typing and pressing is use, also on a page that asks nothing of the service for long.
  for (const name of ["keydown", "pointerdown"]) {
    addEventListener(name, (event) => {
      const session = pageSession();
      if (session?.state !== "live" || timeLeft(session) <= 0 || latest || Date.now() - noted < USE_NOTED || place?.contains(event.target as Node)) return;
      void stay();
    }, { passive: true });
  }
  // A page that the browser kept whole shows nothing after a sign-out.
  addEventListener("pageshow", (event) => { if (event.persisted && pageSession() && !marked()) location.reload(); });
}
