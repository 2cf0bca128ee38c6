import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { signIn } from "../../api/actions";
import type { Session } from "../../api/types";
import { useAct } from "../../hooks/act";
import { at, required, Summary, type Local } from "../../journeys/fields";
import { t } from "../../messages/current";
import { Button } from "../button/Button";
import { TextField } from "../field/Field";
import { PasswordField } from "../field/PasswordField";
import { Note } from "../note/Note";

interface Props {
  /** The prefix of ids, which tells the fields of this form from those of the page under it. */
  id?: string;
  username: string;
  onUsername?: (username: string) => void;
  /** Whether the user name is fixed: no other account may sign in. */
  fixed?: boolean;
  act: string;
  onSignedIn: (session: Session) => void;
  beside?: ComponentChildren;
  children?: ComponentChildren;
}

/** User name, password and, where it is asked for, the second factor's code. */
export function SignInForm({ id = "", username, onUsername, fixed, act: label, onSignedIn, beside, children }: Props) {
  const [secrets, setSecrets] = useState({ password: "", code: "" });
  const [local, setLocal] = useState<Local>({});
  const [tries, setTries] = useState(0);
  const [coded, setCoded] = useState(false);
  const act = useAct(signIn);
  const asked = act.problem?.code === "code-needed";
  useEffect(() => {
    if (asked) setCoded(true);
  }, [asked]);
  useEffect(() => {
    if (coded) document.getElementById(`${id}code`)?.focus();
  }, [coded]);
  const put = (name: keyof typeof secrets) => (value: string) => setSecrets({ ...secrets, [name]: value });
  const labels = { username: t.signIn.username, password: t.signIn.password, code: t.signIn.code };

  const submit = async (event: Event) => {
    event.preventDefault();
    const { password, code } = secrets;
    const found = required({ username, password, ...(coded && { code }) });
    setLocal(found);
    setTries(tries + 1);
    if (Object.keys(found).length > 0) return;
    const session = await act.run({ username: username.trim(), password, ...(coded && { code }) });
    if (session) onSignedIn(session);
  };
  const name = { id: `${id}username`, label: labels.username, autocomplete: "username", spell: false as const, short: true, value: username, findings: at("username", local, act.problem) };

  return (
    <form onSubmit={submit} class="column" noValidate data-form="sign-in">
      {!act.problem && children}
      <Summary labels={labels} local={local} problem={asked ? undefined : act.problem} turn={tries + act.turn} prefix={id} />
      {asked && <Note role="status" title={t.problems["code-needed"].title}><p>{t.problems["code-needed"].next}</p></Note>}
      <TextField {...name} onInput={(value) => onUsername?.(value)} fixed={fixed} />
      <PasswordField id={`${id}password`} label={labels.password} autocomplete="current-password" value={secrets.password} onInput={put("password")} findings={at("password", local, act.problem)} autofocus={fixed} />
      {coded && <TextField id={`${id}code`} label={labels.code} hint={t.signIn.codeHint} autocomplete="one-time-code" spell={false} short value={secrets.code} onInput={put("code")} findings={at("code", local, act.problem)} />}
      <div class="row"><Button type="submit" act="sign-in" busy={act.busy}>{label}</Button>{beside}</div>
    </form>
  );
}
