import { useEffect, useState } from "preact/hooks";
import { addProvider, disableAccount, enableAccount, invite, listAccounts, listProviders, recoverStaff } from "../../api/actions";
import type { AccountSummary, Problem, ProviderView, Role } from "../../api/types";
import { ActForm } from "../../components/act-form/ActForm";
import { Button } from "../../components/button/Button";
import { SelectField } from "../../components/field/Field";
import { Failed, Loading } from "../../components/loading/Loading";
import { tell, useSession } from "../../hooks/signed-in";
import { href, t } from "../../messages/current";

const stateOf = (account: AccountSummary) =>
  account.disabled ? t.staff.disabled : !account.ready ? t.staff.waiting : !account.second_factor ? t.staff.enrolling : t.staff.ready;

export function Staff() {
  const who = useSession();
  const address = new URLSearchParams(location.search);
  const [provider, setProvider] = useState(address.get("of") ?? "");
  const [accounts, setAccounts] = useState<AccountSummary[]>();
  const [providers, setProviders] = useState<ProviderView[]>([]);
  const [picked, setPicked] = useState(address.get("person") ?? "");
  const [problem, setProblem] = useState<Problem>();
  const load = async () => {
    const [people, companies] = await Promise.all([listAccounts(provider || undefined), listProviders()]);
    if (people.ok) setAccounts(people.value.items);
    else tell(people.problem, setProblem);
    if (companies.ok) setProviders(companies.value.items);
  };
  useEffect(() => { if (who.session) void load(); }, [provider, who.session]);
  // In the address, so that a form about somebody is about the same person after a reload.
  useEffect(() => history.replaceState(null, "", href("/staff/", { of: provider, person: picked })), [provider, picked]);
  const wrong = who.problem ?? problem;
  if (!accounts) return wrong ? <Failed problem={wrong} again={() => location.reload()} /> : <Loading />;
  const words = t.staff;
  const companies = providers.map((one) => ({ value: one.id, text: one.name }));
  const roles = (["clerk", "reviewer", "supervisor", "provider"] as const).map((role: Role) => ({ value: role, text: t.roles[role] }));
  const person = accounts.find((account) => account.username === picked);
  const reason = { name: "reason", label: words.reason, hint: words.reasonHint, kind: "area" as const };
  const about = (name: string, id: string, closed: boolean) => (
    <ActForm
      key={`${id} ${name} ${closed}`} id={id} about={name} act={closed ? "enable-account" : "disable-account"} label={closed ? words.enable : words.disable} look={closed ? "second" : "danger"} done={() => words.done} onDone={() => void load()} fields={[reason]}
      run={(body, key) => (closed ? enableAccount : disableAccount)({ username: name, reason: body.reason ?? "" }, key)}
    />
  );
  return (
    <>
      <SelectField id="of" label={words.of} value={provider || "-"} onInput={(value) => { setPicked(""); setProvider(value === "-" ? "" : value); }} options={[{ value: "-", text: words.bureau }, ...companies]} />
      {accounts.length === 0 ? <p>{words.none}</p> : (
        <div class="scroll"><table>
          <thead><tr><th>{words.username}</th><th>{words.role}</th><th>{words.contact}</th><th>{words.email}</th><th>{words.state}</th><th><span class="visually-hidden">{words.pick}</span></th></tr></thead>
          <tbody>
            {accounts.map((account) => (
              <tr key={account.username} data-account={account.username}>
                <td>{account.username}</td><td>{t.roles[account.role]}</td><td>{account.contact_name}</td><td>{account.email}</td><td data-state>{stateOf(account)}</td>
                <td><Button small look="second" label={words.manage(account.username)} onClick={() => setPicked(account.username)}>{words.pick}</Button></td>
              </tr>
            ))}
          </tbody>
        </table></div>
      )}
      {person && (
        <section data-person={person.username}>
          <h2>{words.manage(person.username)}</h2>
          {about(person.username, "person", person.disabled)}
          <ActForm
            key={`recover ${person.username}`} id="recover" about={person.username} act="recover-staff" label={words.recover} look="second" done={() => words.done} onDone={() => void load()} fields={[{ ...reason, label: words.recoverHow, hint: words.recoverHint }]}
            run={(body, key) => recoverStaff({ username: person.username, reason: body.reason ?? "" }, key)}
          />
        </section>
      )}
      <h2>{words.invite}</h2>
      <ActForm<{ username: string }>
        id="invite" act="invite" label={words.invite} done={(opened) => words.invited(opened.username)} onDone={() => void load()} run={(body, key) => invite(body as never, key)}
        fields={[
          { name: "username", label: words.username }, { name: "role", label: words.role, kind: "select", options: roles },
          { name: "provider", label: words.provider, kind: "select", options: companies, optional: true }, { name: "contact_name", label: words.contact }, { name: "email", label: words.email, kind: "email" },
        ]}
      />
      <h2>{words.addProvider}</h2>
      <ActForm<ProviderView>
        id="provider" act="add-provider" label={words.addProvider} look="second" done={(added) => words.added(added.name)} onDone={() => void load()} run={(body, key) => addProvider(body as never, key)}
        fields={[{ name: "id", label: words.id, hint: words.idHint }, { name: "name", label: words.name }, { name: "email", label: words.noticeEmail, kind: "email" }]}
      />
      <h2>{words.other}</h2>
      <ActForm
        id="close" act="disable-owner" label={words.disable} look="danger" done={() => words.done} run={(body, key) => disableAccount(body as never, key)} fields={[{ name: "username", label: words.otherName }, reason]}
      />
      <ActForm
        id="open" act="enable-owner" label={words.enable} look="second" done={() => words.done} run={(body, key) => enableAccount(body as never, key)} fields={[{ name: "username", label: words.otherName }, reason]}
      />
    </>
  );
}
