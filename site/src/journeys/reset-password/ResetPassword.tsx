import { useState } from "preact/hooks";
import { resetPassword, type Recovery } from "../../api/actions";
import type { UserCategory } from "../../api/types";
import { Button } from "../../components/button/Button";
import { RadioField, TextField } from "../../components/field/Field";
import { HelpLink } from "../../components/help-link/HelpLink";
import { Restored } from "../../components/restored/Restored";
import { Note } from "../../components/note/Note";
import { useAct } from "../../hooks/act";
import { useUnsent } from "../../hooks/unsent";
import { href, t } from "../../messages/current";
import { at, required, Summary, type Local } from "../fields";

export function ResetPassword() {
  const unsent = useUnsent("reset-password", { username: "", contact_name: "", email: "", category: "self_filed" });
  const form = unsent.value;
  const [local, setLocal] = useState<Local>({});
  const [tries, setTries] = useState(0);
  const [sent, setSent] = useState(false);
  const act = useAct((body: Recovery, key) => resetPassword(body, key));
  const put = (name: keyof typeof form) => (value: string) => unsent.set((before) => ({ ...before, [name]: value }));
  const labels = { username: t.signIn.username, contact_name: t.register.contact, email: t.register.email, category: t.reset.category };

  const submit = async (event: Event) => {
    event.preventDefault();
    const found = required(form);
    setLocal(found);
    setTries(tries + 1);
    if (Object.keys(found).length > 0) return;
    if (!(await act.run({ username: form.username.trim(), contact_name: form.contact_name.trim(), email: form.email.trim(), category: form.category as UserCategory }))) return;
    unsent.sent();
    setSent(true);
  };

  const forgotten = (
    <details>
      <summary>{t.reset.forgotten}</summary>
      <ul><li>{t.reset.forgottenProvider}</li><li>{t.reset.forgottenSelf} <a href={href("/forms/", { kind: "recover_account" })} data-open="print-recover">{t.forms.printIt}</a></li><li>{t.reset.forgottenStaff}</li></ul>
    </details>
  );
  if (sent) {
    return (
      <div class="column">
        <Note tone="ok" title={t.reset.sent} focus role="status" hook="sent">
          <p>{t.reset.sentNext}</p>
          <p><a class="button" href={href("/set-password/", { username: form.username.trim() })}>{t.reset.set}</a></p>
        </Note>
        <p>{t.reset.notReceived}</p>
        <HelpLink to="no-email" />
        {forgotten}
      </div>
    );
  }
  return (
    <form onSubmit={submit} class="column" noValidate>
      <Restored unsent={unsent} />
      <Summary labels={labels} local={local} problem={act.problem} turn={tries + act.turn} />
      <TextField id="username" label={labels.username} autocomplete="username" spell={false} short value={form.username} onInput={put("username")} findings={at("username", local, act.problem)} />
      <TextField id="contact_name" label={labels.contact_name} autocomplete="name" short value={form.contact_name} onInput={put("contact_name")} findings={at("contact_name", local, act.problem)} />
      <TextField id="email" type="email" label={labels.email} autocomplete="email" spell={false} value={form.email} onInput={put("email")} findings={at("email", local, act.problem)} />
      <RadioField
        id="category" label={labels.category} value={form.category} onInput={put("category")} findings={at("category", local, act.problem)}
        options={(["self_filed", "provider_filed"] as const).map((value) => ({ value, text: t.categories[value] }))}
      />
      <div class="row"><Button type="submit" act="reset-password" busy={act.busy}>{t.reset.act}</Button></div>
      {forgotten}
      <HelpLink to={["lost-password", "forgotten-details"]} />
    </form>
  );
}
