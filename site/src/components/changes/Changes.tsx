import type { Codes, Form, ProviderView } from "../../api/types";
import { differences } from "../../form/pointer";
import { label, value } from "../../form/words";
import { t } from "../../messages/current";

/** What differs between two forms, field by field. */
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
