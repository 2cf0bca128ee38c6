import { useEffect, useState } from "preact/hooks";
import { cancelAccess, listProviders, showRecord } from "../../api/actions";
import type { OnFileView, Problem, ProviderView, SiteOnFileView } from "../../api/types";
import { ActForm } from "../../components/act-form/ActForm";
import { Failed, Loading } from "../../components/loading/Loading";
import { Note } from "../../components/note/Note";
import { idInAddress } from "../../hooks/filing";
import { goSignIn, useSession } from "../../hooks/signed-in";
import { href, lang, t } from "../../messages/current";
import { formatDate, formatInstant } from "../../messages/dates";
import { Standing } from "./Records";

/** What is on file under one organizer's number: its sites, who gives each access, what happened since. */
export function Record() {
  const id = idInAddress();
  const who = useSession();
  const [record, setRecord] = useState<OnFileView>();
  const [providers, setProviders] = useState<ProviderView[]>([]);
  const [problem, setProblem] = useState<Problem>();
  const [cancelled, setCancelled] = useState(false);
  const load = async () => {
    const [shown, companies] = await Promise.all([showRecord(id), listProviders()]);
    if (companies.ok) setProviders(companies.value.items);
    if (shown.ok) setRecord(shown.value);
    else if (shown.problem.code === "not-signed-in") goSignIn();
    else setProblem(shown.problem);
  };
  useEffect(() => { if (who.session) void load(); }, [who.session]);
  const wrong = who.problem ?? problem;
  if (wrong) return <Failed problem={wrong} again={() => location.reload()} />;
  if (!record || !who.session) return <Loading />;
  const words = t.records;
  const mine = who.session.role === "owner";
  return (
    <>
      <p><a href={href("/records/")}>‹ {words.back}</a></p>
      <h1>{record.organizer_name}</h1>
      <p class="soft">{t.lookUp.organizerNumber} <strong class="number">{record.organizer_number}</strong> · {t.lookUp.approvedOn} {formatDate(lang, record.approved_on)}</p>
      {cancelled && <Note tone="ok" role="status" focus hook="cancel-access-done"><p>{words.done}</p></Note>}
      {record.sites.map((site) => (
        <section key={site.position} data-position={site.position}>
          <h2 class="break">{site.domain} <Standing site={site} /></h2>
          {site.shell && <Note tone="warning" title={words.shellTitle}><p>{mine ? words.shellOwner : words.shellOther}</p></Note>}
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
          {site.actions.includes("cancel-access") && <Cancel record={record} site={site} onDone={(after) => { setRecord(after); setCancelled(true); }} />}
        </section>
      ))}
      {record.history.length > 0 && (
        <>
          <h2>{t.filing.history}</h2>
          <ul class="lines">
            {record.history.map((event) => (
              <li key={event.seq} data-deed={event.deed}>
                {t.deeds[event.deed]} <span class="number">{event.facts.number}</span>{event.facts.reason && <> · {t.filing.because(event.facts.reason)}</>}<br />
                <span class="soft">{formatInstant(lang, event.at)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function Cancel({ record, site, onDone }: { record: OnFileView; site: SiteOnFileView; onDone: (record: OnFileView) => void }) {
  const words = t.records;
  return (
    <details data-fold="cancel-access">
      <summary>{words.cancel}</summary>
      <ActForm<OnFileView>
        id={`cancel-${site.position}`} act="cancel-access" label={words.cancelAct(site.domain)} look="danger" onDone={onDone}
        fields={[{ name: "reason", label: words.reason, hint: words.reasonHint, kind: "area" }]}
        run={(body, key) => cancelAccess(record.id, { version: record.version, position: site.position, reason: body.reason ?? "" }, key)}
      ><p>{words.cancelLead}</p></ActForm>
    </details>
  );
}
