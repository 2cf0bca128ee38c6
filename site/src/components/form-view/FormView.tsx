import type { ComponentChildren } from "preact";
import type { Codes, FilingView, Finding, Form, ProviderView } from "../../api/types";
import { FORM, SECTIONS, type SectionName } from "../../form/fields";
import { isClosed, tells, whyLocked } from "../../form/open";
import { within } from "../../form/pointer";
import { pointerAt, placesOf, saidAt, siteAt } from "../../form/sites";
import { label, value } from "../../form/words";
import { t } from "../../messages/current";
import { Findings } from "../field/Field";

interface Props {
  form: Form;
  /** The filing of the form: fields that stand as they are on file are marked, and are neither judged nor changed. */
  filing: Pick<FilingView, "kind" | "fixed" | "form" | "status" | "next_actor">;
  codes?: Codes | undefined;
  providers: readonly ProviderView[];
  /** The findings of the checks; with them each line says ✓, ! or ✕. */
  findings?: readonly Finding[] | undefined;
  /** The end of a line: a link to change its field, a button to flag it. */
  act?: (pointer: string) => ComponentChildren;
  chosen?: (pointer: string) => boolean;
  sections?: readonly SectionName[];
  heading?: (section: SectionName) => ComponentChildren;
}

/** The form, read-only, in groups. */
export function FormView({ form, findings, sections = SECTIONS, ...rest }: Props) {
  const places = placesOf(form);
  return (
    <>
      {places.map((place) => (
        <OneSite
          key={place} {...rest} form={siteAt(form, place)} findings={findings && saidAt(findings, place)} place={place} several={places.length > 1}
          sections={place === 0 ? sections : sections.filter((section) => section !== "organizer")}
        />
      ))}
    </>
  );
}

/** The form as if one site were its only one. */
function OneSite({ form, filing, codes, providers, findings, act, chosen, sections = SECTIONS, heading, place, several }: Props & { place: number; several: boolean }) {
  const number = (section: SectionName) => several && section !== "organizer" && `${t.orders.siteOf(place + 1)} · `;
  return (
    <>
      {sections.filter((section) => FORM[section].some((group) => group.fields.some((field) => tells(filing, field.pointer)))).map((section) => (
        <section key={section} data-section={section} data-site={place + 1}>
          <h3>{number(section)}{t.sections[section].label}{heading?.(section)}{filing.kind !== "first" && isClosed(filing, section) && <>{" "}<span class="tag kind">{t.orders.asOnFile}</span></>}</h3>
          {FORM[section].map((group) => {
            const fields = group.fields.filter((field) => (field.shown?.(form) ?? true) && tells(filing, field.pointer));
            if (fields.length === 0) return null;
            return (
              <dl key={group.name} class="form-view" aria-label={t.groups[group.name].label}>
                {fields.map(({ pointer: own }) => {
                  const text = value(form, own, codes, providers);
                  const locked = whyLocked(filing, own, place) !== undefined;
                  const found = findings?.filter((finding) => within(finding.pointer, own)) ?? [];
                  const pointer = pointerAt(place, own);
                  return (
                    <div key={pointer} class={`line${chosen?.(pointer) ? " chosen" : ""}`} data-pointer={pointer}>
                      <dt>{label(own)}</dt>
                      <dd class={text ? "" : "empty"}>
                        {findings && !locked && found.length === 0 && text && <span class="finding fine" title={t.finePrefix}><span class="mark" aria-hidden="true">✓</span><span class="visually-hidden">{t.finePrefix} </span></span>}
                        {text || t.none}
                      </dd>
                      {act && !locked && <dd class="act no-print">{act(pointer)}</dd>}
                      {found.length > 0 && <dd class="findings"><Findings id={pointer} findings={found} /></dd>}
                    </div>
                  );
                })}
              </dl>
            );
          })}
        </section>
      ))}
    </>
  );
}
