import { useState } from "preact/hooks";
import { authorizeProvider, revokeAuthorization, startFiling } from "../../api/actions";
import type { AuthorizationView, FilingView, ProviderView, RecordSiteView, RecordView } from "../../api/types";
import { ActForm } from "../../components/act-form/ActForm";
import { Button } from "../../components/button/Button";
import { Note } from "../../components/note/Note";
import { ProblemNote } from "../../components/note/ProblemNote";
import { useAct } from "../../hooks/act";
import { servedBy } from "../../hooks/record";
import { href, lang, t } from "../../messages/current";
import { dayInChina, formatDate } from "../../messages/dates";

interface Props { record: RecordView; site?: RecordSiteView; providers: readonly ProviderView[]; onChange: (record: RecordView) => void; reload: () => Promise<void> }

/** Lets a provider that does not serve yet add its access: the owner sees a code once, and tells it to the provider. */
export function Authorize({ record, site, providers, onChange, reload }: Props) {
  const words = t.authorize;
  const [given, setGiven] = useState<{ code: string; to: string }>();
  const serving = servedBy(record, site?.position);
  const offered = providers.filter((one) => !serving.includes(one.id));
  const open = record.authorizations.filter((one) => one.position === site?.position);
  const name = (id: string) => providers.find((one) => one.id === id)?.name ?? id;
  return (
    <details data-fold="authorize-provider" open={open.length > 0 || given !== undefined}>
      <summary>{site ? words.access : words.site}</summary>
      {given && (
        <Note tone="ok" title={words.given(given.to)} focus role="status" hook="authorize-provider-done">
          <p><code class="secret" data-code>{given.code}</code></p>
          <p>{words.tell}</p>
          <p>{words.beginWith} <strong class="number">{site?.number ?? record.organizer_number}</strong></p>
        </Note>
      )}
      {open.map((one) => <Open key={one.id} record={record} one={one} name={name(one.provider)} onChange={onChange} />)}
      <ActForm<{ code?: string; record: RecordView; to: string }>
        id={`authorize-${site?.position ?? "organizer"}`} act="authorize-provider" label={words.act} look="second" reload={reload}
        fields={[{ name: "provider", label: words.provider, hint: words.providerHint, kind: "select", options: offered.map((one) => ({ value: one.id, text: one.name })) }]}
        run={async (body, key) => {
          const provider = body.provider ?? "";
          const answer = await authorizeProvider(record.id, { version: record.version, provider, ...(site && { position: site.position }) }, key);
          return answer.ok ? { ok: true, value: { ...answer.value, to: provider } } : answer;
        }}
        onDone={({ code, record: after, to }) => {
          if (code) setGiven({ code, to: name(to) });
          onChange(after);
        }}
      ><p>{site ? words.accessLead : words.siteLead}</p></ActForm>
    </details>
  );
}

function Open({ record, one, name, onChange }: { record: RecordView; one: AuthorizationView; name: string; onChange: (record: RecordView) => void }) {
  const act = useAct((body: { version: number }, key) => revokeAuthorization(record.id, one.id, body, key));
  const revoke = async () => {
    const after = await act.run({ version: record.version });
    if (after) onChange(after);
  };
  return (
    <div data-authorization={one.id}>
      {act.problem && <ProblemNote key={act.turn} problem={act.problem} />}
      <div class="row">
        <span>{t.authorize.open(name, formatDate(lang, dayInChina(one.until)))}</span>
        <Button look="second" small act="revoke-authorization" busy={act.busy} onClick={() => void revoke()}>{t.actions["revoke-authorization"]}</Button>
      </div>
    </div>
  );
}

/** The record that a filing number names: the organizer, or with a suffix one of its sites. */
export function parseNumber(text: string): { record_id: string; position?: number } | undefined {
  const found = /(\d{10})\s*号?\s*(?:-\s*(\d{1,4}))?\s*$/.exec(text.normalize("NFKC").trim());
  return found ? { record_id: found[1]!, ...(found[2] ? { position: Number(found[2]) } : {}) } : undefined;
}

/** A provider begins with the number and the code that an owner told it. */
export function BeginWithCode() {
  const words = t.authorize;
  return (
    <details data-fold="begin-with-code">
      <summary>{words.begin}</summary>
      <ActForm<FilingView>
        id="code" act="begin-with-code" label={words.beginAct} look="second" instead={{ "code-expired": words.wrong }}
        fields={[{ name: "record_id", label: words.number, hint: words.numberHint }, { name: "authorization", label: words.code, hint: words.codeHint, secret: true }]}
        run={async (body, key) => {
          const named = parseNumber(body.record_id ?? "");
          if (!named) return { ok: false, problem: { type: "", title: "", status: 422, code: "malformed", errors: [{ pointer: "/record_id", code: "wrong-type" }] } };
          return startFiling({ kind: named.position === undefined ? "add_site" : "add_access", ...named, authorization: (body.authorization ?? "").trim() }, key);
        }}
        onDone={(filing) => location.assign(href("/filing/", { id: filing.id }))}
      ><p>{words.beginLead}</p></ActForm>
    </details>
  );
}
