import { useState } from "preact/hooks";
import { recordSheet } from "../../api/actions";
import { Button } from "../../components/button/Button";
import { Confirmation, TextField } from "../../components/field/Field";
import { Restored } from "../../components/restored/Restored";
import { WithFiling } from "../../components/loading/WithFiling";
import { ErrorSummary } from "../../components/note/ErrorSummary";
import { Note } from "../../components/note/Note";
import { ProblemNote } from "../../components/note/ProblemNote";
import { Upload } from "../../components/upload/Upload";
import { useAct } from "../../hooks/act";
import type { Loaded, Loading } from "../../hooks/filing";
import { useUnsent } from "../../hooks/unsent";
import { href, t } from "../../messages/current";
import { dayInChina } from "../../messages/dates";

export function Sheet() {
  return (
    <WithFiling>
      {(loaded, state) => loaded.filing.actions.includes("record-sheet")
        ? <Page {...loaded} state={state} />
        : <Note tone="warning" title={t.sheet.already}><p><a href={href("/filing/", { id: loaded.filing.id })}>{t.back}</a></p></Note>}
    </WithFiling>
  );
}

function Page({ filing, state }: Loaded & { state: Loading }) {
  const today = dayInChina(new Date());
  const unsent = useUnsent(`sheet ${filing.id}`, { arrived: today, reason: "" });
  const { arrived, reason } = unsent.value;
  const [sealed, seal] = useState(false);
  const [tries, setTries] = useState(0);
  const act = useAct((body: { version: number; scan_id: string; signed_and_sealed: boolean; arrived_on: string; reason?: string }, key) => recordSheet(filing.id, body, key));
  const back = href("/filing/", { id: filing.id });
  const scan = filing.scans.filter((one) => one.document === "verification_sheet").at(-1);
  const unsaid = arrived !== today && [...reason.trim()].length < 2;
  const send = async (event: Event) => {
    event.preventDefault();
    setTries(tries + 1);
    if (!scan || !arrived || unsaid || !sealed) return;
    const after = await act.run({ version: filing.version, scan_id: scan.id, signed_and_sealed: sealed, arrived_on: arrived, ...(arrived !== today && { reason: reason.trim() }) });
    if (after) {
      unsent.sent();
      location.replace(back);
    } else void state.reload();
  };
  const items = tries === 0 ? [] : [
    ...(scan ? [] : [{ href: "#documents-verification_sheet", text: t.sheet.needScan }]),
    ...(sealed ? [] : [{ href: "#signed_and_sealed", text: t.sheet.sealedNeeded }]),
    ...(arrived ? [] : [{ href: "#arrived_on", text: t.sheet.needDate }]),
    ...(arrived && unsaid ? [{ href: "#reason", text: t.mail.reasonNeeded }] : []),
  ];
  return (
    <form onSubmit={send} class="column" noValidate>
      <p><a href={back}>‹ {t.back}</a></p>
      <h1>{t.sheet.title}</h1>
      <p class="soft">{t.reference} <strong class="number">{filing.reference}</strong> · {filing.summary.organizer_name} · {filing.summary.domain}</p>
      <p>{t.sheet.lead} {t.sheet.clock}</p>
      <Restored unsent={unsent} />
      {act.problem && <ProblemNote key={act.turn} problem={act.problem} />}
      <ErrorSummary items={items} turn={tries} />
      <Upload filing={filing} kind="verification_sheet" name={t.sheet.scan} needed="approval" onChange={state.setFiling} />
      <Confirmation id="signed_and_sealed" label={t.sheet.sealed} checked={sealed} onChange={seal} error={tries > 0 && !sealed ? t.sheet.sealedNeeded : undefined} />
      <TextField id="arrived_on" type="date" label={t.sheet.arrived} hint={t.sheet.arrivedHint} value={arrived} max={today} onInput={(arrived) => unsent.set((before) => ({ ...before, arrived }))} />
      {arrived && arrived !== today && <TextField id="reason" label={t.mail.reason} hint={t.mail.reasonOfSheet} value={reason} onInput={(reason) => unsent.set((before) => ({ ...before, reason }))} error={tries > 0 && unsaid ? t.mail.reasonNeeded : undefined} />}
      <div class="row"><Button type="submit" act="record-sheet" busy={act.busy}>{t.sheet.send}</Button></div>
    </form>
  );
}
