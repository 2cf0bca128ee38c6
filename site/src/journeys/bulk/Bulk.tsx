import { useEffect, useState } from "preact/hooks";
import { fileInBulk, listCodes } from "../../api/actions";
import { newKey } from "../../api/client";
import type { BulkLine, BulkRow, Codes, FilingKind, Problem } from "../../api/types";
import { Button } from "../../components/button/Button";
import { ConflictNote } from "../../components/conflict/ConflictNote";
import { Confirmation, SelectField } from "../../components/field/Field";
import { Failed, Loading } from "../../components/loading/Loading";
import { Note } from "../../components/note/Note";
import { problemNote, ProblemNote } from "../../components/note/ProblemNote";
import { Tag, type Look } from "../../components/tag/Tag";
import { asFile, cellWords, decoded, keyOf, readTable, template, type Table, type TableRow } from "../../form/table";
import { label } from "../../form/words";
import { saveFile } from "../../hooks/save";
import { useLeaveWarning } from "../../hooks/leave";
import { tell, useSession } from "../../hooks/signed-in";
import { useUnsent } from "../../hooks/unsent";
import { href, t } from "../../messages/current";

/** The rows of one request: as many as the service takes, and fewer where the rows are long. */
const MOST_ROWS = 25;
const MOST_BYTES = 200_000;
const MOST_FILE = 5 * 1024 * 1024;

type Outcome = BulkLine["outcome"];
const LOOKS: Record<Outcome, Look> = { ready: "now", begun: "good", submitted: "good", refused: "bad" };
interface Line { row: TableRow; answer?: BulkLine }

export function Bulk() {
  const who = useSession();
  const [codes, setCodes] = useState<Codes>();
  const [problem, setProblem] = useState<Problem>();
  useEffect(() => {
    void listCodes().then((answer) => (answer.ok ? setCodes(answer.value) : setProblem(answer.problem)));
  }, []);
  const wrong = who.problem ?? problem;
  if (wrong) return <Failed problem={wrong} again={() => location.reload()} />;
  if (!who.session || !codes) return <Loading />;
  if (who.session.role !== "provider") return <Note tone="warning" title={t.problems.forbidden.title}><p>{t.problems.forbidden.next}</p></Note>;
  return <Desk codes={codes} />;
}

const save = (name: string, text: string) => saveFile(name, text, "text/csv");

