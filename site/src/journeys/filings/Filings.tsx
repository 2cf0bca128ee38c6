import { useEffect, useState } from "preact/hooks";
import { listFilings, listProviders, listRecords, listUnmatched } from "../../api/actions";
import type { Counts, FilingStatus, FilingSummary, Problem, ProviderView, RecordLine, Role, Session, Worklist } from "../../api/types";
import { Begin } from "../../components/begin/Begin";
import { Button } from "../../components/button/Button";
import { KindTag, titleOf } from "../../components/kind/Kind";
import { Failed, Loading } from "../../components/loading/Loading";
import { StatusTag } from "../../components/tag/Tag";
import { Unreachable } from "../../components/unreachable/Unreachable";
import { useRowKeys } from "../../hooks/row-keys";
import { useSession } from "../../hooks/signed-in";
import { useUnsent } from "../../hooks/unsent";
import { href, lang, t } from "../../messages/current";
import { formatDate, formatInstant, timeInChina } from "../../messages/dates";
import { organizersOf } from "../records/Records";

/** The amount of scanned post that waits for a clerk; nothing where none waits. */
function MailWaits() {
  const [many, setMany] = useState("");
  useEffect(() => {
    void listUnmatched().then((answer) => answer.ok && answer.value.items.length > 0 && setMany(`${answer.value.items.length}${answer.value.next_cursor ? "+" : ""}`));
  }, []);
  return many ? <p data-mail-waits><a href={href("/mail/")}>{t.mail.inMail(many)}</a></p> : null;
}

/** The statuses that a role works on, first its own; `all` where the role may ask without a status. */
const TABS: Record<Role, (FilingStatus | "all")[]> = {
  owner: ["all"],
  provider: ["with_provider", "returned_to_provider", "draft", "all"],
  clerk: ["awaiting_sheet", "with_provider"],
  reviewer: ["under_review", "returned_to_owner", "returned_to_provider", "awaiting_sheet"],
  system: [], // signs in nowhere
  supervisor: ["under_review", "awaiting_sheet", "with_provider", "returned_to_owner", "returned_to_provider", "approved", "deregistered"],
};

/** The worklists of the bureau that a role has, besides those by status. */
const WORK: Partial<Record<Role, Worklist[]>> = { reviewer: ["mine", "unassigned", "due_today", "late"], supervisor: ["unassigned", "due_today", "late"] };

export function Filings() {
  const { session, problem } = useSession();
  if (problem) return <Failed problem={problem} again={() => location.reload()} />;
  return session ? <List session={session} /> : <Loading />;
}

