import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { listUnmatched } from "../../api/actions";
import type { LetterSummary, Problem } from "../../api/types";
import { Button } from "../../components/button/Button";
import { Drop } from "../../components/drop/Drop";
import { Check, TextField } from "../../components/field/Field";
import { Restored } from "../../components/restored/Restored";
import { Failed, Loading } from "../../components/loading/Loading";
import { isDone, isTroubled, PostBatchRow, standingOf } from "../../components/post-batch/PostBatchRow";
import { ProblemNote } from "../../components/note/ProblemNote";
import { useLeaveWarning } from "../../hooks/leave";
import { originOf, type Pile, type Post, usePost, whyOf } from "../../hooks/post";
import { useRowKeys } from "../../hooks/row-keys";
import { tell, useSession } from "../../hooks/signed-in";
import { useUnsent } from "../../hooks/unsent";
import { gap, href, lang, t } from "../../messages/current";
import { dayInChina, formatDate } from "../../messages/dates";

const FIRST = 8;
const MOST_PAGES = 10;

/** The letters that wait, as many as fit one list, and whether these are all. */
interface Waiting { items: LetterSummary[]; all: boolean }

/** Scanned post: the letters that wait for somebody, and the place to drop new scans. */
export function Mail() {
  const { session, problem: unknown } = useSession();
  const [waiting, setWaiting] = useState<Waiting>();
  const [problem, setProblem] = useState<Problem>();
  const clerk = session?.role === "clerk";
  const post = usePost(clerk);
  const load = async () => {
    const items: LetterSummary[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer = await listUnmatched(cursor);
      if (!answer.ok) {
        tell(answer.problem, setProblem);
        return;
      }
      items.push(...answer.value.items);
      cursor = answer.value.next_cursor;
      if (!cursor) break;
    }
    setProblem(undefined);
    setWaiting({ items, all: !cursor });
  };
  // Whenever the service said something new of a file, its letters may wait.
  useEffect(() => { if (clerk) void load(); }, [clerk, post.turn]);
  if (unknown) return <Failed problem={unknown} again={() => location.reload()} />;
  if (!session) return <Loading />;
  if (!clerk) return <ProblemNote problem={{ type: "", title: "", status: 403, code: "forbidden" }} />;
  return (
    <>
      <p>{t.mail.lead} <a href="#drop">{t.mail.toUpload}</a></p>
      {problem ? <Failed problem={problem} again={() => void load()} /> : waiting ? <Unmatched waiting={waiting} /> : <Loading />}
      <Uploads post={post} waiting={waiting} />
    </>
  );
}

