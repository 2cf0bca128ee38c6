// The controls of the form, drawn from its description. A field's id is its pointer with dashes.
import { useState } from "preact/hooks";
import { conflictCheck } from "../../api/actions";
import { newKey } from "../../api/client";
import type { Codes, Conflict, Finding, Form, Problem, ProviderView } from "../../api/types";
import { FORM, idOf, isIndividual, nameOf, type FieldSpec, type GroupName, type SectionName } from "../../form/fields";
import { isEmpty, read, within, write } from "../../form/pointer";
import { pointerAt } from "../../form/sites";
import { choices, label, value } from "../../form/words";
import { lang, named, t } from "../../messages/current";
import { Button } from "../button/Button";
import { ConflictNote } from "../conflict/ConflictNote";
import { AreaField, Check, Field, Findings, SelectField, TextField } from "../field/Field";
import { problemNote, ProblemNote } from "../note/ProblemNote";

export interface Editing {
  /** The form as if the site at `place` were its only one. */
  form: Form;
  /** The place of the site in the order, from 0. */
  place?: number | undefined;
  onChange: (form: Form) => void;
  codes: Codes;
  providers: readonly ProviderView[];
  /** The findings that the fields show now. */
  findings: readonly Finding[];
  filingId: string;
  /** Fields that may not be changed here, each with the reason. */
  locked?: Readonly<Record<string, string>>;
  /** Hints that fit here better than the general ones. */
  hints?: Readonly<Record<string, string>>;
  /** The conflict check beside domain and certificate. */
  conflictChecks?: boolean;
}

const idAt = ({ place = 0 }: Editing, pointer: string) => idOf(pointerAt(place, pointer));

/** The fields of one section in their groups. */
export function SectionFields({ section, ...editing }: Editing & { section: SectionName }) {
  return (
    <>
      {FORM[section].map((group) => {
        // An empty field that cannot be written is left out.
        const says = ({ pointer }: FieldSpec) => editing.locked?.[pointer] === undefined || !isEmpty(read(editing.form, pointer));
        const fields = group.fields.filter((field) => (field.shown?.(editing.form) ?? true) && says(field));
        if (fields.length === 0) return null;
        return (
          <fieldset key={group.name} class="group">
            <legend>{t.groups[group.name].label}</legend>
            {t.groups[group.name].hint && <p class="soft">{t.groups[group.name].hint}</p>}
            {group.name === "leader" && <CopyOrganizer {...editing} />}
            {fields.map((field) => <FormField key={field.pointer} field={field} group={group.name} {...editing} />)}
          </fieldset>
        );
      })}
    </>
  );
}

/** The button that copies an individual to the leader: an individual is their own leader. */
function CopyOrganizer({ form, onChange }: Editing) {
  if (!isIndividual(form) || !form.organizer.name) return null;
  const { name, certificate_kind, certificate_number } = form.organizer;
  const copy = () => onChange(write(form, "/organizer/leader", { ...form.organizer.leader, name, certificate_kind, certificate_number }));
  return <p><Button look="second" small act="copy-organizer" onClick={copy}>{t.edit.copyFromOrganizer}</Button></p>;
}

