import { useEffect, useState } from "preact/hooks";
import { findCases, listUnmatched, matchLetter, setAsideLetter, takeBackLetter, viewLetter, type Match, type PageMark } from "../../api/actions";
import type { CaseFound, Evidence, LetterSummary, LetterView, Problem, RequestView, ScannedPageView } from "../../api/types";
import { ActForm } from "../../components/act-form/ActForm";
import { Button } from "../../components/button/Button";
import { Confirmation, TextField } from "../../components/field/Field";
import { Failed, Loading } from "../../components/loading/Loading";
import { Note } from "../../components/note/Note";
import { ProblemNote } from "../../components/note/ProblemNote";
import { isUnsorted, pageKey, Papers, shown, type Marks } from "../../components/scan-viewer/Papers";
import { StackOrder } from "../../components/stack-order/StackOrder";
import { Tag } from "../../components/tag/Tag";
import { useAct } from "../../hooks/act";
import { idInAddress } from "../../hooks/filing";
import { originOf, whyOf } from "../../hooks/post";
import { usePapers } from "../../hooks/papers";
import { tell, useSession } from "../../hooks/signed-in";
import { here, useUnsent } from "../../hooks/unsent";
import { gap, href, lang, t } from "../../messages/current";
import { dayInChina, formatDate } from "../../messages/dates";
import { forget } from "../../unsent";
import { placeOfLetter, ReceiveForm, type Start } from "../requests/ReceiveForm";

/** A scanned letter that waits: its pages, the paper that each shows, and the search for its case. */
export function Letter() {
  const id = idInAddress();
  const who = useSession();
  const papers = usePapers(() => viewLetter(id), Boolean(who.session));
  const unsent = useUnsent<Record<string, Evidence | null>>(here("marks"), {});
  const marks: Marks = new Map(Object.entries(unsent.value));
  const [ended, setEnded] = useState<LetterSummary>();
  const [back, setBack] = useState(false);
  const { view, problem, refresh } = papers;
  const wrong = who.problem ?? (view ? undefined : problem);
  const summary = ended ?? view?.summary;
  useEffect(() => {
    const title = document.querySelector("h1");
    if (title && summary?.reject_reason) title.textContent = t.mail.rejectedTitle;
  }, [summary?.reject_reason]);
  const end = (after: LetterSummary) => {
    unsent.discard();
    setEnded(after);
  };
  if (wrong) return <Failed problem={wrong} again={() => location.reload()} />;
  if (!view || !summary) return <Loading />;
  const words = t.mail;
  const waits = summary.state.name === "waiting";
  const why = whyOf(summary);
  const mark = (sheet: ScannedPageView, evidence: Evidence | null) => unsent.set((before) => ({ ...before, [pageKey(sheet)]: evidence }));
  return (
    <>
      <p><a href={href("/mail/")}>‹ {words.back}</a></p>
      {waits && why && <Note key={String(back)} tone="warning" title={why.title} hook="why" {...(back && { role: "status", focus: true })}><p>{why.next}</p>{summary.reject_reason && <p>{words.byHand}{gap}<a href={href("/requests/")}>{t.requests.title}</a></p>}</Note>}
      {waits && view.stack && <StackOrder id={view.stack.id} version={view.stack.version} order={view.stack.order} onDone={() => location.assign(href("/mail/"))} />}
      {!waits && <Ended summary={summary} now={ended !== undefined} />}
      <p class="soft">
        {words.arrivedOn} <span class="number">{formatDate(lang, summary.arrived_on)}</span> · {!summary.reject_reason && <>{words.many(summary.pages)} · </>}<span class="break">{originOf(summary)}</span> · {words.by} {summary.by}
        {(summary.form || summary.reference) && <> · {words.printed}{t.colon}{summary.form && t.mailCodes.forms[summary.form]} <strong class="number">{summary.reference}</strong></>}
      </p>
      {summary.reject_reason ? waits && <SetAside summary={summary} onEnded={end} reload={refresh} lead={words.asideRejected} hint={words.asideRejectedHint} /> : (
        <div class="desk letter">
          <section class="pages" aria-label={words.papers}>
            <Papers sheets={view.pages} refresh={refresh} label={words.papers} marks={marks} onMark={waits ? mark : undefined} />
          </section>
          <section class="side">
            {waits && <Place view={view} summary={summary} marks={marks} onEnded={end} reload={refresh} />}
            {summary.state.name === "filed" && summary.state.to.of === "request" && <TakeBack summary={summary} reload={refresh} onDone={() => { setBack(true); setEnded(undefined); void refresh(); }} />}
          </section>
        </div>
      )}
    </>
  );
}

