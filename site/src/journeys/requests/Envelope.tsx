import type { ApplicantKind, Evidence, RequestKind, Problem } from "../../api/types";
import { Button } from "../../components/button/Button";
import { Check, Field, TextField } from "../../components/field/Field";
import { PAPERS } from "../../components/scan-viewer/Papers";
import { t } from "../../messages/current";
import { dayInChina } from "../../messages/dates";
import { at, type Local } from "../fields";

export interface Envelope { arrived_on: string; evidence: Evidence[] }
export const emptyEnvelope = (evidence: Evidence[] = []): Envelope => ({ arrived_on: dayInChina(new Date()), evidence });

/** The papers that a unit or an individual usually encloses. */
const usualOf = (kind: RequestKind, applicant: ApplicantKind): Evidence[] =>
  ["form", applicant === "unit" ? "licence" : "identity_card", ...(kind === "delete_submission" ? [] : ["domain_certificate" as const])];

/** The papers of an envelope, and the day on which it arrived. */
export function EnvelopeFields({ value, onChange, local, problem, offered = PAPERS, usual }: { value: Envelope; onChange: (value: Envelope) => void; local: Local; problem: Problem | undefined; offered?: readonly Evidence[]; usual?: RequestKind }) {
  const toggle = (one: Evidence, on: boolean) =>
    onChange({ ...value, evidence: on ? [...value.evidence, one] : value.evidence.filter((other) => other !== one) });
  return (
    <>
      <Field id="evidence" many label={t.requests.evidence} hint={t.requests.evidenceHint} findings={at("evidence", local, problem)}>
        {() => (
          <>
            {usual && (
              <div class="row usual">
                {([usualOf(usual, "unit"), usualOf(usual, "individual"), ["form"]] as Evidence[][]).map((all, index) => {
                  const same = all.length === value.evidence.length && all.every((one) => value.evidence.includes(one));
                  return (
                    <Button key={index} look="second" small act={`usual-${index}`} pressed={same} onClick={() => onChange({ ...value, evidence: all })}>
                      {index === 2 ? t.mail.onlyForm : `${index === 0 ? t.applicants.unit : t.applicants.individual}${t.colon}${all.map((one) => t.mailCodes.short[one]).join(t.separator)}`}
                    </Button>
                  );
                })}
              </div>
            )}
            {offered.map((one) => (
              <Check key={one} id={`evidence-${one}`} label={t.evidence[one]} checked={value.evidence.includes(one)} onChange={(on) => toggle(one, on)} />
            ))}
          </>
        )}
      </Field>
      <TextField
        id="arrived_on" type="date" label={t.requests.arrived} hint={t.requests.arrivedHint} value={value.arrived_on} max={dayInChina(new Date())}
        onInput={(arrived_on) => onChange({ ...value, arrived_on })} findings={at("arrived_on", local, problem)}
      />
    </>
  );
}
