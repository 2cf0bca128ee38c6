import { useEffect, useState } from "preact/hooks";
import { changePassword, endSession, exportData, removeSecondFactor, savePreferences, showAccount } from "../../api/actions";
import { newKey } from "../../api/client";
import type { Account as AccountView, Problem } from "../../api/types";
import { ActForm } from "../../components/act-form/ActForm";
import { Button } from "../../components/button/Button";
import { RadioField } from "../../components/field/Field";
import { Restored } from "../../components/restored/Restored";
import { Failed, Loading } from "../../components/loading/Loading";
import { Note } from "../../components/note/Note";
import { ProblemNote } from "../../components/note/ProblemNote";
import { UnreachableNote } from "../../components/unreachable/Unreachable";
import { useAct } from "../../hooks/act";
import { saveFile } from "../../hooks/save";
import { tell, useSession } from "../../hooks/signed-in";
import { useUnsent } from "../../hooks/unsent";
import { lang, t } from "../../messages/current";
import { dayInChina, formatDate, formatInstant } from "../../messages/dates";
import { SecondFactor } from "./SecondFactor";

const password = () => ({ name: "password", label: t.account.passwordAgain, hint: t.account.passwordWhy, kind: "password" as const });

/** A browser and a system as people call them; the whole text where neither is known. */
function browser(agent: string): string {
  const first = (names: [RegExp, string][]) => names.find(([mark]) => mark.test(agent))?.[1];
  const name = first([[/MicroMessenger/, "微信 WeChat"], [/Edg/, "Edge"], [/OPR|Opera/, "Opera"], [/Firefox|FxiOS/, "Firefox"], [/Chrom|CriOS/, "Chrome"], [/Safari/, "Safari"]]);
  const system = first([[/HarmonyOS|OpenHarmony/, "HarmonyOS"], [/Android/, "Android"], [/iPhone|iPad/, "iOS"], [/Windows/, "Windows"], [/Mac OS/, "macOS"], [/Linux/, "Linux"]]);
  return name ? [name, system].filter(Boolean).join(" · ") : agent;
}

/** All pages of an account's data as one. */
async function takeOut(password: string, key: string) {
  const first = await exportData({ password }, key);
  if (!first.ok) return first;
  const whole = first.value;
  while (whole.next_cursor) {
    const more = await exportData({ password, cursor: whole.next_cursor }, newKey());
    if (!more.ok) return more;
    whole.filings.push(...more.value.filings);
    delete whole.next_cursor;
    if (more.value.next_cursor) whole.next_cursor = more.value.next_cursor;
  }
  return first;
}

/** Saves the data as a file. */
const download = (data: object) => saveFile(`beian-${dayInChina(new Date())}.json`, JSON.stringify(data, null, 2), "application/json");

/** The choice of the emails that the holder does not want. */
function Letters({ reminders }: { reminders: boolean }) {
  const unsent = useUnsent("account letters", reminders ? "yes" : "no");
  const [saved, setSaved] = useState(false);
  const act = useAct((wanted: boolean, key) => savePreferences({ reminders: wanted }, key));
  const words = t.account;
  const save = async (event: Event) => {
    event.preventDefault();
    setSaved(false);
    if (!(await act.run(unsent.value === "yes"))) return;
    unsent.sent();
    setSaved(true);
  };
  return (
    <form onSubmit={save} class="column" noValidate data-form="save-preferences">
      {saved && <Note tone="ok" role="status" focus hook="save-preferences-done"><p>{words.lettersSaved}</p></Note>}
      <Restored unsent={unsent} restores />
      {act.problem && <ProblemNote problem={act.problem} />}
      <RadioField
        id="reminders" label={words.reminders} hint={words.remindersHint} value={unsent.value} onInput={(chosen) => { setSaved(false); unsent.set(chosen); }}
        options={[{ value: "yes", text: words.remindersOn }, { value: "no", text: words.remindersOff }]}
      />
      <div class="row"><Button type="submit" act="save-preferences" look="second" busy={act.busy}>{words.lettersSave}</Button></div>
    </form>
  );
}

