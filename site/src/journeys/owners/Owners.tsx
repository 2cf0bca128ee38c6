import { useEffect, useState } from "preact/hooks";
import { addOwner, listAccounts, recoverOwner } from "../../api/actions";
import type { AccountSummary, Problem } from "../../api/types";
import { ActForm } from "../../components/act-form/ActForm";
import { Begin } from "../../components/begin/Begin";
import { Failed, Loading } from "../../components/loading/Loading";
import { tell, useSession } from "../../hooks/signed-in";
import { lang, t } from "../../messages/current";
import { dayInChina, formatDate } from "../../messages/dates";

export function Owners() {
  const who = useSession();
  const [owners, setOwners] = useState<AccountSummary[]>();
  const [problem, setProblem] = useState<Problem>();
  const load = async () => {
    const answer = await listAccounts();
    if (answer.ok) setOwners(answer.value.items);
    else tell(answer.problem, setProblem);
  };
  useEffect(() => { if (who.session) void load(); }, [who.session]);
  const wrong = who.problem ?? problem;
  if (!owners) return wrong ? <Failed problem={wrong} again={() => location.reload()} /> : <Loading />;
  const words = t.owners;
  return (
    <>
      {owners.length > 0 && <p>{words.beginHint}</p>}
      {owners.length === 0 ? <p>{words.none}</p> : (
        <ul class="lines">
          {owners.map((owner) => (
            <li key={owner.username} data-account={owner.username}>
              <strong>{owner.username}</strong> · {owner.contact_name}<br />
              <span class="soft">{owner.email} · {owner.disabled ? t.staff.disabled : owner.ready ? t.staff.ready : t.staff.waiting}{owner.awaited_until && ` · ${words.awaited(formatDate(lang, dayInChina(owner.awaited_until)))}`}</span>
              {!owner.disabled && <div class="begin"><Begin asked={{ kind: "first", username: owner.username }} act="start-filing" look="second" small>{words.begin}<span class="visually-hidden"> {owner.username}</span></Begin></div>}
            </li>
          ))}
        </ul>
      )}
      <h2>{words.add}</h2>
      <ActForm<{ username: string }>
        id="add" act="add-owner" label={words.add} done={(opened) => words.added(opened.username)} onDone={() => void load()} run={(body, key) => addOwner(body as never, key)}
        fields={[
          { name: "username", label: words.wish, hint: words.wishHint },
          { name: "applicant", label: words.applicant, kind: "radio", options: (["unit", "individual"] as const).map((value) => ({ value, text: t.applicants[value] })) },
          { name: "contact_name", label: words.contact }, { name: "email", label: t.register.email, kind: "email" },
        ]}
      />
      <h2>{words.recover}</h2>
      <ActForm
        id="recover" act="recover-owner" label={words.act} look="second" done={(_, sent) => (sent.email ? words.proposed : words.recovered)} onDone={() => void load()} run={(body, key) => recoverOwner(body as never, key)}
        fields={[{ name: "username", label: t.signIn.username }, { name: "reason", label: words.how, hint: words.howHint, kind: "area" }, { name: "email", label: words.email, hint: words.emailHint, kind: "email", optional: true }]}
      ><p>{words.recoverLead}</p></ActForm>
    </>
  );
}