/** The field at a pointer, whatever its kind; a pointer into a list is edited as the whole list. */
export function FormField({ field, ...editing }: Editing & { field: FieldSpec; group?: GroupName }) {
  const { form, onChange, codes, providers, findings, locked, conflictChecks } = editing;
  const { pointer, control, optional } = field;
  const id = idAt(editing, pointer);
  const { field: name } = nameOf(pointer);
  const words = name ? t.fields[name] : { label: label(pointer) };
  const lock = locked?.[pointer];
  const set = (value: unknown) => onChange(write(form, pointer, value));
  const text = String(read(form, pointer) ?? "");
  const own = findings.filter((finding) => finding.pointer === pointer);
  const shared = {
    id, label: words.label, hint: editing.hints?.[pointer] ?? words.hint, optional, findings: own, value: text, onInput: set, onSuggest: set,
  };
  if (lock !== undefined) {
    return (
      <div class="field">
        <strong>{words.label}</strong>
        <p class="hint">{lock}</p>
        <div id={id} class="break" data-locked="true">{value(form, pointer, codes, providers) || t.none}</div>
      </div>
    );
  }
  switch (control.kind) {
    case "text": {
      const subject = pointer === "/site/domain" ? "domain" : pointer === "/organizer/certificate_number" ? "certificate" : undefined;
      return (
        <TextField
          {...shared} type={control.mode === "tel" ? "tel" : control.mode === "email" ? "email" : "text"} mode={control.mode}
          autocomplete={control.autocomplete} short={control.short} spell={control.spell}
          after={conflictChecks && subject ? <ConflictCheck subject={subject} form={form} filingId={editing.filingId} onFill={set} /> : undefined}
        />
      );
    }
    case "area": return <AreaField {...shared} />;
    case "date": return <TextField {...shared} type="date" />;
    case "flag": return (
      <div class={`field${own.some((finding) => finding.level === "error") ? " wrong" : ""}`}>
        <Findings id={id} findings={own} onSuggest={(suggestion) => set(suggestion === "true")} />
        <Check
          id={id} label={words.label} hint={words.hint} checked={read(form, pointer) === true} onChange={set}
          describedBy={own.length ? `${id}-finding` : undefined}
        />
      </div>
    );
    case "until": return <UntilField {...shared} />;
    case "choice": return <SelectField {...shared} say={(code) => choices(control.list, codes, form, providers).find((choice) => choice.value === code)?.text ?? code} options={choices(control.list, codes, form, providers)} onInput={(value) => onChange(consequences(write(form, pointer, value), pointer, codes))} />;
    case "choices": {
      const chosen = (read(form, pointer) ?? []) as string[];
      const offered = codes[control.list].filter((code) => control.list !== "service_contents" || !isIndividual(form) || code.individuals || chosen.includes(code.code));
      const below = findings.filter((finding) => within(finding.pointer, pointer));
      return (
        <Field {...shared} findings={below} many>
          {() => (
            <div class="checks">
              {offered.map((code) => (
                <Check
                  key={code.code} id={`${id}-${code.code}`} label={named(code)} checked={chosen.includes(code.code)}
                  onChange={(on) => set(on ? [...chosen, code.code] : chosen.filter((one) => one !== code.code))}
                />
              ))}
            </div>
          )}
        </Field>
      );
    }
    case "division": return <Division {...editing} pointer={pointer} />;
    case "pre_approvals": return <PreApprovals {...editing} pointer={pointer} />;
    case "ip_ranges": return <IpRanges {...editing} pointer={pointer} />;
  }
}

/** A last day, or that there is none. */
function UntilField({ value, onInput, ...shared }: Omit<Parameters<typeof TextField>[0], "type" | "after">) {
  return (
    <TextField
      {...shared} type="date" value={value === "long_term" ? "" : value} onInput={onInput}
      after={<Check id={`${shared.id}-long_term`} label={t.longTerm} checked={value === "long_term"} onChange={(on) => onInput(on ? "long_term" : "")} />}
    />
  );
}

/** The form after a choice: a certificate that does not go with the new unit kind is cleared. */
function consequences(form: Form, pointer: string, codes: Codes): Form {
  if (pointer !== "/organizer/unit_kind") return form;
  const kept = codes.certificate_kinds.find((kind) => kind.code === form.organizer.certificate_kind);
  if (kept?.unit_kinds.includes(form.organizer.unit_kind)) return form;
  const fitting = codes.certificate_kinds.filter((kind) => kind.unit_kinds.includes(form.organizer.unit_kind));
  const preset = form.organizer.unit_kind === "5" || form.organizer.unit_kind === "4" ? fitting[0]?.code : undefined;
  return write(form, "/organizer/certificate_kind", preset ?? "");
}

