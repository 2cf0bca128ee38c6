// What stands over a page that a journey draws: that the network is gone, that a session is about to end or has ended, and the sign-in
// that is asked for without leaving the page.
import { h, render } from "preact";
import { keepDoor } from "./api/client";
import type { Asking, Strip } from "./components/over/Over";
import { goSignIn } from "./hooks/signed-in";
import { holds, lasts, left, marked, prolong, watchHolder } from "./session";

/** An end is announced so long before it comes, in milliseconds. */
const ANNOUNCED = 5 * 60_000;
const LOOKED_AFTER = 10_000;
/** That somebody types or presses is told to the service at most so often, in milliseconds. */
const NOTED_AFTER = 5 * 60_000;
/** The dialog is fetched so soon after the page, while there is a network and a session. */
const FETCHED_AFTER = 1500;

let place: HTMLElement | undefined;
let asking: Asking | undefined;
let waiting: Promise<boolean> | undefined;
/** Whether asking made the session last no longer: it is at its very end. */
let last = false;
let noted = Date.now();

const fetched = () => import("./components/over/Over");

function strip(): Strip | undefined {
  if (!navigator.onLine) return { about: "offline" };
  const holder = holds();
  if (!holder) return undefined;
  if (holder.standing === "other") return { about: "other", name: holder.other ?? "" };
  if (holder.standing === "out") return { about: "out" };
  const rest = lasts(holder);
  if (holder.standing === "ended" || rest <= 0) return { about: "ended" };
  return rest < ANNOUNCED ? { about: "ending", at: holder.ends, last } : undefined;
}

let drawn = "";
async function draw(): Promise<void> {
  const now = strip();
  const key = JSON.stringify([now, Boolean(asking)]);
  if (key === drawn) return;
  drawn = key;
  const ui = await fetched().catch(() => undefined);
  if (!ui || key !== drawn) return;
  if (!place) {
    place = document.createElement("div");
    document.body.prepend(place);
  }
  document.documentElement.classList.toggle("stripped", now !== undefined);
  render(h(ui.Over, { strip: now, asking, stay, signIn: () => void ask() }), place);
}

/** Makes the session last longer. */
async function stay(): Promise<void> {
  noted = Date.now();
  await prolong();
  const holder = holds();
  last = Boolean(holder && holder.standing === "in" && lasts(holder) < ANNOUNCED);
  void draw();
}

/** Asks who the page was drawn for to sign in over it; whether they did. All who ask meanwhile wait for the same answer. */
function ask(): Promise<boolean> {
  waiting ??= new Promise<boolean>((resolve) => {
    asking = { holder: holds()!, answer: resolve };
    void draw();
    fetched().catch(() => {
      // Without the dialog the page is left; what was typed is kept.
      goSignIn();
      resolve(false);
    });
  }).then((signedIn) => {
    waiting = asking = undefined;
    void draw();
    return signedIn;
  });
  return waiting;
}

/** The service said that nobody is signed in. */
function askAgain(): Promise<boolean> {
  if (holds()?.standing === "in") left("ended");
  return ask();
}

export function start(): void {
  setTimeout(() => void fetched().catch(() => undefined), FETCHED_AFTER);
  for (const name of ["online", "offline"]) addEventListener(name, () => void draw());
  watchHolder((holder) => {
    keepDoor({ ask: askAgain, isOther: () => holds()?.standing === "other" });
    if (holder.standing === "in") {
      if (lasts(holder) >= ANNOUNCED) last = false;
      // Signed in elsewhere: nobody is asked any more.
      asking?.answer(true);
    }
    void draw();
  });
  setInterval(() => void draw(), LOOKED_AFTER);
  document.addEventListener("visibilitychange", () => void draw());
  // Typing and pressing is use, also where nothing is asked of the service for long.
  for (const name of ["keydown", "pointerdown"]) {
    addEventListener(name, (event) => {
      const holder = holds();
      if (holder?.standing !== "in" || lasts(holder) <= 0 || last || Date.now() - noted < NOTED_AFTER || place?.contains(event.target as Node)) return;
      void stay();
    }, { passive: true });
  }
  // A page that comes back whole after a sign-out shows nobody's data.
  addEventListener("pageshow", (event) => { if (event.persisted && holds() && !marked()) location.reload(); });
}