export function Account() {
  const who = useSession();
  const [account, setAccount] = useState<AccountView>();
  const [failed, setProblem] = useState<Problem>();
  const load = async () => {
    const answer = await showAccount();
    if (answer.ok) setAccount(answer.value);
    else tell(answer.problem, setProblem);
  };
  useEffect(() => { if (who.session) void load(); }, [who.session]);
  const problem = who.problem ?? failed;
  if (!account) return problem ? <Failed problem={problem} again={() => location.reload()} /> : <Loading />;
  const words = t.account;
  const others = account.sessions.filter((line) => !line.current);
  return (
    <>
      <UnreachableNote account={account} />
      <dl class="plain">
        <dt>{words.username}</dt><dd data-username>{account.username}</dd>
        <dt>{words.role}</dt><dd>{t.roles[account.role]}{account.applicant && ` · ${t.applicants[account.applicant]}`}</dd>
        <dt>{words.contact}</dt><dd>{account.contact_name}</dd>
        <dt>{words.email}</dt>
        <dd>{account.email}{account.awaited_email && account.awaited_until && <><br />{words.awaited(account.awaited_email, formatDate(lang, dayInChina(account.awaited_until)))}</>}</dd>
      </dl>

      <SecondFactor account={account} onDone={load} />
      {account.second_factor && !account.second_factor_needed && (
        <details>
          <summary>{words.remove}</summary>
          <ActForm id="remove" act="remove-second-factor" label={words.remove} look="danger" fields={[password()]} run={(body, key) => removeSecondFactor(body as never, key)} onDone={() => void load()} />
        </details>
      )}

      <h2>{words.password}</h2>
      <ActForm
        id="change" act="change-password" label={words.password} look="second" done={() => words.changed} onDone={() => void load()} run={(body, key) => changePassword(body as never, key)}
        fields={[{ name: "password", label: words.present, kind: "password" }, { name: "new_password", label: words.fresh, hint: words.freshHint, kind: "new-password" }]}
      />

      <h2>{words.letters}</h2>
      <p>{words.lettersLead}</p>
      <Letters reminders={account.reminders} />

      <h2>{words.sessions}</h2>
      <ul class="lines" data-sessions={account.sessions.length}>
        {account.sessions.map((line) => (
          <li key={line.id}>
            <strong title={line.agent}>{browser(line.agent) || words.unknownAgent}</strong>{line.current && <> <span class="tag">{words.current}</span></>}<br />
            <span class="soft">{words.place} {line.network || "–"} · {words.opened} {formatInstant(lang, line.opened_at)} · {words.seen} {formatInstant(lang, line.seen_at)}</span>
            {!line.current && (
              <details>
                <summary>{words.end}</summary>
                <ActForm id={`end-${line.id}`} act="end-session" label={words.end} look="danger" fields={[password()]} run={(body, key) => endSession({ ...body, session_id: line.id } as never, key)} onDone={() => void load()} />
              </details>
            )}
          </li>
        ))}
      </ul>
      {others.length > 0 && (
        <details>
          <summary>{words.endOthers}</summary>
          <ActForm id="end" act="end-sessions" label={words.endOthers} look="danger" fields={[password()]} run={(body, key) => endSession(body as never, key)} onDone={() => void load()} />
        </details>
      )}

      {account.role === "owner" && (
        <>
          <h2>{words.data}</h2>
          <details>
            <summary>{words.exportAct}</summary>
            <p>{words.dataHint}</p>
            <ActForm
              id="export" act="export-data" label={words.exportAct} look="second" fields={[password()]} done={() => words.exported} onDone={() => void load()}
              run={async (body, key) => {
                const answer = await takeOut(body.password ?? "", key);
                if (answer.ok) download(answer.value);
                return answer;
              }}
            />
          </details>
        </>
      )}

      <h2>{words.history}</h2>
      <p class="soft">{words.historyHint}</p>
      <ul class="lines">
        {account.history.map((entry) => (
          <li key={`${entry.at}${entry.seq}${entry.event}`}>
            {t.events[entry.event]}{entry.details.reason && <>{t.colon}{entry.details.reason}</>}<br /><span class="soft">{formatInstant(lang, entry.at)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
