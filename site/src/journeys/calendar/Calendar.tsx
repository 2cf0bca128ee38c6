import { useEffect, useState } from "preact/hooks";
import { proposeCalendar, showCalendar, signCalendar, withdrawCalendar, type Proposed } from "../../api/actions";
import type { CalendarFault, CalendarView, CalendarYear, Problem, ProposalView } from "../../api/types";
import { Button } from "../../components/button/Button";
import { AreaField, Confirmation, TextField } from "../../components/field/Field";
import { Restored } from "../../components/restored/Restored";
import { Failed, Loading } from "../../components/loading/Loading";
import { Note } from "../../components/note/Note";
import { ProblemNote } from "../../components/note/ProblemNote";
import { Tag } from "../../components/tag/Tag";
import { useAct } from "../../hooks/act";
import { tell, useSession } from "../../hooks/signed-in";
import { useUnsent } from "../../hooks/unsent";
import { href, lang, t } from "../../messages/current";
import { dayInChina, formatDate, formatInstant } from "../../messages/dates";
import { at, required, Summary, type Local } from "../fields";

const day = (date: string) => formatDate(lang, date);

/** The working days that hold, the proposal that waits for a signature, and the form to propose more. */
export function Calendar() {
  const [seen, setSeen] = useState<CalendarView>();
  const who = useSession();
  const [failed, setProblem] = useState<Problem>();
  const [said, setSaid] = useState("");
  const load = async () => {
    const answer = await showCalendar();
    if (answer.ok) setSeen(answer.value);
    else tell(answer.problem, setProblem);
  };
  useEffect(() => { if (who.session) void load(); }, [who.session]);
  const problem = who.problem ?? failed;
  if (!seen) return problem ? <Failed problem={problem} again={() => location.reload()} /> : <Loading />;
  const words = t.calendar;
  const decided = (view: CalendarView, sentence: string) => {
    setSeen(view);
    setSaid(sentence);
  };
  return (
    <>
      {said && <Note key={said} tone="ok" role="status" focus hook="done"><p>{said}</p></Note>}
      {!seen.recalculated && <Note tone="warning" hook="recalculating"><p>{words.recalculating}</p></Note>}
      {seen.proposal ? <Waiting proposal={seen.proposal} decided={decided} /> : <Propose proposed={() => { setSaid(words.proposed); void load(); }} />}
      <h2>{words.years}</h2>
      {seen.years.map((year) => <Year key={year.year} year={year} />)}
      {seen.history.length > 0 && (
        <>
          <h2>{words.history}</h2>
          <ul>
            {seen.history.map((entry) => (
              <li key={entry.at + entry.event}><span class="number">{formatInstant(lang, entry.at)}</span> · {t.events[entry.event]}{entry.by && ` · ${entry.by}`}{entry.details.reason && ` · ${entry.details.reason}`}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

/** The days of a year that are not like the plain week. */
function Year({ year }: { year: CalendarYear }) {
  const words = t.calendar;
  return (
    <details class="panel" data-year={year.year}>
      <summary><strong>{words.year(year.year)}</strong>{" "}{year.status === "official" ? <Tag look="good">{words.official}</Tag> : <Tag look="wait">{words.provisional}</Tag>}</summary>
      {year.status === "provisional" && <p>{words.provisionalWhy}</p>}
      <dl class="plain">
        <dt>{words.off}</dt>
        <dd>{year.off.map(([first, last]) => <span key={first} class="line">{t.terms.range(day(first!), day(last!))}<br /></span>)}</dd>
        {year.work.length > 0 && <><dt>{words.work}</dt><dd>{year.work.map(day).join(t.separator)}</dd></>}
        <dt>{words.source}</dt><dd>{year.source}</dd>
      </dl>
    </details>
  );
}

/** The faults of a holiday notice, each by itself. */
const faulty = (problem: Problem | undefined): readonly CalendarFault[] => problem?.faults ?? [];
const spoken = (fault: CalendarFault) => (t.calendar.faults[fault.fault] as (fault: CalendarFault) => string)(fault);

function Propose({ proposed }: { proposed: () => void }) {
  const unsent = useUnsent("calendar", { text: "", source: "" });
  const form = unsent.value;
  const [local, setLocal] = useState<Local>({});
  const [tries, setTries] = useState(0);
  const [shown, setShown] = useState<ProposalView>();
  const act = useAct((body: Proposed, key) => proposeCalendar(body, key));
  const words = t.calendar;
  const put = (name: keyof typeof form) => (value: string) => {
    unsent.set((before) => ({ ...before, [name]: value }));
    setShown(undefined);
  };
  const run = async (dryRun: boolean) => {
    const found = required(form);
    setLocal(found);
    setTries(tries + 1);
    if (Object.keys(found).length > 0) return;
    const view = await act.run({ ...form, dry_run: dryRun });
    if (!view) return;
    if (dryRun) setShown(view);
    else {
      unsent.sent();
      proposed();
    }
  };
  const faults = faulty(act.problem);
  return (
    <section aria-labelledby="propose">
      <h2 id="propose">{words.propose}</h2>
      {faults.length > 0 && act.problem ? (
        <Note key={act.turn} tone="error" title={t.problems["calendar-unfit"].title} focus hook="calendar-unfit">
          <p>{t.problems["calendar-unfit"].next}</p>
          <ul>{faults.map((fault) => <li key={JSON.stringify(fault)} data-fault={fault.fault}>{spoken(fault)}</li>)}</ul>
        </Note>
      ) : <Summary labels={{ text: words.text, source: words.source }} local={local} problem={act.problem} turn={tries + act.turn} />}
      <Restored unsent={unsent} />
      <form noValidate class="column" onSubmit={(event) => { event.preventDefault(); void run(true); }}>
        <AreaField id="text" label={words.text} hint={words.textHint} rows={8} value={form.text} onInput={put("text")} findings={at("text", local, act.problem)} />
        <TextField id="source" label={words.source} hint={words.sourceHint} value={form.source} onInput={put("source")} findings={at("source", local, act.problem)} />
        <Button type="submit" act="preview" look={shown ? "second" : "main"} busy={act.busy}>{shown ? words.again : words.preview}</Button>
      </form>
      {shown && (
        <div data-preview>
          <Changes proposal={shown} />
          <Button act="propose-calendar" busy={act.busy} onClick={() => void run(false)}>{words.act}</Button>
        </div>
      )}
    </section>
  );
}

/** The days and deadlines that the proposal would change. */
function Changes({ proposal }: { proposal: ProposalView }) {
  const words = t.calendar;
  const today = dayInChina(new Date());
  const past = proposal.days.filter((one) => one.date < today).length;
  return (
    <>
      <h3>{words.reading}</h3>
      {proposal.years.map((year) => <Year key={year.year} year={year} />)}
      {proposal.passed_over.length > 0 && (
        <Note tone="warning" title={words.passedOver}><ul>{proposal.passed_over.map((clause) => <li key={clause}>{clause}</li>)}</ul></Note>
      )}
      <h3>{words.days(proposal.days.length)}</h3>
      {past > 0 && <Note tone="warning" hook="past-days"><p>{words.pastDays(past)}</p></Note>}
      {proposal.days.length === 0 ? <p>{words.noDays}</p> : (
        <table class="worklist" data-days>
          <thead><tr><th scope="col">{words.date}</th><th scope="col">{words.was}</th><th scope="col">{words.willBe}</th></tr></thead>
          <tbody>{proposal.days.map((one) => <tr key={one.date}><td data-label={words.date} class="number">{day(one.date)}</td><td data-label={words.was}>{words.kinds[one.was]}</td><td data-label={words.willBe}><strong>{words.kinds[one.will_be]}</strong></td></tr>)}</tbody>
        </table>
      )}
      <h3>{words.moved(proposal.moved_count)}</h3>
      {proposal.moved_count === 0 ? <p>{words.noMoved}</p> : (
        <table class="worklist" data-moved>
          <thead><tr><th scope="col">{t.reference}</th><th scope="col">{words.deadline}</th><th scope="col">{words.was}</th><th scope="col">{words.willBe}</th></tr></thead>
          <tbody>
            {proposal.moved.map((one) => (
              <tr key={one.reference}>
                <td data-label={t.reference} class="number"><a href={one.filing_id ? href("/filing/", { id: one.filing_id }) : href("/requests/request/", { id: one.request_id })}>{one.reference}</a></td>
                <td data-label={words.deadline}>{t.terms.deadlines[one.deadline]}</td>
                <td data-label={words.was} class="number">{day(one.was.date)}</td>
                <td data-label={words.willBe} class="number"><strong>{day(one.will_be.date)}</strong>{one.will_be.provisional && ` (${t.facts.provisional})`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {proposal.moved_count > proposal.moved.length && <p>{words.more(proposal.moved_count - proposal.moved.length)}</p>}
      {proposal.final_count > 0 && <p>{words.finals(proposal.final_count)}</p>}
      <p class="soft">{proposal.counted_all ? words.counted(proposal.counted) : words.countedSome(proposal.counted)}</p>
    </>
  );
}

function Waiting({ proposal, decided }: { proposal: ProposalView; decided: (view: CalendarView, sentence: string) => void }) {
  const [compared, compare] = useState(false);
  const [trouble, setTrouble] = useState(false);
  const sign = useAct((id: string, key) => signCalendar(id, key));
  const withdraw = useAct((id: string, key) => withdrawCalendar(id, key));
  const words = t.calendar;
  const id = proposal.id ?? "";
  const problem = sign.problem ?? withdraw.problem;
  const signed = async () => {
    setTrouble(!compared);
    if (!compared) return;
    const view = await sign.run(id);
    if (view) decided(view, words.signed);
  };
  const withdrawn = async () => {
    const view = await withdraw.run(id);
    if (view) decided(view, words.withdrawn);
  };
  return (
    <section aria-labelledby="waits" data-proposal={id}>
      <h2 id="waits">{words.waits}</h2>
      <p>{words.by(proposal.by, formatInstant(lang, proposal.at))} · {proposal.source}</p>
      {problem && <ProblemNote key={sign.turn + withdraw.turn} problem={problem} />}
      <Changes proposal={proposal} />
      <details><summary>{words.original}</summary><pre>{proposal.text}</pre></details>
      {proposal.own ? <p><strong>{words.own}</strong></p> : (
        <Confirmation id="sign-compared" label={words.signConfirm} checked={compared} onChange={compare} error={trouble && !compared ? words.signNeeded : undefined} />
      )}
      <div class="row">
        {!proposal.own && <Button act="sign-calendar" busy={sign.busy} onClick={() => void signed()}>{words.sign}</Button>}
        <Button act="withdraw-calendar" look="second" busy={withdraw.busy} onClick={() => void withdrawn()}>{words.withdraw}</Button>
      </div>
    </section>
  );
}
