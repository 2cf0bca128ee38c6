import { useEffect, useState } from "preact/hooks";
import { listProviders, openData, openDataAt, showStatistics } from "../../api/actions";
import type { StatusAge, OpenTable, Problem, OpenCasesRow, StatisticsNumbers, TimesRow } from "../../api/types";
import { Button } from "../../components/button/Button";
import { Chart } from "../../components/chart/Chart";
import { TextField } from "../../components/field/Field";
import { Failed, Loading } from "../../components/loading/Loading";
import { Note } from "../../components/note/Note";
import { label } from "../../form/words";
import { useUnsent } from "../../hooks/unsent";
import { lang, t } from "../../messages/current";
import { formatDate, formatInstant } from "../../messages/dates";
import { marked, session } from "../../session";
import { at, Summary } from "../fields";

const TABLES = ["filings", "times", "overall", "returns", "conflicts", "paper", "standing"] as const;
const AGES: readonly StatusAge[] = ["up_to2", "up_to7", "up_to14", "up_to30", "up_to90", "over90"];
/** The statuses of the table, in their order. */
const STANDING = ["with_provider", "awaiting_sheet", "under_review", "returned_to_owner", "returned_to_provider", "paper_request"];
const SPANS = ["whole", "review", "provider_check", "sheet", "paper_request"] as const;
/** The number of months that are drawn; the tables to download have all. */
const DRAWN = 12;
/** The number of fields that are drawn. */
const FIELDS = 10;

interface Seen { from: string; to: string; numbers: StatisticsNumbers; standing: readonly OpenCasesRow[]; countedAt?: string }
type Names = Record<string, string>;

/** The public figures: the tables as they were published last. */
async function published(): Promise<{ seen?: Seen; problem?: Problem }> {
  const answers = await Promise.all(TABLES.map((table) => openData(table)));
  const failed = answers.find((answer) => !answer.ok);
  if (failed && !failed.ok) return { problem: failed.problem };
  const tables = Object.fromEntries(answers.map((answer) => (answer.ok ? [answer.value.table, answer.value] : []))) as Record<string, OpenTable>;
  const rows = <T,>(table: string) => (tables[table]?.rows ?? []) as unknown as T[];
  const { from = "", to = "" } = tables.overall ?? {};
  const numbers = { filings: rows("filings"), times: rows("times"), overall: rows("overall"), returns: rows("returns"), conflicts: rows("conflicts"), paper: rows("paper"), providers: [] } as unknown as StatisticsNumbers;
  return { seen: { from, to, numbers, standing: rows("standing") } };
}

/** The months from one day to another, the last `DRAWN`. */
function monthsOf(from: string, to: string): string[] {
  const months: string[] = [];
  let [year = 0, month = 1] = from.split("-").map(Number);
  const last = to.slice(0, 7);
  for (;;) {
    const name = `${year}-${String(month).padStart(2, "0")}`;
    if (name > last) break;
    months.push(name);
    month += 1;
    if (month > 12) { month = 1; year += 1; }
  }
  return months.slice(-DRAWN);
}

const percent = (share: number) => `${Math.round(share * 1000) / 10}%`;
const fieldName = (pointer: string) => (pointer === "*" ? t.statistics.others : label(pointer.replace(/\/\*/g, "/0")));
const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);

export function Statistics() {
  const [seen, setSeen] = useState<Seen>();
  const [problem, setProblem] = useState<Problem>();
  const [staff, setStaff] = useState(false);
  const [names, setNames] = useState<Names>({});
  const load = async (from?: string, to?: string) => {
    const answer = await showStatistics(from, to);
    if (!answer.ok) return answer.problem;
    const { statistics, standing, counted_at, ...time } = answer.value;
    setSeen({ ...time, numbers: statistics, standing, ...(counted_at ? { countedAt: counted_at } : {}) });
    return undefined;
  };
  useEffect(() => {
    void (async () => {
      const who = marked() ? await session() : undefined;
      if (who?.ok && who.value.role === "supervisor") {
        setStaff(true);
        const providers = await listProviders();
        if (providers.ok) setNames(Object.fromEntries(providers.value.items.map((one) => [one.id, one.name])));
        setProblem(await load());
        return;
      }
      const found = await published();
      if (found.seen) setSeen(found.seen);
      else setProblem(found.problem);
    })();
  }, []);
  const words = t.statistics;
  // Nothing is published before the first night.
  if (problem?.code === "not-found") return <Note tone="info" hook="not-yet"><p>{words.notYet}</p></Note>;
  if (problem) return <Failed problem={problem} again={() => location.reload()} />;
  if (!seen) return <Loading />;
  return (
    <div data-statistics={staff ? "staff" : "public"}>
      {staff ? <Period seen={seen} load={load} /> : <p class="soft">{words.until(formatDate(lang, seen.to))}</p>}
      <Short rows={seen.numbers.overall} time={words.time(formatDate(lang, seen.from), formatDate(lang, seen.to))} />
      <Charts seen={seen} />
      {staff && <Providers seen={seen} names={names} />}
      <Downloads />
    </div>
  );
}

