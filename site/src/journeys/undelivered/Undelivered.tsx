import { useState } from "preact/hooks";
import { liftSuppression, listUndelivered, resendNotice } from "../../api/actions";
import type { UndeliveredView } from "../../api/types";
import { ActForm } from "../../components/act-form/ActForm";
import { Button } from "../../components/button/Button";
import { Failed, Loading } from "../../components/loading/Loading";
import { useListing } from "../../hooks/listing";
import { href, lang, t } from "../../messages/current";
import { formatInstant } from "../../messages/dates";

const about = (letter: UndeliveredView) => {
  if (letter.filing_id) return <a href={href("/filing/", { id: letter.filing_id })}>{t.undelivered.filing}</a>;
  if (letter.request_id) return <a href={href("/requests/request/", { id: letter.request_id })}>{t.undelivered.request}</a>;
  if (letter.record_id) return <a href={href("/records/record/", { id: letter.record_id })}>{t.undelivered.record}</a>;
  return letter.username ? `${t.undelivered.account}${t.colon}${letter.username}` : "–";
};

/** Whether a letter is the email of a sign-up, before any account is open. */
const isSignUp = (letter: UndeliveredView) => letter.event === "register" && !letter.username;

/** Emails that did not arrive, with the actions that a supervisor has for each. */
export function Undelivered() {
  const { session, items, problem, more } = useListing(listUndelivered);
  const [done, setDone] = useState<Record<string, "resent" | "lifted">>({});
  if (problem) return <Failed problem={problem} again={() => location.reload()} />;
  if (!items || !session) return <Loading />;
  const words = t.undelivered;
  return (
    <>
      <p>{words.lead}</p>
      {items.length === 0 ? <div class="panel"><p>{words.none}</p></div> : (
        <ul class="lines" data-undelivered={items.length}>
          {items.map((letter) => {
            const lifted = done[letter.id] === "lifted";
            return (
              <li key={letter.id} data-letter={letter.id} data-status={letter.status}>
                <strong>{isSignUp(letter) ? words.signUp : t.events[letter.event]}</strong> · {about(letter)}<br />
                <span class="break">{letter.to || words.nobody}</span> · {words.statuses[letter.status]}{letter.code && letter.status !== "suppressed" && <span class="soft number"> ({letter.code})</span>}<br />
                <span class="soft">{formatInstant(lang, letter.at)}</span>
                {letter.suppressed && !lifted && (
                  <details>
                    <summary>{words.lift}</summary>
                    <ActForm
                      id={`lift-${letter.id}`} act="lift-suppression" label={words.lift} look="second" fields={[{ name: "reason", label: words.reason, hint: words.reasonHint, kind: "area" }]}
                      run={(body, key) => liftSuppression(letter.id, { reason: body.reason ?? "" }, key)} onDone={() => setDone((before) => ({ ...before, [letter.id]: "lifted" }))}
                    />
                  </details>
                )}
                {lifted && <p role="status">✓ {words.lifted}</p>}
                {letter.resendable
                  ? (!letter.suppressed || lifted) && <ActForm id={`resend-${letter.id}`} act="resend-notice" label={words.resend} look="second" fields={[]} run={(_, key) => resendNotice(letter.id, key)} done={() => words.resent} />
                  : <p class="soft">{words.askAnew}</p>}
              </li>
            );
          })}
        </ul>
      )}
      {more && <Button look="second" act="more" onClick={more}>{t.filings.more}</Button>}
    </>
  );
}