/** The case of the letter, and the next step. */
function Ended({ summary, now }: { summary: LetterSummary; now: boolean }) {
  const [next, setNext] = useState<LetterSummary | null>();
  const words = t.mail;
  const { state } = summary;
  useEffect(() => {
    if (now) void listUnmatched().then((answer) => setNext(answer.ok ? answer.value.items.find((one) => one.id !== summary.id) ?? null : undefined));
  }, [summary.id, now]);
  return (
    <Note tone="ok" role="status" focus={now} hook={state.name} title={state.name === "filed" ? (now ? words.done.filed(state.to.reference) : words.alreadyFiled) : now ? words.done.aside : words.alreadyAside}>
      {state.name === "set_aside" && <p>{state.reason} <span class="soft">({state.by})</span></p>}
      {state.name === "filed" && <p><a href={state.to.of === "request" ? href("/requests/request/", { id: state.to.id }) : href("/filing/", { id: state.to.id })}>{words.openCase} <span class="number">{state.to.reference}</span></a></p>}
      {next ? <p><a class="button" data-act="next-letter" href={href("/mail/letter/", { id: next.id })}>{words.nextLetter}</a></p> : next === null ? <p>{words.noNext}</p> : null}
    </Note>
  );
}

/** Takes the letter out of a request to which it does not belong. */
const TakeBack = ({ summary, onDone, reload }: { summary: LetterSummary; onDone: () => void; reload: () => Promise<void> }) => (
  <details data-fold="take-back" open={location.hash === "#take-back"}>
    <summary>{t.mail.takeBack.title}</summary>
    <ActForm<LetterSummary>
      id="back" act="take-back-letter" label={t.mail.takeBack.act} look="second" onDone={onDone} reload={reload} fields={[{ name: "reason", label: t.mail.asideReason, hint: t.mail.takeBack.hint, kind: "area" }]}
      run={(body, key) => takeBackLetter(summary.id, { version: summary.version, reason: body.reason ?? "" }, key)}
    >
      <p>{t.mail.takeBack.lead}</p>
    </ActForm>
  </details>
);

/** Sets the letter aside, with a reason. */
function SetAside({ summary, onEnded, reload, lead, hint }: { summary: LetterSummary; onEnded: (summary: LetterSummary) => void; reload: () => Promise<void>; lead: string; hint: string }) {
  return (
    <ActForm<LetterSummary>
      id="aside" act="set-aside-letter" label={t.mail.asideAct} look="second" onDone={onEnded} reload={reload} fields={[{ name: "reason", label: t.mail.asideReason, hint, kind: "area" }]}
      run={(body, key) => setAsideLetter(summary.id, { version: summary.version, reason: body.reason ?? "" }, key)}
    >
      <p>{lead}</p>
    </ActForm>
  );
}

interface PlaceProps { view: LetterView; summary: LetterSummary; marks: Marks; onEnded: (summary: LetterSummary) => void; reload: () => Promise<void> }