/** The form for the days that a supervisor asks about. */
function Period({ seen, load }: { seen: Seen; load: (from: string, to: string) => Promise<Problem | undefined> }) {
  const { value: time, set: setTime, sent } = useUnsent("statistics", { from: seen.from, to: seen.to }, { trivial: true });
  const [problem, setProblem] = useState<Problem>();
  const [turn, setTurn] = useState(0);
  const [busy, setBusy] = useState(false);
  const words = t.statistics;
  const show = async () => {
    setBusy(true);
    const wrong = await load(time.from.trim(), time.to.trim());
    if (!wrong) sent();
    setProblem(wrong);
    setTurn(turn + 1);
    setBusy(false);
  };
  return (
    <form noValidate class="column" onSubmit={(event) => { event.preventDefault(); void show(); }}>
      <Summary labels={{ from: words.from, to: words.to }} local={{}} problem={problem} turn={turn} />
      <TextField id="from" label={words.from} hint={words.fromHint} value={time.from} onInput={(from) => setTime({ ...time, from })} findings={at("from", {}, problem)} />
      <TextField id="to" label={words.to} hint={words.toHint} value={time.to} onInput={(to) => setTime({ ...time, to })} findings={at("to", {}, problem)} />
      <Button type="submit" act="show-statistics" busy={busy}>{words.show}</Button>
      {seen.countedAt && <p class="soft">{words.counted(formatInstant(lang, seen.countedAt))}</p>}
    </form>
  );
}