/** Filing in bulk: the file is read here and sent in parts; each line shows its result. */
function Desk({ codes }: { codes: Codes }) {
  const words = t.bulk;
  const { value: kind, set: setKind } = useUnsent<FilingKind>("bulk", "add_site", { trivial: true });
  const [name, setName] = useState("");
  const [table, setTable] = useState<Table>();
  const [trouble, setTrouble] = useState<string>();
  const [lines, setLines] = useState<Line[]>([]);
  const [dry, setDry] = useState(true);
  const [share, setShare] = useState<number>();
  const [problem, setProblem] = useState<Problem>();
  const [confirmed, confirm] = useState(false);
  const [tried, setTried] = useState(false);
  useLeaveWarning(share !== undefined);

  const take = async (file: File | undefined) => {
    setTable(undefined);
    setLines([]);
    setProblem(undefined);
    setDry(true);
    confirm(false);
    setTried(false);
    setTrouble(undefined);
    if (!file) return;
    setName(file.name);
    if (/\.xlsx?$/i.test(file.name)) return setTrouble(words.notCsv);
    if (file.size > MOST_FILE) return setTrouble(words.tooBig);
    const text = decoded(await file.arrayBuffer());
    if (text === undefined) return setTrouble(words.encoding);
    const read = readTable(text, codes);
    if (read.rows.length === 0) return setTrouble(words.empty);
    setTable(read);
  };

  const run = async (dry_run: boolean) => {
    if (!table || share !== undefined) return;
    setProblem(undefined);
    setShare(0);
    const seen = new Set<string>();
    const ready: { row: TableRow; sent: BulkRow }[] = [];
    const settled = new Map<TableRow, BulkLine>();
    for (const row of table.rows) {
      const sent = { ...row.row, key: await keyOf(row.row) };
      const whose = (row.row.number ?? row.row.username ?? "").replace(/-\d+$/, "");
      // An organizer has one order, in whichever part of the file it stands.
      const twice = whose !== "" && seen.has(whose);
      seen.add(whose);
      if (twice) settled.set(row, { key: sent.key, outcome: "refused", repeated: false, findings: [], missing: [], conflicts: [], problem: { type: "", title: "", status: 409, code: "organizer-twice", errors: [] } as Problem });
      else if (row.problems.length === 0) ready.push({ row, sent });
    }
    const show = () => setLines(table.rows.map((row) => ({ row, ...(settled.has(row) && { answer: settled.get(row)! }) })));
    for (let done = 0; done < ready.length;) {
      const part: typeof ready = [];
      let bytes = 0;
      while (done + part.length < ready.length && part.length < MOST_ROWS) {
        const next = ready[done + part.length]!;
        bytes += JSON.stringify(next.sent).length * 3;
        if (part.length > 0 && bytes > MOST_BYTES) break;
        part.push(next);
      }
      const answer = await fileInBulk({ dry_run, rows: part.map(({ sent }) => sent) }, newKey());
      if (!answer.ok && answer.problem.code === "too-many-requests") {
        // A long table takes its time; nothing is lost by waiting.
        await new Promise((resolve) => setTimeout(resolve, (answer.problem.retry_after ?? 60) * 1000));
        continue;
      }
      if (!answer.ok) {
        setShare(undefined);
        tell(answer.problem, setProblem);
        show();
        return;
      }
      answer.value.rows.forEach((line, place) => settled.set(part[place]!.row, line));
      done += part.length;
      setShare(done / ready.length);
      show();
    }
    show();
    setDry(dry_run);
    setShare(undefined);
  };
  const begin = () => {
    setTried(true);
    if (confirmed) void run(false);
    else document.getElementById("bulk-confirmed")?.focus();
  };

  const can = lines.filter(({ answer }) => answer && answer.outcome !== "refused").length;
  const count = (outcome: Outcome) => lines.filter(({ answer }) => answer?.outcome === outcome).length;
  const refused = lines.length - can;
  const report = () => save(words.reportName, asFile([
    [words.line, t.reference, words.outcome, words.what],
    ...lines.map(({ row, answer }) => [row.lines.join(" "), answer?.reference ?? "", outcomeOf(answer, dry), [...cells(row), ...said(answer)].join("; ")]),
  ]));

  return (
    <>
      <p>{words.lead}</p>
      <section>
        <h2>1. {words.step1}</h2>
        <p>{words.step1Hint}</p>
        <div class="row">
          <SelectField id="bulk-kind" label={t.orders.kind} value={kind} options={(Object.keys(t.kinds) as FilingKind[]).map((one) => ({ value: one, text: t.kinds[one] }))} onInput={(chosen) => setKind(chosen as FilingKind)} />
          <Button look="second" act="bulk-template" onClick={() => save(`${words.templateName}-${kind}.csv`, template(kind, codes))}>{words.download}</Button>
        </div>
        <details><summary>{words.howTo}</summary><ul>{words.rules.map((rule) => <li key={rule}>{rule}</li>)}</ul></details>
      </section>
      <section>
        <h2>2. {words.step2}</h2>
        <p>{words.step2Hint}</p>
        <div class="file-pick">
          <input id="bulk-file" type="file" class="visually-hidden" accept=".csv,text/csv" onChange={(event) => { void take(event.currentTarget.files?.[0]); event.currentTarget.value = ""; }} />
          <label for="bulk-file" class="button second">{name ? words.chooseOther : words.choose}</label> {name && <span class="soft break">{name}</span>}
        </div>
        {trouble && <p class="finding error" role="alert"><span class="mark" aria-hidden="true">✕</span>{trouble}</p>}
        {table && table.unknown.length > 0 && <Note tone="warning" title={words.unknown}><p class="break">{table.unknown.join(t.separator)}</p></Note>}
        {table && (
          <>
            <p>{words.read(table.rows.reduce((sum, row) => sum + row.lines.length, 0), table.rows.length)}</p>
            <Button act="bulk-check" busy={share !== undefined} onClick={() => void run(true)}>{words.check}</Button>
          </>
        )}
      </section>
      {share !== undefined && <div role="status"><progress value={share} max={1} aria-label={words.working} /> <span class="small">{words.working}</span></div>}
      {problem && <ProblemNote problem={problem} />}
      {problem && lines.length > 0 && <p>{words.brokeOff}</p>}
      {lines.length > 0 && (
        <section aria-labelledby="bulk-report" data-bulk={dry ? "checked" : "done"}>
          <h2 id="bulk-report">{dry ? words.checked : words.done}</h2>
          <p role="status">{dry ? words.wouldBe(can, refused) : words.came(count("begun"), count("submitted"), refused)}</p>
          <Report lines={lines} dry={dry} />
          <p><Button look="second" small act="bulk-report" onClick={report}>{words.saveReport}</Button></p>
          {dry && can > 0 && share === undefined && !problem && (
            <div class="panel">
              <h3>3. {words.step3}</h3>
              <p>{words.step3Hint}</p>
              <Confirmation id="bulk-confirmed" label={words.confirm} checked={confirmed} onChange={confirm} error={tried && !confirmed ? words.confirmNeeded : undefined} />
              <Button act="bulk-begin" onClick={begin}>{words.begin(can)}</Button>
            </div>
          )}
          {!dry && refused > 0 && <p>{words.mendAndAgain}</p>}
        </section>
      )}
    </>
  );
}

