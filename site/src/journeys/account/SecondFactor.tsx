import { useState } from "preact/hooks";
import { beginSecondFactor, confirmSecondFactor } from "../../api/actions";
import type { Account } from "../../api/types";
import { ActForm } from "../../components/act-form/ActForm";
import { Button } from "../../components/button/Button";
import { Note } from "../../components/note/Note";
import { QrCode } from "../../components/qr-code/QrCode";
import { href, t } from "../../messages/current";

/** Sets up a second factor: password, QR code, a code to show that it works, recovery codes to keep. */
export function SecondFactor({ account, onDone }: { account: Account; onDone: () => Promise<void> }) {
  const [begun, setBegun] = useState<{ secret: string; uri: string }>();
  const [codes, setCodes] = useState<string[]>();
  const words = t.account;
  const must = account.second_factor_needed && !account.second_factor;

  if (codes) {
    return (
      <Note tone="ok" title={words.factorDone} focus role="status" hook="codes">
        <h3>{words.codes}</h3>
        <p>{words.codesHint}</p>
        <ul class="codes">{codes.map((code) => <li key={code}><code>{code}</code></li>)}</ul>
        <p>
          <Button
            act="kept"
            onClick={() => {
              setCodes(undefined);
              setBegun(undefined);
              if (must) location.assign(href("/filings/"));
              else void onDone();
            }}
          >{words.kept}</Button>
        </p>
      </Note>
    );
  }
  const begin = (
    <ActForm<{ secret: string; uri: string }>
      id="begin" act="begin-second-factor" label={account.second_factor ? words.anew : words.begin} look={must ? "main" : "second"} onDone={setBegun}
      fields={[{ name: "password", label: words.passwordAgain, hint: words.passwordWhy, kind: "password" }]} run={(body, key) => beginSecondFactor(body as never, key)}
    />
  );
  return (
    <section>
      <h2>{words.factor}</h2>
      {must && <Note tone="warning" hook="must"><p>{words.factorMust}</p></Note>}
      <p data-factor={account.second_factor ? "on" : "off"}>{account.second_factor ? `${words.factorOn} ${words.codesLeft(account.recovery_codes)}` : words.factorOff}</p>
      {begun ? (
        <>
          <p>{words.scan}</p>
          <QrCode text={begun.uri} label={words.scan} />
          <p>{words.type}{t.colon}<code class="secret" data-secret>{begun.secret}</code></p>
          <ActForm<{ codes: string[] }>
            id="confirm" act="confirm-second-factor" label={words.confirm} onDone={(shown) => setCodes(shown.codes)} fields={[{ name: "code", label: words.code, kind: "code" }]}
            run={(body, key) => confirmSecondFactor(body as never, key)}
          />
        </>
      ) : must ? begin : (
        <details>
          <summary>{account.second_factor ? words.anew : words.begin}</summary>
          {begin}
        </details>
      )}
    </section>
  );
}
