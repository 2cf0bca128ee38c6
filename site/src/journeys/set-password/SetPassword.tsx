import { useState } from "preact/hooks";
import { setPassword, type NewPassword } from "../../api/actions";
import { Button } from "../../components/button/Button";
import { TextField } from "../../components/field/Field";
import { PasswordField } from "../../components/field/PasswordField";
import { Note } from "../../components/note/Note";
import { useAct } from "../../hooks/act";
import { useUnsent } from "../../hooks/unsent";
import { href, t } from "../../messages/current";
import { mark } from "../../session";
import { at, required, Summary, type Local } from "../fields";

export function SetPassword() {
  const address = new URLSearchParams(location.search);
  const unsent = useUnsent("set-password", { username: address.get("username") ?? "", temporary_password: "", new_password: "" }, { secret: ["temporary_password", "new_password"], trivial: true });
  const form = unsent.value;
  const [local, setLocal] = useState<Local>({});
  const [tries, setTries] = useState(0);
  const [done, setDone] = useState(false);
  const act = useAct((body: NewPassword, key) => setPassword(body, key));
  const put = (name: keyof typeof form) => (value: string) => unsent.set((before) => ({ ...before, [name]: value }));
  const labels = { username: t.signIn.username, temporary_password: t.setPassword.temporary, new_password: t.setPassword.fresh };

  const submit = async (event: Event) => {
    event.preventDefault();
    const found = required(form);
    if (!found.new_password && form.new_password.length < 8) found.new_password = "too-short";
    setLocal(found);
    setTries(tries + 1);
    if (Object.keys(found).length > 0) return;
    if (await act.run({ ...form, username: form.username.trim(), temporary_password: form.temporary_password.trim() })) {
      unsent.sent();
      mark(false);
      setDone(true);
    }
  };

  if (done) {
    return (
      <Note tone="ok" title={t.setPassword.done} focus role="status" hook="done">
        <p>{t.setPassword.doneNext}</p>
        <p><a class="button" href={href("/sign-in/", { username: form.username.trim() })}>{t.signIn.act}</a></p>
      </Note>
    );
  }
  return (
    <form onSubmit={submit} class="column" noValidate>
      <Summary labels={labels} local={local} problem={act.problem} turn={tries + act.turn} instead={{ "wrong-password": t.setPassword.wrong }} />
      <TextField id="username" label={labels.username} autocomplete="username" spell={false} short value={form.username} onInput={put("username")} findings={at("username", local, act.problem)} />
      <PasswordField id="temporary_password" label={labels.temporary_password} hint={t.setPassword.temporaryHint} autocomplete="one-time-code" value={form.temporary_password} onInput={put("temporary_password")} findings={at("temporary_password", local, act.problem)} />
      <PasswordField id="new_password" label={labels.new_password} hint={t.account.freshHint} autocomplete="new-password" value={form.new_password} onInput={put("new_password")} findings={at("new_password", local, act.problem)} />
      <div class="row"><Button type="submit" act="set-password" busy={act.busy}>{t.setPassword.act}</Button></div>
    </form>
  );
}