function Unmatched({ waiting: { items } }: { waiting: Waiting }) {
  const [all, setAll] = useState(false);
  const words = t.mail;
  const shown = all ? items : items.slice(0, FIRST);
  const row = useRowKeys(shown.length);
  return (
    <section aria-labelledby="waiting" data-waiting={items.length}>
      <h2 id="waiting">{words.waiting}{items.length > 0 && <span class="number"> ({items.length})</span>}</h2>
      {items.length === 0 ? <div class="panel"><p>{words.none}{gap}{words.noneHint}</p></div> : (
        <table class="worklist">
          <thead><tr><th scope="col">{words.day}</th><th scope="col">{words.why}</th><th scope="col">{words.printed}</th><th scope="col">{words.pages}</th><th scope="col"><span class="visually-hidden">{words.open}</span></th></tr></thead>
          <tbody>
            {shown.map((item, index) => (
              <tr key={item.id} aria-selected={index === row ? "true" : undefined} data-letter={item.id} data-rejected={item.reject_reason}>
                <td data-label={words.day} class="number">{formatDate(lang, item.arrived_on)}</td>
                <td data-label={words.why}>{whyOf(item) && <><strong>{whyOf(item)!.title}</strong><br /><span class="soft small">{whyOf(item)!.next}</span></>}</td>
                <td data-label={words.printed}>{item.form || item.reference ? <>{item.form && t.mailCodes.forms[item.form]} <span class="number">{item.reference}</span></> : <span class="soft">—</span>}<br /><span class="soft small break">{originOf(item)}</span></td>
                <td data-label={words.pages} class="number">{item.reject_reason ? <span class="soft">—</span> : words.many(item.pages)}</td>
                <td><a class="button second small" href={href("/mail/letter/", { id: item.id })}>{item.reject_reason ? words.see : words.open}<span class="visually-hidden"> {formatDate(lang, item.arrived_on)} {words.many(item.pages)}</span></a></td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {items.length > 1 && <p class="soft small no-print keys">{t.filings.keys}{t.colon}{t.work.shortcuts}</p>}
      {shown.length < items.length && <div class="row"><Button look="second" act="show-all" onClick={() => setAll(true)}>{words.showAll(items.length)}</Button></div>}
    </section>
  );
}

function Uploads({ post, waiting }: { post: Post; waiting: Waiting | undefined }) {
  const today = dayInChina(new Date());
  const unsent = useUnsent("mail", { arrived: today, reason: "", together: true }, { trivial: true });
  const { arrived, reason, together } = unsent.value;
  const put = (part: Partial<typeof unsent.value>) => unsent.set((before) => ({ ...before, ...part }));
  const [trouble, setTrouble] = useState<"dayFirst" | "reasonFirst">();
  const words = t.mail;
  const list = useRef<HTMLHeadingElement>(null);
  const still = useMemo(() => (waiting?.all ? new Set(waiting.items.map((one) => one.id)) : undefined), [waiting]);
  const rows = post.dropped.map((dropped) => {
    const batch = dropped.id ? post.batches.get(dropped.id) : undefined;
    return { dropped, batch, standing: standingOf(dropped, batch) };
  });
  const own = new Set(rows.flatMap((row) => row.dropped.id ?? []));
  const earlier = [...post.batches.values()].filter((batch) => !own.has(batch.id));
  const done = rows.filter((row) => isDone(row.standing)).length;
  const troubled = rows.filter((row) => isTroubled(row.standing)).length;
  // Files that need a clerk are on top, then files that move.
  const rank = (row: (typeof rows)[number]) => (isTroubled(row.standing) ? 0 : row.standing === "queued" ? 2 : row.standing === "read" ? 3 : 1);
  const sorted = [...rows].sort((a, b) => rank(a) - rank(b));
  useLeaveWarning(rows.some((row) => ["queued", "hashing", "asking", "sending"].includes(row.standing)));
  const take = (files: File[]) => {
    if (files.length === 0) return;
    const said = reason.trim();
    const wrong = arrived === "" || arrived > today ? "dayFirst" : arrived !== today && [...said].length < 2 ? "reasonFirst" : undefined;
    setTrouble(wrong);
    if (wrong) {
      document.getElementById(wrong === "dayFirst" ? "arrived_on" : "reason")?.focus();
      return;
    }
    const pile: Pile = { arrived_on: arrived, ...(arrived !== today && { reason: said }) };
    post.drop(files, pile, together);
    setTimeout(() => list.current?.scrollIntoView({ block: "nearest" }));
  };
  return (
    <>
      <section aria-labelledby="drop">
        <h2 id="drop" tabIndex={-1}>{words.drop}</h2>
        <Restored unsent={unsent} />
        <div class="pile">
          <TextField id="arrived_on" type="date" label={words.arrived} hint={words.arrivedHint} value={arrived} max={today} onInput={(arrived) => { put({ arrived }); setTrouble(undefined); }} error={trouble === "dayFirst" ? words.dayFirst : undefined} />
          {arrived !== today && <TextField id="reason" label={words.reason} hint={words.reasonHint} value={reason} onInput={(reason) => put({ reason })} error={trouble === "reasonFirst" ? words.reasonFirst : undefined} />}
        </div>
        <Check id="together" label={words.together} hint={words.togetherHint} checked={together} onChange={(together) => put({ together })} />
        <Drop onFiles={take} hint={words.formats} wide />
        <p class="soft small">{words.safe}</p>
      </section>
      {post.problem && <ProblemNote problem={post.problem} />}
      {rows.length > 0 && (
        <section aria-labelledby="files">
          <h2 id="files" ref={list}>{words.files}</h2>
          <div class="batch">
            <progress value={done} max={rows.length} aria-labelledby="files" />
            <p role="status" data-done={done}>{words.progress(done, rows.length)}{troubled > 0 && <>{t.separator}<strong class="late">{words.troubled(troubled)}</strong></>}</p>
          </div>
          <ul class="post-batches">{sorted.map(({ dropped, batch }) => <PostBatchRow key={dropped.key} dropped={dropped} batch={batch} waiting={still} onSorted={post.told} onAgain={() => post.again(dropped.key)} />)}</ul>
        </section>
      )}
      {earlier.length > 0 && (
        <section aria-labelledby="earlier">
          <h2 id="earlier">{words.earlier}</h2>
          <ul class="post-batches">{earlier.map((batch) => <PostBatchRow key={batch.id} batch={batch} waiting={still} onSorted={post.told} />)}</ul>
          {post.more && <Button look="second" act="more" onClick={post.more}>{words.more}</Button>}
        </section>
      )}
    </>
  );
}