/** Finds the case of the letter, and files the letter there. */
function Place({ view, summary, marks, onEnded, reload }: PlaceProps) {
  const unsent = useUnsent<{ text: string; arrived: string; reason: string; start: Start | null }>(here("place"), { text: summary.reference ?? "", arrived: summary.arrived_on, reason: "", start: null }, { trivial: true });
  const { text, arrived, reason, start } = unsent.value;
  const put = (part: Partial<typeof unsent.value>) => unsent.set((before) => ({ ...before, ...part }));
  const [empty, setEmpty] = useState(false);
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<CaseFound[]>();
  const [problem, setProblem] = useState<Problem>();
  const [turn, setTurn] = useState(0);
  const [trouble, setTrouble] = useState<"dayFirst" | "reasonNeeded">();
  const act = useAct((body: Match, key) => matchLetter(summary.id, body, key));
  const words = t.mail;
  const unsorted = view.pages.filter((one) => isUnsorted(one, marks)).length;
  const evidence = [...new Set(view.pages.flatMap((one) => shown(one, marks) ?? []))];
  const said = view.pages.filter((one) => marks.has(pageKey(one)));

  const search = async (event?: Event) => {
    event?.preventDefault();
    setEmpty(text.trim() === "");
    if (text.trim() === "" || busy) return;
    setBusy(true);
    act.clear();
    const answer = await findCases(text.trim());
    setBusy(false);
    if (answer.ok) {
      setFound(answer.value.items);
      setProblem(undefined);
    } else tell(answer.problem, setProblem);
  };
  useEffect(() => { if (summary.reference) void search(); }, []);

  // A page that a clerk marked as none of the papers has no evidence.
  const told: PageMark[] = said.map((one) => ({ page: one.page, ...(marks.get(pageKey(one)) && { evidence: marks.get(pageKey(one))! }) }));
  const today = dayInChina(new Date());
  const moved = arrived !== summary.arrived_on;
  const file = async (reference: string, sealed?: boolean) => {
    const said = reason.trim();
    const wrong = moved && (arrived === "" || arrived > today ? "dayFirst" : arrived !== today && [...said].length < 2 ? "reasonNeeded" : undefined);
    setTrouble(wrong || undefined);
    if (wrong) {
      document.getElementById(wrong === "dayFirst" ? "arrived_on" : "reason_of_day")?.focus();
      return;
    }
    const day = moved && { arrived_on: arrived, ...(arrived !== today && { reason: said }) };
    const after = await act.run({ version: summary.version, reference, marks: told, ...day, ...(sealed && { signed_and_sealed: true }) });
    if (after) finish(after);
    else void reload();
  };
  const begin = (start: Start) => {
    // Entries about another case are not about this one.
    forget(placeOfLetter(summary.id));
    put({ start });
    setTurn(turn + 1);
    setTimeout(() => document.getElementById("enter-new")?.focus());
  };
  const finish = (after: LetterSummary) => {
    unsent.sent();
    onEnded(after);
  };
  const entered = (request: RequestView) =>
    finish({ ...summary, state: { name: "filed", automatic: false, to: { of: "request", id: request.summary.id, reference: request.summary.reference } } });

  return (
    <>
      <form onSubmit={search} noValidate role="search">
        <h2>{words.find}</h2>
        <TextField
          id="find" type="search" label={words.findLabel} hint={words.findHint} value={text} onInput={(text) => put({ text })} spell={false} error={empty && text.trim() === "" ? t.findings.required : undefined}
          after={<Button type="submit" act="find-cases" busy={busy}>{words.search}</Button>}
        />
      </form>
      {problem && <ProblemNote problem={problem} />}
      {act.problem && <ProblemNote key={act.turn} problem={act.problem} />}
      <details data-fold="other-day" open={moved}>
        <summary>{words.otherDay}</summary>
        <TextField id="arrived_on" type="date" label={words.letterArrived} hint={words.letterArrivedHint} value={arrived} max={today} onInput={(arrived) => { put({ arrived }); setTrouble(undefined); }} error={trouble === "dayFirst" ? words.dayNeeded : undefined} />
        {moved && arrived !== today && <TextField id="reason_of_day" label={words.dayReason} hint={words.reasonOfSheet} value={reason} onInput={(reason) => put({ reason })} error={trouble === "reasonNeeded" ? words.dayReasonNeeded : undefined} />}
      </details>
      <div role="status">
        {found && <p>{found.length === 0 ? <>{words.nothing}{gap}{words.nothingNext}</> : words.found(found.length)}</p>}
      </div>
      {found && found.length > 0 && (
        <ul class="found">
          {found.map((one, index) => <Found key={index} found={one} busy={act.busy} onFile={file} onNew={begin} />)}
        </ul>
      )}
      {unsorted > 0 && <p class="soft small">{words.unsorted(unsorted)}</p>}
      {start ? (
        <section class="panel">
          <h2 id="enter-new" tabIndex={-1}>{words.cases.new}</h2>
          <ReceiveForm key={turn} lead={words.newLead} start={start} letter={{ id: summary.id, arrived_on: arrived || summary.arrived_on, evidence, marks: told }} onDone={entered} />
        </section>
      ) : <p><button type="button" class="link-button" data-act="enter-new" onClick={() => begin({})}>{words.anew}</button></p>}
      <details data-fold="set-aside">
        <summary>{words.aside}</summary>
        <SetAside summary={summary} onEnded={onEnded} reload={reload} lead={words.asideLead} hint={words.asideHint} />
      </details>
    </>
  );
}

