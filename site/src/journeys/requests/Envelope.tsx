import type { Evidence, Problem } from "../../api/types";
import { Check, Field, TextField } from "../../components/field/Field";
import { t } from "../../messages/current";
import { dayInChina } from "../../messages/dates";
import { at, type Local } from "../fields";

const EVIDENCE: readonly Evidence[] = ["form", "licence", "identity_card", "domain_certificate"];

export interface Envelope { arrived_on: string; evidence: Evidence[] }
export const emptyEnvelope = (): Envelope => ({ arrived_on: dayInChina(new Date()), evidence: [] });

/** What an envelope held, and the day on which it arrived. */
export function EnvelopeFields({ value, onChange, local, problem, offered = EVIDENCE }: { value: Envelope; onChange: (value: Envelope) => void; local: Local; problem: Problem | undefined; offered?: readonly Evidence[] }) {
  const toggle = (one: Evidence, on: boolean) =>
    onChange({ ...value, evidence: on ? [...value.evidence, one] : value.evidence.filter((other) => other !== one) });
  return (
    <>
      <Field id="evidence" many label={t.requests.evidence} hint={t.requests.evidenceHint} findings={at("evidence", local, problem)}>
        {() => offered.map((one) => (
          <Check key={one} id={`evidence-${one}`} label={t.evidence[one]} checked={value.evidence.includes(one)} onChange={(on) => toggle(one, on)} />
        ))}
      </Field>
      <TextField
        id="arrived_on" type="date" label={t.requests.arrived} hint={t.requests.arrivedHint} value={value.arrived_on} max={dayInChina(new Date())}
        onInput={(arrived_on) => onChange({ ...value, arrived_on })} findings={at("arrived_on", local, problem)}
      />
    </>
  );
}
