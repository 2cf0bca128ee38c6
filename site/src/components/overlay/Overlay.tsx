import { render, type ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { href, load, t } from "../../messages/current";
import { timeInChina } from "../../messages/dates";
import { signedIn, type PageSession } from "../../session";
import { eraseTab } from "../../unsent";
import { Button } from "../button/Button";
import { SignInForm } from "../sign-in-form/SignInForm";

export type BannerState = { about: "offline" | "ended" | "signed-out" } | { about: "ending"; at: number; latest: boolean } | { about: "other"; name: string };
export interface Asking { session: PageSession; answer: (isSignedIn: boolean) => void }
interface Props { banner: BannerState | undefined; asking: Asking | undefined; stay: () => Promise<void>; signIn: () => void }

/** Over the page: a banner about the network or the session, and the sign-in that goes on with the last step. */
export function Overlay({ banner, asking, stay, signIn }: Props) {
  return (
    <>
      {banner && <Banner banner={banner} stay={stay} signIn={signIn} />}
      {asking && <SignInDialog {...asking} />}
    </>
  );
}

function Banner({ banner, stay, signIn }: Omit<Props, "asking" | "banner"> & { banner: BannerState }) {
  const words = t.overlay;
  const isStaying = banner.about === "ending" && !banner.latest;
  const text = banner.about === "offline" ? words.offline
    : banner.about === "ending" ? (banner.latest ? words.endingLatest : words.ending)(timeInChina(new Date(banner.at)))
    : banner.about === "other" ? words.other(banner.name)
    : banner.about === "ended" ? words.ended : words.signedOut;
  return (
    <div class="banner no-print" role="alert" data-banner={banner.about}>
      <div class="inner">
        <p>{text}</p>
        {isStaying ? <Button small act="stay-signed-in" onClick={() => void stay()}>{words.stay}</Button>
          : banner.about !== "offline" && <Button small act="sign-in-over" onClick={signIn}>{words.again}</Button>}
      </div>
    </div>
  );
}

/** A question that the page waits for; leaving it is an answer too. */
function Dialog({ title, onCancel, hook, children }: { title: string; onCancel: () => void; hook: string; children: ComponentChildren }) {
  const box = useRef<HTMLDialogElement>(null);
  // The dialog opens before the first paint, so that the focus is at once on its field with `autofocus`.
  useLayoutEffect(() => box.current?.showModal(), []);
  return (
    <dialog class="overlay" ref={box} aria-labelledby="overlay-title" data-overlay={hook} onCancel={(event) => { event.preventDefault(); onCancel(); }}>
      <h2 id="overlay-title">{title}</h2>
      {children}
    </dialog>
  );
}

function SignInDialog({ session: { username, state, other = "" }, answer }: Asking) {
  const words = t.overlay;
  const isOther = state === "other";
  return (
    <Dialog title={words.title} hook={state} onCancel={() => answer(false)}>
      <p>{isOther ? words.whyOther(other, username) : words.why[state]}</p>
      <SignInForm
        id="overlay-" username={username} act={words.act} fixed
        onSignedIn={(session) => {
          if (session.enrolling) answer(false);
          signedIn(session);
          answer(true);
          if (session.enrolling) location.assign(href("/account/"));
        }}
        beside={<Button look="second" act="not-now" onClick={() => answer(false)}>{words.later}</Button>}
      />
      <p class="small">
        <a href={href("/reset-password/")} target="_blank" rel="noopener">{t.signIn.forgot}{t.helpPage.newWindow}</a><br />
        <a href={href(isOther ? "/filings/" : "/sign-in/")} data-act="other-account" onClick={eraseTab}>{isOther ? words.goOn(other) : words.otherAccount}</a>
      </p>
    </Dialog>
  );
}

/** Asks before a sign-out that would erase entries that are not sent. */
export async function askSignOut(): Promise<boolean> {
  await load();
  const place = document.createElement("div");
  document.body.append(place);
  const leaves = await new Promise<boolean>((answer) => {
    render(
      <Dialog title={t.overlay.leaving} hook="leaving" onCancel={() => answer(false)}>
        <p>{t.overlay.leavingWhat}</p>
        <div class="row">
          <Button act="leaving-stay" onClick={() => answer(false)}>{t.overlay.leavingStay}</Button>
          <Button act="leaving-go" look="second" onClick={() => answer(true)}>{t.overlay.leavingGo}</Button>
        </div>
      </Dialog>,
      place,
    );
  });
  render(null, place);
  place.remove();
  return leaves;
}
