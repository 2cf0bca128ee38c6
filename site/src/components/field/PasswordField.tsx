import { useState } from "preact/hooks";
import type { Finding } from "../../api/types";
import { t } from "../../messages/current";
import { Field } from "./Field";

interface Props { id: string; label: string; hint?: string; autocomplete: "new-password" | "current-password" | "one-time-code"; value: string; onInput: (value: string) => void; findings?: readonly Finding[]; autofocus?: boolean | undefined }

/** A password that can be looked at while it is typed. */
export function PasswordField(props: Props) {
  const [shown, show] = useState(false);
  const { id, value, onInput, autocomplete, autofocus } = props;
  return (
    <Field {...props} after={<button type="button" class="link-button small" aria-controls={id} onClick={() => show(!shown)}>{shown ? t.signIn.hide : t.signIn.show}</button>}>
      {(described, invalid) => (
        <input
          id={id} name={id} type={(shown ? "text" : "password") as "password"} value={value} autocomplete={autocomplete} spellcheck={false} autocapitalize="off" autofocus={autofocus}
          aria-describedby={described} aria-invalid={invalid} onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}
