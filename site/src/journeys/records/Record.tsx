import { useEffect, useState } from "preact/hooks";
import { cancelAccess, deregister, listProviders, showRecord, type NewFiling } from "../../api/actions";
import type { FilingView, Problem, ProviderView, RecordAction, RecordSiteView, RecordView } from "../../api/types";
import { ActForm } from "../../components/act-form/ActForm";
import { Begin } from "../../components/begin/Begin";
import { HelpLink } from "../../components/help-link/HelpLink";
import { Failed, Loading } from "../../components/loading/Loading";
import { Note } from "../../components/note/Note";
import { idInAddress } from "../../hooks/filing";
import { servedBy } from "../../hooks/record";
import { tell, useSession } from "../../hooks/signed-in";
import { pathOf } from "../../help/questions";
import { href, lang, t } from "../../messages/current";
import { formatDate, formatInstant } from "../../messages/dates";
import { Authorize } from "./Authorize";
import { Certificate } from "./Certificate";
import { Expiries } from "./Expiries";
import { Standing } from "./Records";

/** The record on file under one organizer's number: its sites, the provider of each access, its history. */
export function Record() {
  const id = idInAddress();
  const who = useSession();
  const [record, setRecord] = useState<RecordView>();
  const [providers, setProviders] = useState<ProviderView[]>([]);
  const [problem, setProblem] = useState<Problem>();
  const [cancelled, setCancelled] = useState(false);
  const load = async () => {
    const [shown, companies] = await Promise.all([showRecord(id), listProviders()]);
    if (companies.ok) setProviders(companies.value.items);
    if (shown.ok) setRecord(shown.value);
    else tell(shown.problem, setProblem);
  };
  useEffect(() => { if (who.session) void load(); }, [who.session]);
  const wrong = who.problem ?? problem;
  if (!record || !who.session) return wrong ? <Failed problem={wrong} again={() => location.reload()} /> : <Loading />;
  const words = t.records;
  const mine = who.session.role === "owner";
  const may = (...actions: RecordAction[]) => actions.some((action) => record.actions.includes(action));
  // Sites that need a step come first, deregistered sites last.
  const rank = (site: RecordSiteView) => (site.without_access ? 0 : site.deregistered_on ? 2 : 1);
  const sites = [...record.sites].sort((a, b) => rank(a) - rank(b) || a.position - b.position);
  const live = record.sites.filter((site) => !site.deregistered_on).length;
  const unserved = record.sites.find((site) => site.without_access)?.position;
  return (
    <>
      {(mine || who.session.role === "provider") && <p><a href={href("/records/")}>‹ {words.back}</a></p>}
      <h1>{record.organizer_name}</h1>
      <p class="soft">{t.lookUp.organizerNumber} <strong class="number">{record.organizer_number}</strong> · {t.lookUp.approvedOn} {formatDate(lang, record.approved_on)}</p>
      {record.deregistered_on && <Note title={t.lookUp.gone(formatDate(lang, record.deregistered_on))}><p>{words.goneNext}</p></Note>}
      <Expiries record={record} mine={mine} />
      {record.can_be_certified && <Certificate record={record} />}
      {may("add_site", "change", "authorize-provider") && (
        <div class="panel" data-choices="organizer">
          <h2>{words.choices}</h2>
          <ul class="choices">
            {may("add_site") && <Choice asked={{ kind: "add_site", record_id: record.id }} look={record.sites.some((site) => site.without_access) ? "second" : "main"} label={t.kinds.add_site} hint={mine ? words.addSiteHint : words.addSiteHintFor} />}
            {may("change") && <Choice asked={{ kind: "change", record_id: record.id }} label={words.changeOrganizer} hint={words.changeOrganizerHint} />}
          </ul>
          {may("authorize-provider") && <Authorize record={record} providers={providers} onChange={setRecord} reload={load} />}
        </div>
      )}
      {cancelled && <Note tone="ok" role="status" focus hook="cancel-access-done"><p>{words.done}</p></Note>}
      {sites.map((site) => (
        <section key={site.position} data-position={site.position}>
          <h2 class="break">{site.domain} <Standing site={site} /></h2>
          {site.without_access && (
            <Note tone="warning" title={words.withoutAccessTitle} hook="without-access">
              <p>{mine ? words.withoutAccessOwner : words.withoutAccessOther}</p>
              {site.actions.includes("add_access") && (
                <>
                  <p><Begin asked={{ kind: "add_access", record_id: record.id, position: site.position }} look={unserved === site.position ? "main" : "second"}>{t.kinds.add_access}</Begin></p>
                  <p>{words.withoutAccessPost} <a href={href("/forms/", { kind: "deregister", record: record.id, position: String(site.position) })} data-open="print-deregister">{t.forms.printDeregister}</a></p>
                </>
              )}
            </Note>
          )}
          <dl class="plain">
            <dt>{t.lookUp.site}</dt><dd>{site.name}</dd>
            <dt>{t.lookUp.siteNumber}</dt><dd class="number">{site.number}</dd>
            <dt>{words.accesses}</dt>
            <dd>
              {site.accesses.map((access) => (
                <div key={access.provider + access.since}>
                  {providers.find((one) => one.id === access.provider)?.name ?? access.provider}{t.colon}{access.cancelled_on ? words.cancelled(formatDate(lang, access.cancelled_on)) : words.since(formatDate(lang, access.since))}
                </div>
              ))}
            </dd>
            <dt>{words.filing}</dt><dd><a href={href("/filing/", { id: site.filing_id })}>{words.openFiling}</a></dd>
          </dl>
          <Expiries record={record} position={site.position} mine={mine} />
          {record.can_be_certified && live > 1 && !site.deregistered_on && (mine || !site.without_access) && <Certificate record={record} site={site} />}
          {(site.actions.includes("change") || (site.actions.includes("add_access") && !site.without_access)) && (
            <ul class="choices" data-choices={site.position}>
              {site.actions.includes("change") && <Choice asked={{ kind: "change", record_id: record.id, position: site.position }} label={words.changeSite} hint={words.changeSiteHint} />}
              {site.actions.includes("add_access") && !site.without_access && <Choice asked={{ kind: "add_access", record_id: record.id, position: site.position }} label={t.kinds.add_access} hint={words.addAccessHint} />}
            </ul>
          )}
          {site.actions.includes("authorize-provider") && <Authorize record={record} site={site} providers={providers} onChange={setRecord} reload={load} />}
          {site.actions.includes("deregister") && <Deregister record={record} site={site} providers={providers} mine={mine} />}
          {site.actions.includes("cancel-access") && <Cancel record={record} site={site} reload={load} onDone={(after) => { setRecord(after); setCancelled(true); }} />}
        </section>
      ))}
      {may("deregister") && (
        <section>
          <h2>{words.wholeTitle}</h2>
          <Deregister record={record} providers={providers} mine={mine} />
        </section>
      )}
      {mine && !record.deregistered_on && !may("deregister") && (
        <Note title={words.postTitle} hook="by-post"><p>{words.postNext} <a href={href("/forms/", { kind: "deregister", record: record.id })} data-open="print-deregister">{t.forms.printDeregister}</a> · <a href={href(pathOf("deregister"))}>{words.byPost}</a></p></Note>
      )}
      {record.history.length > 0 && (
        <>
          <h2>{t.filing.history}</h2>
          <ul class="lines">
            {record.history.map((entry) => (
              <li key={entry.seq} data-event={entry.event}>
                {t.events[entry.event]} <span class="number">{entry.details.number}</span>{entry.details.provider && <> · {providers.find((one) => one.id === entry.details.provider)?.name ?? entry.details.provider}</>}{entry.details.reason && <> · {t.filing.because(entry.details.reason)}</>}{entry.details.expiries && <> · {entry.details.expiries.map((one) => [one.domain, words.expiries.names[one.kind], words.expiries.told[one.reminder]].filter(Boolean).join(" ")).join(t.separator)}</>}<br />
                <span class="soft">{formatInstant(lang, entry.at)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

/** One order that can be begun, and the case in which it is the right one. */
const Choice = ({ asked, label, hint, look = "second" }: { asked: NewFiling; label: string; hint: string; look?: "main" | "second" }) => (
  <li><Begin asked={asked} look={look}>{label}</Begin><span class="soft">{hint}</span></li>
);

/** Asks for the deregistration of a site, or without one of the organizer and everything below it; the consequence is said first. */
function Deregister({ record, site, providers, mine }: { record: RecordView; site?: RecordSiteView; providers: readonly ProviderView[]; mine: boolean }) {
  const words = t.records;
  const serving = mine ? servedBy(record, site?.position) : [];
  const ends = site ? [site] : record.sites.filter((one) => !one.deregistered_on);
  const byPost = href("/forms/", { kind: "deregister", record: record.id, ...(site && { position: String(site.position) }) });
  return (
    <details data-fold={site ? "deregister" : "deregister-organizer"}>
      <summary class="danger">{site ? words.endSite : words.endAll}</summary>
      <div class="panel">
        <p><strong>{words.ends}</strong></p>
        <ul>
          {!site && <li>{record.organizer_name} <span class="number">{record.organizer_number}</span></li>}
          {ends.map((one) => <li key={one.position} class="break">{one.domain} <span class="number">{one.number}</span></li>)}
        </ul>
        {!site && !mine && <p>{words.endsOthers}</p>}
        <p><strong>{words.endThen}</strong></p>
        <ul>{(site ? words.endSitePoints : words.endAllPoints).map((point) => <li key={point}>{point}</li>)}</ul>
        <p><strong>{mine ? words.endConfirm : words.endConfirmFor}</strong></p>
        <HelpLink to="deregister" />
        <p>{t.forms.byPost} <a href={byPost} data-open="print-deregister">{t.forms.printDeregister}</a></p>
        <ActForm<FilingView>
          id={`deregister-${site?.position ?? "organizer"}`} act="deregister" look="danger" label={site ? words.endSiteAct(site.domain) : words.endAllAct(record.organizer_name)}
          onDone={(filing) => location.assign(href("/filing/", { id: filing.id }))}
          fields={[
            ...(serving.length > 1 ? [{
              name: "provider", label: words.endThrough, kind: "select" as const, value: serving[0]!,
              options: serving.map((value) => ({ value, text: providers.find((one) => one.id === value)?.name ?? value })),
            }] : []),
            { name: "reason", label: words.endReason, hint: words.endReasonHint, kind: "area" },
          ]}
          run={(body, key) => deregister(record.id, { reason: body.reason ?? "", ...(site && { position: site.position }), ...(body.provider && { provider: body.provider }) }, key)}
        />
      </div>
    </details>
  );
}

function Cancel({ record, site, onDone, reload }: { record: RecordView; site: RecordSiteView; onDone: (record: RecordView) => void; reload: () => Promise<void> }) {
  const words = t.records;
  return (
    <details data-fold="cancel-access">
      <summary>{words.cancel}</summary>
      <ActForm<RecordView>
        id={`cancel-${site.position}`} act="cancel-access" label={words.cancelAct(site.domain)} look="danger" onDone={onDone} reload={reload}
        fields={[{ name: "reason", label: words.reason, hint: words.reasonHint, kind: "area" }]}
        run={(body, key) => cancelAccess(record.id, { version: record.version, position: site.position, reason: body.reason ?? "" }, key)}
      ><p>{words.cancelLead}</p></ActForm>
    </details>
  );
}
