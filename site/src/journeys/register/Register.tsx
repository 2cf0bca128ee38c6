import { useState } from "preact/hooks";
import { register, type Registration } from "../../api/actions";
import type { ApplicantKind } from "../../api/types";
import { Button } from "../../components/button/Button";
import { RadioField, TextField } from "../../components/field/Field";
import { PasswordField } from "../../components/field/PasswordField";
import { HelpLink } from "../../components/help-link/HelpLink";
import { Restored } from "../../components/restored/Restored";
import { Note } from "../../components/note/Note";
import { useAct } from "../../hooks/act";
import { useUnsent } from "../../hooks/unsent";
import { href, t } from "../../messages/current";
import { at, required, Summary, type Local } from "../fields";

export function Register() {
  const unsent = useUnsent("register", { username: "", password: "", applicant: "", contact_name: "", email: "" }, { secret: ["password"] });
  const form = unsent.value;
  const [local, setLocal] = useState<Local>({});
  const [tries, setTries] = useState(0);
  const [sent, setSent] = useState(false);
  const act = useAct((body: Registration, key) => register(body, key));
  const put = (name: keyof typeof form) => (value: string) => unsent.set((before) => ({ ...before, [name]: value }));
  const labels = {
    username: t.register.username, password: t.register.password, applicant: t.register.applicant, contact_name: t.register.contact, email: t.register.email,
  };

  const submit = async (event: Event) => {
    event.preventDefault();
    const found = required(form);
    if (!found.username && !/^[A-Za-z][A-Za-z0-9_-]{3,31}$/.test(form.username.trim())) found.username = form.username.trim().length < 4 ? "too-short" : form.username.trim().length > 32 ? "too-long" : "bad-characters";
    if (!found.password && [...form.password].length < 15) found.password = "too-short";
    if (!found.email && !/^\S+@\S+\.\S+$/.test(form.email.trim())) found.email = "email-form";
    setLocal(found);
    setTries(tries + 1);
    if (Object.keys(found).length > 0) return;
    const username = form.username.trim();
    const done = await act.run({ ...form, username, applicant: form.applicant as ApplicantKind, email: form.email.trim(), contact_name: form.contact_name.trim() });
    if (!done) return;
    unsent.sent();
    setSent(true);
  };

  if (sent) {
    return (
      <Note tone="ok" title={t.register.sent} focus role="status" hook="sent">
        <p>{t.register.sentNext(form.email.trim())}</p>
        <p>{t.register.notReceived}</p>
        <HelpLink to="no-email" />
      </Note>
    );
  }

  return (
    <form onSubmit={submit} class="column" noValidate>
      <Restored unsent={unsent} secret />
      <Summary labels={labels} local={local} problem={act.problem} turn={tries + act.turn} />
      <TextField id="username" label={labels.username} hint={t.register.usernameHint} autocomplete="username" spell={false} short value={form.username} onInput={put("username")} findings={at("username", local, act.problem)} />
      <PasswordField id="password" label={labels.password} hint={t.register.passwordHint} autocomplete="new-password" value={form.password} onInput={put("password")} findings={at("password", local, act.problem)} />
      <RadioField
        id="applicant" label={labels.applicant} value={form.applicant} onInput={put("applicant")} findings={at("applicant", local, act.problem)}
        options={(["unit", "individual"] as const).map((value) => ({ value, text: t.applicants[value] }))}
      />
      <TextField id="contact_name" label={labels.contact_name} hint={t.register.contactHint} autocomplete="name" short value={form.contact_name} onInput={put("contact_name")} findings={at("contact_name", local, act.problem)} />
      <TextField id="email" type="email" label={labels.email} hint={t.register.emailHint} autocomplete="email" spell={false} value={form.email} onInput={put("email")} findings={at("email", local, act.problem)} />
      <div class="row"><Button type="submit" act="register" busy={act.busy}>{t.register.act}</Button></div>
      <p>{t.register.have} <a href={href("/sign-in/")}>{t.register.signIn}</a></p>
    </form>
  );
}
