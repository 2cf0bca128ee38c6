import { render, type ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { href, load, t } from "../../messages/current";
import { timeInChina } from "../../messages/dates";
import { entered, type Holder } from "../../session";
import { eraseAll } from "../../typed";
import { Button } from "../button/Button";
import { SignInForm } from "../sign-in-form/SignInForm";

/** What the strip over the page says. */
export type Strip = { about: "offline" | "ended" | "out" } | { about: "ending"; at: number; last: boolean } | { about: "other"; name: string };
export interface Asking { holder: Holder; answer: (signedIn: boolean) => void }
interface Props { strip: Strip | undefined; asking: Asking | undefined; stay: () => Promise<void>; signIn: () => void }

/** Over the page: what befell the network or the session, and the sign-in that goes on with what was pressed. */
export function Over({ strip, asking, stay, signIn }: Props) {
  return (
    <>
      {strip && <StripLine strip={strip} stay={stay} signIn={signIn} />}
      {asking && <SignInOver {...asking} />}
    </>
  );
}

function StripLine({ strip, stay, signIn }: Omit<Props, "asking" | "strip"> & { strip: Strip }) {
  const words = t.over;
  const text = strip.about === "offline" ? words.offline
    : strip.about === "ending" ? (strip.last ? words.endingLast : words.ending)(timeInChina(new Date(strip.at)))
    : strip.about === "other" ? words.other(strip.name)
    : words[strip.about];
  return (
    <div class={`strip no-print${strip.about === "ending" ? " soon" : ""}`} role="alert" data-strip={strip.about}>
      <div class="inner">
        <p>{text}</p>
        {strip.about === "ending" && !strip.last && <Button small act="stay-signed-in" onClick={() => void stay()}>{words.stay}</Button>}
        {(strip.about === "ended" || strip.about === "out" || strip.about === "other" || (strip.about === "ending" && strip.last)) && <Button small act="sign-in-over" onClick={signIn}>{words.again}</Button>}
      </div>
    </div>
  );
}

/** A question that the page waits for; leaving it is an answer too. */
function Dialog({ title, onCancel, hook, children }: { title: string; onCancel: () => void; hook: string; children: ComponentChildren }) {
  const box = useRef<HTMLDialogElement>(null);
  // Before its fields take the focus.
  useLayoutEffect(() => box.current?.showModal(), []);
  return (
    <dialog class="over" ref={box} aria-labelledby="over-title" data-over={hook} onCancel={(event) => { event.preventDefault(); onCancel(); }}>
      <h2 id="over-title">{title}</h2>
      {children}
    </dialog>
  );
}

/** Signs in whom the page was drawn for. */
function SignInOver({ holder: { username, standing, other = "" }, answer }: Asking) {
  const words = t.over;
  const elsewhere = standing === "other";
  return (
    <Dialog title={words.title} hook={standing} onCancel={() => answer(false)}>
      <p>{elsewhere ? words.whyOther(other, username) : words.why[standing]}</p>
      <SignInForm
        id="over-" username={username} act={words.act} fixed
        onEntered={(session) => {
          if (session.enrolling) answer(false);
          entered(session);
          answer(true);
          if (session.enrolling) location.assign(href("/account/"));
        }}
        beside={<Button look="second" act="not-now" onClick={() => answer(false)}>{words.later}</Button>}
      />
      <p class="small">
        <a href={href("/reset-password/")} target="_blank" rel="noopener">{t.signIn.forgot}{t.helpPage.newWindow}</a><br />
        <a href={href(elsewhere ? "/filings/" : "/sign-in/")} data-act="other-account" onClick={eraseAll}>{elsewhere ? words.goOn(other) : words.otherAccount}</a>
      </p>
    </Dialog>
  );
}

/** Asks before a sign-out that would erase what was typed and not sent. */
export async function askLeaving(): Promise<boolean> {
  await load();
  const place = document.createElement("div");
  document.body.append(place);
  const leaves = await new Promise<boolean>((answer) => {
    render(
      <Dialog title={t.over.leaving} hook="leaving" onCancel={() => answer(false)}>
        <p>{t.over.leavingWhat}</p>
        <div class="row">
          <Button act="leaving-stay" onClick={() => answer(false)}>{t.over.leavingStay}</Button>
          <Button act="leaving-go" look="second" onClick={() => answer(true)}>{t.over.leavingGo}</Button>
        </div>
      </Dialog>,
      place,
    );
  });
  render(null, place);
  place.remove();
  return leaves;
}
