import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Answer } from "../../api/client";
import { useAct } from "../../hooks/act";
import { here, useUnsent } from "../../hooks/unsent";
import { at, required, Summary, type Local } from "../../journeys/fields";
import { Button } from "../button/Button";
import { AreaField, type Option, RadioField, SelectField, TextField } from "../field/Field";
import { PasswordField } from "../field/PasswordField";
import { Restored } from "../restored/Restored";
import { Note } from "../note/Note";
import type { Instead } from "../note/ProblemNote";

export interface FormField {
  name: string;
  label: string;
  hint?: string;
  kind?: "text" | "password" | "new-password" | "code" | "email" | "area" | "select" | "radio" | "date";
  options?: readonly Option[];
  optional?: boolean;
  value?: string;
  /** The field is not kept while the form is not sent, as passwords and codes are not. */
  secret?: boolean;
}

const SECRET: readonly FormField["kind"][] = ["password", "new-password", "code"];

interface Props<T> {
  /** Tells this form's fields from those of others on the page. */
  id: string;
  /** The thing that the form is about, where neither the form's id nor the page's address says so. */
  about?: string;
  fields: readonly FormField[];
  run: (values: Record<string, string>, key: string) => Promise<Answer<T>>;
  act: string;
  label: string;
  look?: "main" | "second" | "danger";
  /** The sentence after success; absent when the page goes on by itself. */
  done?: (value: T, values: Record<string, string>) => string;
  onDone?: (value: T) => void;
  /** Fetches the thing that the form is about again, after a refusal. */
  reload?: () => unknown;
  /** Words that fit here better than the general ones. */
  instead?: Instead;
  children?: ComponentChildren;
}

/** A small form for one action: its fields, their faults, and the note of success. */
export function ActForm<T>({ id, about, fields, run, act, label, look, done, onDone, reload, instead, children }: Props<T>) {
  const fresh: Record<string, string> = Object.fromEntries(fields.map((field) => [field.name, field.value ?? ""]));
  const secret = fields.filter((field) => field.secret || SECRET.includes(field.kind)).map((field) => field.name);
  const unsent = useUnsent(here([id, about].filter(Boolean).join(" ")), fresh, { secret });
  const values = unsent.value;
  const [local, setLocal] = useState<Local>({});
  const [tries, setTries] = useState(0);
  const [said, setSaid] = useState("");
  const doing = useAct(run);
  const labels = Object.fromEntries(fields.map((field) => [field.name, field.label]));

  const submit = async (event: Event) => {
    event.preventDefault();
    setSaid("");
    const needed = Object.fromEntries(fields.filter((field) => !field.optional).map((field) => [field.name, values[field.name] ?? ""]));
    const found = required(needed);
    setLocal(found);
    setTries(tries + 1);
    if (Object.keys(found).length > 0) return;
    // Empty fields are left out.
    const sent = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
    const answer = await doing.run(sent);
    if (answer === undefined) {
      reload?.();
      return;
    }
    if (done) setSaid(done(answer, sent));
    unsent.discard();
    onDone?.(answer);
  };

  return (
    <form onSubmit={submit} class="column" noValidate data-form={act}>
      {children}
      <Restored unsent={unsent} secret={secret.length > 0} />
      {said && <Note tone="ok" role="status" focus hook={`${act}-done`}><p>{said}</p></Note>}
      <Summary labels={labels} local={local} problem={doing.problem} turn={tries + doing.turn} prefix={`${id}-`} {...(instead ? { instead } : {})} />
      {fields.map((field) => {
        const common = {
          id: `${id}-${field.name}`, label: field.label, value: values[field.name] ?? "", findings: at(field.name, local, doing.problem),
          onInput: (value: string) => unsent.set((before) => ({ ...before, [field.name]: value })),
          ...(field.hint ? { hint: field.hint } : {}),
        };
        switch (field.kind) {
          case "password": return <PasswordField key={field.name} {...common} autocomplete="current-password" />;
          case "new-password": return <PasswordField key={field.name} {...common} autocomplete="new-password" />;
          case "code": return <TextField key={field.name} {...common} autocomplete="one-time-code" spell={false} short />;
          case "area": return <AreaField key={field.name} {...common} rows={2} optional={field.optional} />;
          case "select": return <SelectField key={field.name} {...common} options={field.options ?? []} optional={field.optional} />;
          case "radio": return <RadioField key={field.name} {...common} options={field.options ?? []} />;
          case "date": return <TextField key={field.name} {...common} type="date" short />;
          case "email": return <TextField key={field.name} {...common} type="email" spell={false} optional={field.optional} />;
          default: return <TextField key={field.name} {...common} spell={false} short optional={field.optional} />;
        }
      })}
      <div class="row"><Button type="submit" act={act} busy={doing.busy} {...(look ? { look } : {})}>{label}</Button></div>
    </form>
  );
}