function List({ session }: { session: Session }) {
  const { role } = session;
  const tabs = TABS[role];
  const work = WORK[role] ?? [];
  const query = new URLSearchParams(location.search);
  const asked = query.get("status") as FilingStatus | "all" | null;
  const tab = asked && tabs.includes(asked) ? asked : tabs[0]!;
  const named = query.get("worklist") as Worklist | null;
  const worklist = named && work.includes(named) ? named : undefined;
  const [items, setItems] = useState<FilingSummary[]>();
  const [cursor, setCursor] = useState<string>();
  const [problem, setProblem] = useState<Problem>();
  const [providers, setProviders] = useState<readonly ProviderView[]>([]);
  const [busy, setBusy] = useState(false);
  const [counts, setCounts] = useState<Counts>();

  const load = async (from?: string) => {
    setBusy(true);
    const answer = await listFilings({ status: tab === "all" || worklist === "mine" || worklist === "unassigned" ? undefined : tab, worklist }, from);
    setBusy(false);
    if (!answer.ok) {
      setProblem(answer.problem);
      return;
    }
    setProblem(undefined);
    setItems((before) => [...(from ? before ?? [] : []), ...answer.value.items]);
    setCursor(answer.value.next_cursor);
    if (answer.value.counts) setCounts(answer.value.counts);
  };
  useEffect(() => {
    void load();
    if (role !== "owner") void listProviders().then((answer) => answer.ok && setProviders(answer.value.items));
    const title = document.querySelector("h1");
    if (title && role !== "owner") title.textContent = t.filings.worklist;
  }, []);

  // The service lists by urgency; a page put after another keeps late ones on top.
  const sorted = items && [...items].sort((a, b) => b.late_days - a.late_days || (a.due?.date ?? "9999").localeCompare(b.due?.date ?? "9999"));
  const list = sorted && (role === "owner" ? <Cards items={items!} /> : <Table items={sorted} providers={providers} showProvider={role !== "provider"} showAssignee={work.length > 0} />);

  return (
    <>
      {role === "owner" && <Unreachable />}
      {role === "owner" && <Start />}
      {role === "clerk" && <MailWaits />}
      {work.length > 0 && (
        <nav class="tabs" aria-label={t.work.nav}>
          {work.map((one) => (
            <a key={one} href={href("/filings/", { worklist: one })} aria-current={one === worklist ? "page" : undefined} data-worklist-tab={one}>
              {t.work.lists[one]}{number(counted(counts, one))}
            </a>
          ))}
        </nav>
      )}
      {tabs.length > 1 && (
        <nav class="tabs" aria-label={t.filings.statusesNav}>
          {tabs.map((one) => (
            <a key={one} href={href("/filings/", { status: one })} aria-current={one === tab && !worklist ? "page" : undefined} data-tab={one}>
              {one === "all" ? t.filings.all : <>{t.statuses[one].name}{number(counts?.statuses[one]?.all)}</>}
            </a>
          ))}
        </nav>
      )}
      {work.length > 0 && <SavedFilters />}
      {problem && <Failed problem={problem} again={() => void load()} />}
      {!items && !problem && <Loading />}
      {items?.length === 0 && (
        <div class="panel">
          <h2>{role === "owner" ? t.filings.empty : t.filings.emptyWork}</h2>
          <p>{role === "owner" ? t.filings.emptyHint : t.filings.emptyWorkHint}</p>
        </div>
      )}
      {items && items.length > 0 && list}
      {counts && <p class="soft small">{t.work.at(timeInChina(counts.at))}</p>}
      {cursor && <Button look="second" act="more" busy={busy} onClick={() => void load(cursor)}>{t.filings.more}</Button>}
    </>
  );
}

const number = (n: number | undefined) => (n === undefined ? null : <span class="number" data-count={n}>{t.work.count(n)}</span>);
const counted = (counts: Counts | undefined, list: Worklist): number | undefined => {
  const review = counts?.statuses.under_review;
  return list === "unassigned" ? counts?.unassigned : list === "due_today" ? review?.due_today : list === "late" ? review?.late : undefined;
};

const FILTERS = "beian-filters";
interface Filter { name: string; query: string }
const kept = (): Filter[] => {
  try {
    return JSON.parse(localStorage.getItem(FILTERS) ?? "[]") as Filter[];
  } catch {
    return [];
  }
};

/** The list of the page under a name of the reader's choice, kept in this browser. */
function SavedFilters() {
  const [filters, setFilters] = useState(kept);
  const { value: name, set: setName, discard } = useUnsent("filter", "", { trivial: true });
  const keep = (next: Filter[]) => {
    localStorage.setItem(FILTERS, JSON.stringify(next));
    setFilters(next);
  };
  const save = (event: Event) => {
    event.preventDefault();
    if (!name.trim()) return;
    keep([...filters.filter((one) => one.name !== name.trim()), { name: name.trim(), query: location.search }]);
    discard();
  };
  return (
    <details class="no-print" data-fold="filters" open={filters.length > 0 || name !== ""}>
      <summary>{t.work.filters}</summary>
      {filters.length > 0 && (
        <ul class="filters">
          {filters.map((one) => (
            <li key={one.name}>
              <a href={href("/filings/") + one.query}>{one.name}</a>{" "}
              <button type="button" class="button second small" aria-label={t.work.forgetFilter(one.name)} onClick={() => keep(filters.filter((other) => other !== one))}>{t.remove}</button>
            </li>
          ))}
        </ul>
      )}
      <form class="row" onSubmit={save}>
        <label for="filter-name">{t.work.filterName}</label>
        <input class="plain" style="width:14em" id="filter-name" maxLength={30} value={name} onInput={(event) => setName(event.currentTarget.value)} />
        <Button type="submit" look="second" act="save-filter">{t.work.saveFilter}</Button>
      </form>
    </details>
  );
}

