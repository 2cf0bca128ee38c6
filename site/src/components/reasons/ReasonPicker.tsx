import type { FilingView, Finding, ReturnReason } from "../../api/types";
import { FORM, idOf, SECTIONS } from "../../form/fields";
import { isFixed, whyLocked } from "../../form/open";
import { within } from "../../form/pointer";
import { placesOf, pointerAt, siteAt } from "../../form/sites";
import { label } from "../../form/words";
import { t } from "../../messages/current";
import { AreaField, Check } from "../field/Field";

interface Props {
  filing: FilingView;
  reasons: readonly ReturnReason[];
  onChange: (reasons: ReturnReason[]) => void;
  /** The fault of each reason, by its pointer. */
  errors: Readonly<Record<string, string>>;
  /** Only the chosen ones, where they are chosen elsewhere on the page. */
  chosenOnly?: boolean;
}

/** Adds or takes out a field; a machine finding gives the reason its first words. */
export function toggle(reasons: readonly ReturnReason[], pointer: string, findings: readonly Finding[]): ReturnReason[] {
  if (reasons.some((reason) => reason.pointer === pointer)) return reasons.filter((reason) => reason.pointer !== pointer);
  const found = findings.find((finding) => within(finding.pointer, pointer));
  return [...reasons, { pointer, reason: found ? t.findings[found.code] : "", suggestion: "" }];
}

export const problemsOf = (reasons: readonly ReturnReason[]): Record<string, string> =>
  Object.fromEntries(reasons.filter((reason) => reason.reason.trim() === "").map((reason) => [reason.pointer, t.returning.reasonNeeded]));

/** Chooses the fields that come back and says why for each. */
export function ReasonPicker({ filing, reasons, onChange, errors, chosenOnly }: Props) {
  const form = filing.form;
  const put = (pointer: string, change: Partial<ReturnReason>) =>
    onChange(reasons.map((reason) => (reason.pointer === pointer ? { ...reason, ...change } : reason)));
  const flip = (pointer: string) => onChange(toggle(reasons, pointer, filing.findings));
  const has = (pointer: string) => reasons.some((reason) => reason.pointer === pointer);
  const box = (pointer: string) => (
    <Check key={pointer} id={`pick-${idOf(pointer)}`} label={label(pointer)} checked={has(pointer)} onChange={() => flip(pointer)} />
  );
  const places = placesOf(form);
  const documents = [...new Set(filing.documents.map((document) => document.kind))].filter((kind) => kind !== "verification_sheet");
  return (
    <div class="picker">
      {!chosenOnly && form && (
        <>
          <h2>{t.returning.pick} <span class="soft small">{t.returning.chosen(reasons.length)}</span></h2>
          {places.map((place) => SECTIONS.filter((section) => (place === 0 || section !== "organizer") && FORM[section].some((group) => group.fields.some((field) => !isFixed(filing, field.pointer)))).map((section) => (
            <details key={`${place} ${section}`} open={filing.findings.some((finding) => within(finding.pointer, pointerAt(place, `/${section}`)))}>
              <summary>{places.length > 1 && section !== "organizer" && `${t.orders.siteOf(place + 1)} · `}{t.sections[section].label}</summary>
              {FORM[section].map((group) => (
                <div key={group.name} class="checks" role="group" aria-label={t.groups[group.name].label}>
                  {group.fields.filter((field) => (field.shown?.(siteAt(form, place)) ?? true) && whyLocked(filing, field.pointer, place) === undefined).map((field) => box(pointerAt(place, field.pointer)))}
                </div>
              ))}
            </details>
          )))}
          <details>
            <summary>{t.returning.documents}</summary>
            <div class="checks">{documents.map((kind) => box(`/documents/${kind}`))}</div>
          </details>
        </>
      )}
      {reasons.map((reason) => {
        const id = idOf(reason.pointer);
        return (
          <fieldset key={reason.pointer} class="item" data-reason={reason.pointer}>
            <legend>{label(reason.pointer)}</legend>
            <AreaField
              id={`reason-${id}`} label={t.returning.reason} hint={t.returning.reasonHint} rows={2} maxLength={300} value={reason.reason}
              error={errors[reason.pointer]} onInput={(text) => put(reason.pointer, { reason: text })}
              before={<Phrases phrases={t.returning.commonReasons} onPick={(text) => put(reason.pointer, { reason: join(reason.reason, text) })} />}
            />
            <AreaField
              id={`suggestion-${id}`} label={t.returning.suggestion} optional rows={2} maxLength={300} value={reason.suggestion ?? ""}
              onInput={(text) => put(reason.pointer, { suggestion: text })}
              before={<Phrases phrases={t.returning.commonSuggestions} onPick={(text) => put(reason.pointer, { suggestion: join(reason.suggestion ?? "", text) })} />}
            />
            <button type="button" class="link-button danger small" onClick={() => flip(reason.pointer)}>{t.remove}</button>
          </fieldset>
        );
      })}
    </div>
  );
}

const join = (before: string, text: string) => {
  const plain = text.replace(/ \([^)]*\)$/, "");
  return before.trim() === "" ? plain : `${before.replace(/[。；]$/, "")}；${plain}`;
};

const Phrases = ({ phrases, onPick }: { phrases: readonly string[]; onPick: (text: string) => void }) => (
  <div class="phrases" role="group" aria-label={t.returning.common}>
    {phrases.map((text) => <button key={text} type="button" class="button second small" onClick={() => onPick(text)}>{text}</button>)}
  </div>
);
