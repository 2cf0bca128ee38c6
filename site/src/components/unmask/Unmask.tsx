import { unmask } from "../../api/actions";
import type { FilingView } from "../../api/types";
import { t } from "../../messages/current";
import { keep, kept } from "../../unsent";
import { ActForm } from "../act-form/ActForm";
import { Note } from "../note/Note";

const place = (filing: string) => `reason ${filing}`;

/** The reason for which a reader sees private details of a filing, as it was given in this tab; another account gives its own. */
export const reasonFor = (filing: string): string | undefined => kept(place(filing))?.value as string | undefined;
const said = (filing: string, reason = "") => keep(place(filing), reason.trim(), { trivial: true });

/** Asks for the reason to see the private details of a filing; the details and the identity scans are shown then. */
export function Unmask({ filing, onShown }: { filing: FilingView; onShown: (filing: FilingView) => void }) {
  if (!filing.masked) return null;
  return (
    <Note hook="masked">
      <details>
        <summary>{t.unmask.act}</summary>
        <p>{t.unmask.lead}</p>
        <ActForm<FilingView>
          id="unmask" act="unmask" label={t.unmask.act} look="second" fields={[{ name: "reason", label: t.unmask.reason, hint: t.unmask.reasonHint }]} onDone={onShown}
          run={async (body, key) => {
            const answer = await unmask(filing.id, body.reason ?? "", key);
            if (answer.ok) said(filing.id, body.reason);
            return answer;
          }}
        />
      </details>
    </Note>
  );
}

/** Asks for the reason to see an identity document; the same reason serves for this filing in this tab. */
export function ScanReason({ filingId, onSaid }: { filingId: string; onSaid: () => void }) {
  return (
    <ActForm
      id={`scan-reason`} act="scan-reason" label={t.unmask.see} look="second" fields={[{ name: "reason", label: t.unmask.scanReason, hint: t.unmask.reasonHint }]} onDone={onSaid}
      run={async (body) => {
        said(filingId, body.reason);
        return { ok: true, value: {} };
      }}
    />
  );
}