/** City, then county. Until the county is chosen the city stands for both, so that it is saved too. */
function Division({ form, onChange, codes, findings, pointer }: Editing & { pointer: string }) {
  const id = idOf(pointer);
  const code = form.organizer.division;
  const found = codes.divisions.find((one) => one.code === code || one.counties.some(([county]) => county === code));
  const city = found?.code ?? "";
  const counties = found?.counties ?? [];
  const own = findings.filter((finding) => finding.pointer === pointer);
  return (
    <Field id={`${id}-group`} label={t.fields["organizer.division"].label} hint={t.fields["organizer.division"].hint} findings={own} many>
      {(_, invalid) => (
        <div class="pair">
          <div>
            <label for={`${id}-city`}>{t.edit.city}</label>
            <select id={`${id}-city`} value={city} onChange={(event) => onChange(write(form, pointer, event.currentTarget.value))}>
              <option value="">{t.choose}</option>
              {codes.divisions.map((one) => <option key={one.code} value={one.code}>{named(one)}</option>)}
            </select>
          </div>
          <div>
            <label for={id}>{t.edit.county}</label>
            <select id={id} value={code === city ? "" : code} aria-invalid={invalid} aria-describedby={own.length ? `${id}-group-finding` : undefined} onChange={(event) => onChange(write(form, pointer, event.currentTarget.value || city))}>
              <option value="">{t.choose}</option>
              {counties.map(([county, zh, en]) => <option key={county} value={county}>{lang === "en" ? en : zh}</option>)}
            </select>
          </div>
        </div>
      )}
    </Field>
  );
}

function PreApprovals(editing: Editing & { pointer: string }) {
  const { form, onChange, codes, findings, pointer } = editing;
  const id = idAt(editing, pointer);
  const rows = form.site.pre_approvals;
  const put = (list: typeof rows) => onChange(write(form, pointer, list));
  const at = (row: number, part: string) => findings.filter((finding) => finding.pointer === `${pointer}/${row}/${part}` || (part === "kind" && finding.pointer === `${pointer}/${row}`));
  return (
    <Field id={id} label={t.fields["site.pre_approvals"].label} hint={t.fields["site.pre_approvals"].hint} findings={findings.filter((finding) => finding.pointer === pointer)} many>
      {() => (
        <>
          {rows.map((row, index) => {
            const kind = codes.pre_approvals.find((one) => one.code === row.kind);
            return (
              <fieldset key={index} class="item">
                <legend>{t.edit.approval(index + 1)}</legend>
                <SelectField
                  id={`${id}-${index}-kind`} label={t.fields["pre_approval.kind"].label} value={row.kind} findings={at(index, "kind")}
                  options={codes.pre_approvals.map((one) => ({ value: one.code, text: named(one) + (one.abolished ? t.edit.abolished : "") }))}
                  hint={kind && t.edit.needsDocument(lang === "en" ? kind.document_en : kind.document_zh, lang === "en" ? kind.authority_en : kind.authority_zh)}
                  onInput={(value) => onChange(write(form, `${pointer}/${index}/kind`, value))}
                />
                <TextField
                  id={`${id}-${index}-document_number`} label={t.fields["pre_approval.document_number"].label} hint={t.fields["pre_approval.document_number"].hint}
                  optional value={row.document_number} findings={at(index, "document_number")}
                  onInput={(value) => onChange(write(form, `${pointer}/${index}/document_number`, value))}
                />
                <UntilField
                  id={`${id}-${index}-valid_to`} label={t.fields["pre_approval.valid_to"].label} hint={t.fields["pre_approval.valid_to"].hint}
                  optional={row.document_number ? undefined : true} value={row.valid_to} findings={at(index, "valid_to")}
                  onInput={(value) => onChange(write(form, `${pointer}/${index}/valid_to`, value))}
                  onSuggest={(value) => onChange(write(form, `${pointer}/${index}/valid_to`, value))}
                />
                <button type="button" class="link-button danger" onClick={() => put(rows.filter((_, other) => other !== index))}>{t.edit.removeApproval(index + 1)}</button>
              </fieldset>
            );
          })}
          <Button look="second" small act="add-pre-approval" onClick={() => put([...rows, { kind: "", document_number: "", valid_to: "" }])}>{t.edit.addApproval}</Button>
        </>
      )}
    </Field>
  );
}

