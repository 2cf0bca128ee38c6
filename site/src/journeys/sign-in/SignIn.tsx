import { useEffect, useState } from "preact/hooks";
import { signIn } from "../../api/actions";
import { Button } from "../../components/button/Button";
import { TextField } from "../../components/field/Field";
import { PasswordField } from "../../components/field/PasswordField";
import { HelpLink } from "../../components/help-link/HelpLink";
import { Note } from "../../components/note/Note";
import { useAct } from "../../hooks/act";
import { href, t } from "../../messages/current";
import { mark } from "../../session";
import { at, required, Summary, type Local } from "../fields";

/** Only a page of this site may be gone to afterwards. */
export function safeNext(next: string | null): string | undefined {
  if (!next || !/^\/(?![/\\])/.test(next)) return undefined;
  return new URL(next, location.origin).origin === location.origin ? next : undefined;
}

export function SignIn() {
  const address = new URLSearchParams(location.search);
  const next = safeNext(address.get("next"));
  const [form, setForm] = useState({ username: address.get("username") ?? "", password: "", code: "" });
  const [local, setLocal] = useState<Local>({});
  const [tries, setTries] = useState(0);
  const [coded, setCoded] = useState(false);
  const act = useAct(signIn, { stay: true });
  const asked = act.problem?.code === "code-needed";
  useEffect(() => {
    if (asked) setCoded(true);
  }, [asked]);
  useEffect(() => {
    if (coded) document.getElementById("code")?.focus();
  }, [coded]);
  const put = (name: keyof typeof form) => (value: string) => setForm({ ...form, [name]: value });
  const labels = { username: t.signIn.username, password: t.signIn.password, code: t.signIn.code };

  const submit = async (event: Event) => {
    event.preventDefault();
    const { code, ...rest } = form;
    const found = required(coded ? form : rest);
    setLocal(found);
    setTries(tries + 1);
    if (Object.keys(found).length > 0) return;
    const username = form.username.trim();
    const entered = await act.run({ username, password: form.password, ...(coded ? { code } : {}) });
    if (!entered) return;
    mark(true);
    location.assign(entered.enrolling ? href("/account/") : next ?? href("/filings/"));
  };

  return (
    <form onSubmit={submit} class="column" noValidate>
      {next && !act.problem && <Note>{t.signIn.first}</Note>}
      {address.has("out") && <Note tone="ok" role="status">{t.signIn.out}</Note>}
      <Summary labels={labels} local={local} problem={asked ? undefined : act.problem} turn={tries + act.turn} />
      {asked && <Note role="status" title={t.problems["code-needed"].title}><p>{t.problems["code-needed"].next}</p></Note>}
      <TextField id="username" label={labels.username} autocomplete="username" spell={false} short value={form.username} onInput={put("username")} findings={at("username", local, act.problem)} />
      <PasswordField id="password" label={labels.password} autocomplete="current-password" value={form.password} onInput={put("password")} findings={at("password", local, act.problem)} />
      {coded && <TextField id="code" label={labels.code} hint={t.signIn.codeHint} autocomplete="one-time-code" spell={false} short value={form.code} onInput={put("code")} findings={at("code", local, act.problem)} />}
      <div class="row"><Button type="submit" act="sign-in" busy={act.busy}>{t.signIn.act}</Button></div>
      <p><a href={href("/reset-password/")}>{t.signIn.forgot}</a> · <a href={href("/set-password/", { username: form.username.trim() })}>{t.signIn.temporary}</a><br />{t.signIn.none} <a href={href("/register/")}>{t.signIn.register}</a></p>
      <HelpLink to={["cannot-sign-in", "forgotten-details"]} />
    </form>
  );
}