/** The filings that an owner can begin. An owner with a record adds to it; the button of a second first filing is folded away. */
function Start() {
  const [lines, setLines] = useState<RecordLine[]>();
  useEffect(() => {
    void listRecords().then((answer) => setLines(answer.ok ? answer.value.items : []));
  }, []);
  if (!lines) return null;
  const organizers = organizersOf(lines).filter((one) => one.live);
  const first = <Begin asked={{ kind: "first" }} act="start-filing" look={organizers.length ? "second" : "main"}>{t.filings.start}</Begin>;
  if (organizers.length === 0) return <div class="panel">{first}<p class="soft small">{t.filings.startHint}</p></div>;
  return (
    <div class="panel" data-start>
      <h2>{t.orders.startAdd}</h2>
      <p>{t.orders.startAddHint}</p>
      {organizers.length > 3 ? <p><a class="button" href={href("/records/")}>{t.orders.pickOrganizer}</a></p> : organizers.map((one) => (
        <p key={one.record_id}><Begin asked={{ kind: "add_site", record_id: one.record_id }}>{t.orders.addSiteTo(one.organizer_name)}</Begin></p>
      ))}
      <p>{t.orders.startOther} <a href={href("/records/")}>{t.records.title}</a></p>
      <details data-fold="start-filing">
        <summary>{t.orders.startFirst}</summary>
        <p>{t.orders.startFirstHint}</p>
        {first}
      </details>
    </div>
  );
}

const Due = ({ item }: { item: FilingSummary }) => (
  <>
    {item.due ? <span class="number">{formatDate(lang, item.due.date)}</span> : <span class="soft">{t.filings.noDue}</span>}
    {item.due?.provisional && <span class="provisional"> ({t.facts.provisional})</span>}
    {" "}{item.late_days > 0 && <span class="late">✕ {t.late(item.late_days)}</span>}
  </>
);

function Cards({ items }: { items: readonly FilingSummary[] }) {
  return (
    <ul class="cards">
      {items.map((item) => (
        <li key={item.id} class={item.late_days ? "late" : ""} data-filing={item.id}>
          <h2><a href={href("/filing/", { id: item.id })} class="break">{titleOf(item)}</a></h2>
          <p class="soft small"><KindTag kind={item.kind} /> <span class="number">{t.reference} {item.reference}</span></p>
          <dl>
            <dt>{t.facts.where}</dt><dd><StatusTag status={item.status} kind={item.kind} /></dd>
            <dt>{t.facts.party}</dt><dd>{item.next_actor === "owner" ? t.facts.you : t.parties[item.next_actor]}</dd>
            <dt>{t.facts.due}</dt><dd><Due item={item} /></dd>
          </dl>
        </li>
      ))}
    </ul>
  );
}

function Table({ items, providers, showProvider, showAssignee }: { items: readonly FilingSummary[]; providers: readonly ProviderView[]; showProvider: boolean; showAssignee: boolean }) {
  const row = useRowKeys(items.length);
  return (
    <>
      <table class="worklist">
        <thead>
          <tr>
            <th scope="col">{t.filings.due}</th><th scope="col">{t.filings.domain}</th><th scope="col">{t.orders.kind}</th><th scope="col">{t.filings.organizer}</th>
            <th scope="col">{t.filings.status}</th>{showAssignee && <th scope="col">{t.work.assignee}</th>}{showProvider && <th scope="col">{t.filings.provider}</th>}<th scope="col">{t.reference}</th><th scope="col">{t.filings.changed}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item, index) => (
            <tr key={item.id} aria-selected={index === row ? "true" : undefined} data-filing={item.id}>
              <td data-label={t.filings.due}><Due item={item} /></td>
              <td data-label={t.filings.domain} class="break"><a href={href("/filing/", { id: item.id })}>{item.kind === "first" ? item.domain || t.filings.noDomain : titleOf(item)}</a></td>
              <td data-label={t.orders.kind}><KindTag kind={item.kind} /></td>
              <td data-label={t.filings.organizer}>{item.organizer_name || t.filings.unnamed}</td>
              <td data-label={t.filings.status}><StatusTag status={item.status} kind={item.kind} /></td>
              {showAssignee && <td data-label={t.work.assignee}>{item.assignee ?? (item.status === "under_review" ? t.work.nobody : "")}</td>}
              {showProvider && <td data-label={t.filings.provider}>{providers.find((one) => one.id === item.provider)?.name ?? item.provider}</td>}
              <td data-label={t.reference} class="number">{item.reference}</td>
              <td data-label={t.filings.changed} class="number">{formatInstant(lang, item.changed_at)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="soft small no-print keys">{t.filings.keys}{t.colon}{t.work.shortcuts}</p>
    </>
  );
}