function outcomeOf(answer: BulkLine | undefined, dry: boolean): string {
  if (!answer) return t.bulk.outcomes.refused;
  if (answer.repeated) return t.bulk.repeated;
  return dry && answer.outcome === "submitted" ? t.bulk.outcomes.readySubmit : t.bulk.outcomes[answer.outcome];
}

/** The faults of cells that could not be read here. */
const cells = (row: TableRow) => row.problems.map(cellWords);

/** The answer of the service about a row, in sentences. */
function said(answer: BulkLine | undefined): string[] {
  if (!answer) return [];
  const { problem } = answer;
  const found = problem?.errors?.map((one) => ({ pointer: one.pointer.replace(/^\/form/, ""), code: one.code })) ?? [];
  const fields = [...found, ...answer.findings.filter((finding) => finding.level === "error" && !found.some((one) => one.pointer === finding.pointer))];
  const own = (pointer: string) => t.bulk.columns[pointer.slice(1) as keyof typeof t.bulk.columns] ?? label(pointer);
  return [
    ...(problem && !["malformed", "form-incomplete", "documents-missing"].includes(problem.code) ? [`${t.problems[problem.code].title}${t.stop}${t.problems[problem.code].next}`] : []),
    ...fields.map((one) => `${own(one.pointer)}${t.colon}${t.findings[one.code] ?? one.code}`),
    ...(answer.missing.length > 0 ? [`${t.bulk.documents}${t.colon}${answer.missing.map((kind) => t.documents[kind].name).join(t.separator)}`] : []),
  ];
}

function Report({ lines, dry }: { lines: readonly Line[]; dry: boolean }) {
  const words = t.bulk;
  return (
    <ul class="lines" data-lines>
      {lines.map(({ row, answer }) => {
        const outcome = answer?.outcome ?? "refused";
        const notes = [...cells(row), ...said(answer)];
        return (
          <li key={row.lines[0]} data-line={row.lines[0]} data-outcome={outcome}>
            <strong>{words.lineOf(row.lines)}</strong> · {t.kinds[row.row.kind]} · <span class="number break">{row.row.number ?? row.row.username}</span>{" "}
            <Tag look={answer?.repeated ? "todo" : LOOKS[outcome]} value={outcome}>{outcomeOf(answer, dry)}</Tag>
            {!dry && answer?.filing_id && <> <a href={href("/filing/", { id: answer.filing_id })}>{answer.reference}</a></>}
            {notes.length > 0 && <ul class="small">{notes.map((note) => <li key={note}>{note}</li>)}</ul>}
            {answer?.conflicts.filter((conflict) => conflict.kind !== answer.problem?.conflict?.kind).map((conflict) => <div key={conflict.kind} class="small"><ConflictNote conflict={conflict} problemNote={problemNote} /></div>)}
          </li>
        );
      })}
    </ul>
  );
}
