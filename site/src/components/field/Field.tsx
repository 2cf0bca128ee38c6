import type { ComponentChildren } from "preact";
import { t } from "../../messages/current";
import type { Finding } from "../../api/types";

/** The findings of the rules at one field. */
export function Findings({ id, findings, onSuggest, say = (value) => value }: {
  id: string; findings: readonly Finding[]; onSuggest?: (value: string) => void;
  /** The name of a value, where the value is a code. */
  say?: ((value: string) => string) | undefined;
}) {
  return (
    <>
      {findings.map((finding, index) => (
        <div key={finding.code} class={`finding ${finding.level}`} id={index === 0 ? `${id}-finding` : undefined}>
          <span class="mark" aria-hidden="true">{finding.level === "error" ? "✕" : "!"}</span>
          <span class="visually-hidden">{finding.level === "error" ? t.errorPrefix : t.warningPrefix}</span>
          {t.findings[finding.code] ?? finding.code}
          {finding.suggestion && onSuggest && (
            <div>
              <button type="button" class="button second small" data-suggestion={id} onClick={() => onSuggest(finding.suggestion!)}>
                {t.useSuggestion(say(finding.suggestion))}
              </button>
            </div>
          )}
        </div>
      ))}
    </>
  );
}

const tone = (findings: readonly Finding[]) =>
  findings.some((finding) => finding.level === "error") ? " wrong" : findings.length ? " doubtful" : "";

interface Props {
  id: string;
  label: string;
  hint?: string | undefined;
  optional?: boolean | undefined;
  findings?: readonly Finding[];
  /** A plain sentence instead of findings. */
  error?: string | undefined;
  onSuggest?: (value: string) => void;
  say?: ((value: string) => string) | undefined;
  /** Several controls under one legend. */
  many?: boolean;
  before?: ComponentChildren;
  after?: ComponentChildren;
  children: (described: string | undefined, invalid: "true" | undefined) => ComponentChildren;
}

/** Label, hint, findings and control, in this order; the texts are tied to the control for screen readers. */
export function Field({ id, label, hint, optional, findings = [], error, onSuggest, say, many, before, after, children }: Props) {
  const wrong = error !== undefined || findings.some((finding) => finding.level === "error");
  const described = [hint && `${id}-hint`, (findings.length > 0 || error) && `${id}-finding`].filter(Boolean).join(" ") || undefined;
  const words = (
    <>
      {label}
      {optional && <span class="optional">{t.optional}</span>}
    </>
  );
  const inner = (
    <>
      {before}
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
      {error !== undefined && (
        <p class="finding error" id={`${id}-finding`}>
          <span class="mark" aria-hidden="true">✕</span>
          <span class="visually-hidden">{t.errorPrefix}</span>
          {error}
        </p>
      )}
      <Findings id={id} findings={findings} say={say} {...(onSuggest ? { onSuggest } : {})} />
      {children(described, wrong ? "true" : undefined)}
      {after && <div class="after">{after}</div>}
    </>
  );
  const classes = `field${error === undefined ? tone(findings) : " wrong"}`;
  return many ? (
    <fieldset class={classes} id={id} tabIndex={-1} aria-describedby={described}>
      <legend>{words}</legend>
      {inner}
    </fieldset>
  ) : (
    <div class={classes}>
      <label for={id}>{words}</label>
      {inner}
    </div>
  );
}

interface TextProps {
  id: string;
  label: string;
  hint?: string | undefined;
  value: string;
  onInput: (value: string) => void;
  onSuggest?: (value: string) => void;
  type?: "text" | "password" | "email" | "tel" | "url" | "search" | "date";
  mode?: "numeric" | "tel" | "email" | "url" | "text" | undefined;
  autocomplete?: string | undefined;
  optional?: boolean | undefined;
  short?: boolean | undefined;
  spell?: false | undefined;
  max?: string;
  /** The name of a suggested value. */
  say?: ((value: string) => string) | undefined;
  /** Shown, and not to be changed. */
  fixed?: boolean | undefined;
  findings?: readonly Finding[];
  error?: string | undefined;
  before?: ComponentChildren;
  after?: ComponentChildren;
}

export function TextField(props: TextProps) {
  const { id, value, onInput, type = "text", mode, autocomplete, short, spell, max, fixed } = props;
  return (
    <Field {...props}>
      {(described, invalid) => (
        <input
          id={id} name={id} type={type as "text"} value={value} inputMode={mode} autocomplete={(autocomplete ?? "off") as "off"} max={max} readOnly={fixed}
          spellcheck={spell === false ? false : undefined} autocapitalize={spell === false ? "off" : undefined}
          class={short ? "short" : undefined} aria-describedby={described} aria-invalid={invalid}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

export function AreaField(props: Omit<TextProps, "type"> & { rows?: number; maxLength?: number }) {
  const { id, value, onInput, rows = 4, maxLength } = props;
  return (
    <Field {...props}>
      {(described, invalid) => (
        <textarea
          id={id} name={id} rows={rows} value={value} maxLength={maxLength} aria-describedby={described} aria-invalid={invalid}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

export interface Option { value: string; text: string }

export function SelectField(props: Omit<TextProps, "type"> & { options: readonly Option[] }) {
  const { id, value, onInput, options } = props;
  const unknown = value !== "" && !options.some((option) => option.value === value);
  return (
    <Field {...props}>
      {(described, invalid) => (
        <select
          id={id} name={id} value={value} aria-describedby={described} aria-invalid={invalid}
          onChange={(event) => onInput(event.currentTarget.value)}
        >
          <option value="">{t.choose}</option>
          {unknown && <option value={value}>{value}</option>}
          {options.map((option) => <option key={option.value} value={option.value}>{option.text}</option>)}
        </select>
      )}
    </Field>
  );
}

interface CheckProps {
  id: string;
  label: ComponentChildren;
  hint?: string | undefined;
  checked: boolean;
  onChange: (checked: boolean) => void;
  describedBy?: string | undefined;
  type?: "checkbox" | "radio";
  name?: string;
  invalid?: boolean;
}

export function Check({ id, label, hint, checked, onChange, describedBy, type = "checkbox", name, invalid }: CheckProps) {
  return (
    <div class="check">
      <input
        type={type} id={id} name={name ?? id} checked={checked} aria-describedby={describedBy} aria-invalid={invalid ? "true" : undefined}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <label for={id}>
        {label}
        {hint && <span class="hint">{hint}</span>}
      </label>
    </div>
  );
}

/** A choice of one among a few options, all in sight. */
export function RadioField(props: Omit<TextProps, "type"> & { options: readonly Option[] }) {
  const { id, value, onInput, options } = props;
  return (
    <Field {...props} many>
      {() => options.map((option) => (
        <Check
          key={option.value} id={`${id}-${option.value}`} name={id} type="radio" label={option.text} checked={value === option.value}
          onChange={() => onInput(option.value)}
        />
      ))}
    </Field>
  );
}

/** A confirmation that must be ticked; an unticked one shows an error. */
export function Confirmation({ id, label, checked, onChange, error }: { id: string; label: string; checked: boolean; onChange: (value: boolean) => void; error?: string | undefined }) {
  return (
    <div class={`field${error ? " wrong" : ""}`}>
      {error && <p class="finding error" id={`${id}-finding`} role="alert"><span class="mark" aria-hidden="true">✕</span>{error}</p>}
      <Check id={id} label={label} checked={checked} onChange={onChange} invalid={Boolean(error)} describedBy={error ? `${id}-finding` : undefined} />
    </div>
  );
}
