import type { Codes, EventView, FieldChange, Form, ProviderView } from "../../api/types";
import { differences } from "../../form/pointer";
import { changed, label, value } from "../../form/words";
import { t } from "../../messages/current";

/** The fields that differ between two forms. */
export function Changes({ before, after, codes, providers }: { before: Form; after: Form; codes: Codes; providers: readonly ProviderView[] }) {
  return (
    <dl class="form-view" data-changes>
      {differences(before, after).map((pointer) => (
        <div key={pointer} class="line" data-pointer={pointer}>
          <dt>{label(pointer)}</dt>
          <dd class="break">
            <del>{value(before, pointer, codes, providers) || t.none}</del> → <ins>{value(after, pointer, codes, providers) || t.none}</ins>
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface Told { changes: readonly FieldChange[]; codes: Codes | undefined; providers: readonly ProviderView[] }

const Before = ({ change: { pointer, before }, codes, providers }: Pick<Told, "codes" | "providers"> & { change: FieldChange }) =>
  before === undefined ? <span class="soft">{t.private}</span> : <del>{changed(pointer, before, codes, providers)}</del>;

/** Changes as the history tells them; a private field is only named. */
export const ChangeItems = ({ changes, codes, providers }: Told) => (
  <ul>
    {changes.map((change) => (
      <li key={change.pointer} class="plain">
        <strong>{label(change.pointer)}</strong>{t.colon}
        <Before change={change} codes={codes} providers={providers} /> → <ins>{changed(change.pointer, change.after, codes, providers)}</ins>
      </li>
    ))}
  </ul>
);

/** The changes that a filing makes to its record: those of its last submission, with the corrections since. */
export function changesSince(events: readonly EventView[]): FieldChange[] {
  const start = events.findLastIndex((entry) => entry.event === "submit");
  if (start < 0) return [];
  const told = new Map<string, FieldChange>();
  for (const { event, details } of events.slice(start)) {
    if (event !== "submit" && event !== "correct" && event !== "amend") continue;
    for (const change of details.changes ?? []) {
      const first = told.get(change.pointer) ?? change;
      told.set(change.pointer, { pointer: change.pointer, ...(first.before !== undefined && { before: first.before }), ...(change.after !== undefined && { after: change.after }) });
    }
  }
  // A field that was put back as it was is no change.
  return [...told.values()].filter((change) => change.before === undefined || change.before !== change.after);
}

/** The values before and after, for a reviewer of the change. Private values come from the form, as far as its reader sees them. */
export function ChangeList({ changes, form, codes, providers }: Told & { form: Form }) {
  return (
    <dl class="form-view" data-changes>
      {changes.map(({ pointer, before, after }) => (
        <div key={pointer} class="line" data-pointer={pointer}>
          <dt>{label(pointer)}</dt>
          <dd class="break">
            <Before change={{ pointer, ...(before !== undefined && { before }) }} codes={codes} providers={providers} /> → <ins>{after === undefined ? value(form, pointer, codes, providers) || t.none : changed(pointer, after, codes, providers)}</ins>
          </dd>
        </div>
      ))}
    </dl>
  );
}