/** The answer first: the usual duration, and the share that was in time. */
function Short({ rows, time }: { rows: readonly TimesRow[]; time: string }) {
  const words = t.statistics;
  const found = SPANS.map((span) => rows.find((row) => row.span === span && (span !== "whole" || row.kind === "first"))).filter((row) => row !== undefined);
  return (
    <section aria-labelledby="short">
      <h2 id="short">{words.short}</h2>
      <p class="soft">{time}</p>
      {found.length === 0 ? <p data-none>{words.none}</p> : (
        <table class="worklist still" data-short>
          <caption class="visually-hidden">{words.short}</caption>
          <thead><tr><th scope="col">{words.span}</th><th scope="col" class="number">{words.median}</th><th scope="col" class="number">{words.decile}</th><th scope="col" class="number">{words.inTime}</th><th scope="col" class="number">{words.ended}</th></tr></thead>
          <tbody>
            {found.map((row) => (
              <tr key={row.span} data-span={row.span}>
                <th scope="row">{words.spans[row.span]}</th>
                <td data-label={words.median} class="number">{words.days(row.median_days)}</td>
                <td data-label={words.decile} class="number">{words.days(row.ninth_decile_days)}</td>
                <td data-label={words.inTime} class="number">{typeof row.share_in_time === "number" ? percent(row.share_in_time) : "–"}</td>
                <td data-label={words.ended} class="number">{row.ended}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Charts({ seen }: { seen: Seen }) {
  const words = t.statistics;
  const { numbers } = seen;
  const months = monthsOf(seen.from, seen.to);
  const drawn = new Set(months);
  const monthly = (of: (row: StatisticsNumbers["filings"][number]) => number) =>
    months.map((month) => sum(numbers.filings.filter((row) => row.period === month).map(of)));
  const median = (span: TimesRow["span"]) =>
    months.map((month) => numbers.times.find((row) => row.period === month && row.span === span && (span !== "whole" || row.kind === "first"))?.median_days);
  const paper = (of: (row: StatisticsNumbers["paper"][number]) => number) =>
    months.map((month) => sum(numbers.paper.filter((row) => row.period === month).map(of)));
  const byField = new Map<string, { provider: number; bureau: number }>();
  for (const row of numbers.returns.filter((one) => drawn.has(one.period))) {
    const before = byField.get(row.field) ?? { provider: 0, bureau: 0 };
    byField.set(row.field, { ...before, [row.by]: before[row.by] + row.returns });
  }
  const fields = [...byField].sort((one, other) => other[1].provider + other[1].bureau - one[1].provider - one[1].bureau).slice(0, FIELDS);
  const byKind = new Map<string, number>();
  for (const row of numbers.conflicts.filter((one) => drawn.has(one.period))) byKind.set(row.kind, (byKind.get(row.kind) ?? 0) + row.conflicts);
  const kinds = [...byKind].sort((one, other) => other[1] - one[1]) as [keyof typeof t.conflicts, number][];
  const statuses = STANDING.filter((status) => seen.standing.some((row) => row.status === status));
  const standing = (status: string, age?: StatusAge) => sum(seen.standing.filter((row) => row.status === status && (!age || row.age === age)).map((row) => row.count));
  const statusName = (status: string) => (status === "paper_request" ? words.paperRequest : t.statuses[status as keyof typeof t.statuses]?.name ?? status);
  const named = months.map((month) => words.month(month));
  const short = months.map((month) => String(Number(month.slice(5))));
  return (
    <>
      <h2>{words.filings}</h2>
      <Chart id="filings" look="columns" title={words.filingsTitle} of={words.monthColumn} labels={named} short={short} series={[{ name: words.submitted, values: monthly((row) => row.submitted) }, { name: words.approved, values: monthly((row) => row.approved) }]} />
      <Chart id="medians" look="columns" title={words.mediansTitle} of={words.monthColumn} labels={named} short={short} series={[{ name: words.whole, values: median("whole") }, { name: words.review, values: median("review") }]} />
      <h2>{words.standing}</h2>
      <Chart id="standing" look="bars" title={words.standingTitle} of={words.status} labels={statuses.map(statusName)} series={[{ name: words.count, values: statuses.map((status) => standing(status)) }]} />
      {statuses.length > 0 && (
        <table class="worklist still" data-ages>
          <caption class="visually-hidden">{words.ages}</caption>
          <thead><tr><th scope="col">{words.status}</th>{AGES.map((age) => <th key={age} scope="col" class="number">{words.age[age]}</th>)}</tr></thead>
          <tbody>{statuses.map((status) => <tr key={status}><th scope="row">{statusName(status)}</th>{AGES.map((age) => <td key={age} data-label={words.age[age]} class="number">{standing(status, age)}</td>)}</tr>)}</tbody>
        </table>
      )}
      <h2>{words.returns}</h2>
      <Chart id="returns" look="bars" title={words.returnsTitle} of={words.field} labels={fields.map(([field]) => fieldName(field))} series={[{ name: words.by.bureau, values: fields.map(([, count]) => count.bureau) }, { name: words.by.provider, values: fields.map(([, count]) => count.provider) }]} />
      <h2>{words.conflicts}</h2>
      <Chart id="conflicts" look="bars" title={words.conflictsTitle} of={words.conflict} labels={kinds.map(([kind]) => words.conflictKinds[kind])} series={[{ name: words.count, values: kinds.map(([, count]) => count) }]} />
      <h2>{words.paper}</h2>
      <Chart id="paper" look="columns" title={words.paperTitle} of={words.monthColumn} labels={named} short={short} series={[{ name: words.received, values: paper((row) => row.received) }, { name: words.decided, values: paper((row) => row.approved + row.refused) }]} />
    </>
  );
}

/** The table of the checks of access providers, for supervisors only. */
function Providers({ seen, names }: { seen: Seen; names: Names }) {
  const words = t.statistics;
  const rows = [...seen.numbers.providers].sort((one, other) => one.share_in_time - other.share_in_time);
  return (
    <section aria-labelledby="providers">
      <h2 id="providers">{words.providers}</h2>
      <p class="soft">{words.providersLead}</p>
      {rows.length === 0 ? <p>{words.nothing}</p> : (
        <table class="worklist still" data-providers>
          <caption class="visually-hidden">{words.providers}</caption>
          <thead><tr><th scope="col">{words.provider}</th><th scope="col" class="number">{words.checked}</th><th scope="col" class="number">{words.inTime}</th><th scope="col" class="number">{words.median}</th><th scope="col" class="number">{words.returned}</th></tr></thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.provider}>
                <th scope="row">{names[row.provider] ?? row.provider}</th>
                <td data-label={words.checked} class="number">{row.checked}</td>
                <td data-label={words.inTime} class="number">{percent(row.share_in_time)}</td>
                <td data-label={words.median} class="number">{words.days(row.median_days)}</td>
                <td data-label={words.returned} class="number">{row.returned}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** The open data, a table each, with what its columns mean. */
function Downloads() {
  const words = t.statistics;
  return (
    <section aria-labelledby="open-data">
      <h2 id="open-data">{words.openData}</h2>
      <p>{words.openDataLead}</p>
      <ul class="lines" data-open-data>
        {TABLES.map((table) => (
          <li key={table}>
            <strong>{words.tables[table].name}</strong>{t.colon}{words.tables[table].what}<br />
            <a href={openDataAt(table, "csv")} download={`${table}.csv`}>CSV</a> · <a href={openDataAt(table, "json")} download={`${table}.json`}>JSON</a>
          </li>
        ))}
      </ul>
    </section>
  );
}