function IpRanges(editing: Editing & { pointer: string }) {
  const { form, onChange, findings, pointer } = editing;
  const id = idAt(editing, pointer);
  const empty = { from: "", to: "" };
  const rows = form.access.ip_ranges.length ? form.access.ip_ranges : [empty];
  const put = (list: typeof rows) => onChange(write(form, pointer, list.length === 1 && !list[0]!.from && !list[0]!.to ? [] : list));
  // A range that was written in one field is offered as its two ends: with one of them alone it would be another range.
  const meant = (row: number) => Object.fromEntries((["from", "to"] as const).flatMap((name) => {
    const found = findings.find((finding) => finding.pointer === `${pointer}/${row}/${name}` && finding.suggestion);
    return found?.suggestion ? [[name, found.suggestion]] : [];
  }));
  const part = (row: number, name: "from" | "to") => (
    <TextField
      id={`${id}-${row}-${name}`} label={t.fields[`ip_range.${name}`].label} value={rows[row]![name]} optional={name === "to" || undefined} spell={false}
      findings={findings.filter((finding) => finding.pointer === `${pointer}/${row}/${name}` || (name === "from" && finding.pointer === `${pointer}/${row}`))}
      onInput={(value) => put(rows.map((one, index) => (index === row ? { ...one, [name]: value } : one)))}
      onSuggest={(value) => put(rows.map((one, index) => (index === row ? { ...one, ...meant(row), [name]: value } : one)))}
    />
  );
  return (
    <Field id={id} label={t.fields["access.ip_ranges"].label} hint={t.fields["access.ip_ranges"].hint} findings={findings.filter((finding) => finding.pointer === pointer)} many>
      {() => (
        <>
          {rows.map((_, index) => (
            <fieldset key={index} class="item">
              <legend>{t.edit.range(index + 1)}</legend>
              <div class="pair">{part(index, "from")}{part(index, "to")}</div>
              {rows.length > 1 && <button type="button" class="link-button danger" onClick={() => put(rows.filter((_, other) => other !== index))}>{t.edit.removeRange(index + 1)}</button>}
            </fieldset>
          ))}
          <Button look="second" small act="add-ip-range" onClick={() => onChange(write(form, pointer, [...rows, empty]))}>{t.edit.addRange}</Button>
        </>
      )}
    </Field>
  );
}

/** Asks whether the domain or the certificate collides, and names the next step. */
function ConflictCheck({ subject, form, filingId, onFill }: { subject: "domain" | "certificate"; form: Form; filingId: string; onFill: (value: string) => void }) {
  const asked = JSON.stringify(subject === "domain" ? form.site.domain : [form.organizer.certificate_kind, form.organizer.certificate_number]);
  const [answer, setAnswer] = useState<{ about: string; conflicts?: Conflict[]; suggestion?: string; problem?: Problem; empty?: boolean }>();
  const [busy, setBusy] = useState(false);
  const check = async () => {
    const about = asked;
    const { certificate_kind, certificate_number } = form.organizer;
    if (subject === "domain" ? !form.site.domain.trim() : !certificate_number.trim() || !certificate_kind) {
      setAnswer({ about, empty: true });
      return;
    }
    setBusy(true);
    const body = subject === "domain" ? { domain: form.site.domain, filing_id: filingId } : { certificate_kind, certificate_number, filing_id: filingId };
    const reply = await conflictCheck(body, newKey());
    setBusy(false);
    setAnswer(reply.ok ? { about, ...reply.value } : { about, problem: reply.problem });
  };
  const shown = answer?.about === asked ? answer : undefined;
  return (
    <div data-conflict-check={subject}>
      <Button look="second" small act={`conflict-check-${subject}`} busy={busy} onClick={check}>{t.edit.conflictCheck}</Button>
      <div role="status">
        {shown?.empty && <p class="finding warning"><span class="mark" aria-hidden="true">!</span>{t.edit.conflictEmpty}</p>}
        {shown?.conflicts?.length === 0 && <p class="finding fine"><span class="mark" aria-hidden="true">✓</span>{t.edit.conflictFree}</p>}
        {shown?.suggestion && (
          <div class="note info" data-suggested={shown.suggestion}>
            <p>{t.conflictHelp.suggestion(shown.suggestion)}</p>
            <Button small act="fill-suggestion" onClick={() => onFill(shown.suggestion!)}>{t.conflictHelp.fill}</Button>
          </div>
        )}
        {shown?.conflicts?.map((conflict) => (
          <div key={conflict.kind} class="note warning"><ConflictNote conflict={conflict} filingId={filingId} domain={form.site.domain} problemNote={problemNote} /></div>
        ))}
      </div>
      {shown?.problem && <ProblemNote problem={shown.problem} />}
    </div>
  );
}