/** A case that the letter may belong to. */
export function Found({ found, busy, onFile, onNew }: { found: CaseFound; busy: boolean; onFile: (reference: string, sealed?: boolean) => Promise<void>; onNew: (start: Start) => void }) {
  const words = t.mail;
  const { kind, reference } = found;
  const [sealed, seal] = useState(false);
  const [asked, ask] = useState(false);
  const sheet = found.case === "sheet" && found.open;
  const shut = found.case === "sheet" ? words.notAwaiting : found.case === "new" ? words.goneNew : words.closed;
  // The first that names it stands for it.
  const names = [found.domain, found.organizer, found.username, found.number].filter((one): one is string => one !== undefined);
  const start = (): Start => ({
    ...(kind && { kind }), ...(found.domain && { domain: found.domain }), ...(found.number && { number: found.number }), ...(found.username && { username: found.username }),
  });
  return (
    <li data-case={found.case} data-open={found.open} class={found.open ? "" : "closed"}>
      <div>
        <strong>{found.case === "sheet" ? words.cases.sheet : kind ? t.paperKinds[kind] : words.cases[found.case]}</strong>{found.case !== "sheet" && kind && <span class="soft small"> · {words.cases[found.case]}</span>}
        {reference && <><br />{t.reference} <span class="number">{reference}</span></>}
        {sheet && reference && <Confirmation id={`sealed-${reference}`} label={t.sheet.sealed} checked={sealed} onChange={seal} error={asked && !sealed ? t.sheet.sealedNeeded : undefined} />}
        {names.length > 0 && <><br /><span class="break">{names.map((one, index) => <span key={one}>{index > 0 && " · "}<span class={one === found.number ? "number" : "break"}>{one}</span></span>)}</span></>}
      </div>
      {!found.open ? <Tag look="todo" value="closed">{shut}</Tag>
        : found.case === "new" ? <Button look="second" small act="begin-new" onClick={() => onNew(start())}>{words.enterNew}<span class="visually-hidden"> {names[0]}</span></Button>
        : reference ? <Button look="second" small act="match-letter" busy={busy} onClick={() => { ask(true); if (!sheet || sealed) void onFile(reference, sealed); else document.getElementById(`sealed-${reference}`)?.focus(); }}>{words.fileHere}<span class="visually-hidden"> {reference}</span></Button> : null}
    </li>
  );
}
