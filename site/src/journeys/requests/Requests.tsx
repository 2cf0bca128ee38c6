import { listRequests } from "../../api/actions";
import type { RequestSummary } from "../../api/types";
import { Button } from "../../components/button/Button";
import { Failed, Loading } from "../../components/loading/Loading";
import { useListing } from "../../hooks/listing";
import { href, lang, t } from "../../messages/current";
import { formatDate } from "../../messages/dates";
import { ReceiveForm } from "./ReceiveForm";

/** Requests that came by post: those that wait, and for a clerk the form to enter one. */
export function Requests() {
  const { session, items, problem, more } = useListing(listRequests);
  if (problem) return <Failed problem={problem} again={() => location.reload()} />;
  if (!items || !session) return <Loading />;
  const words = t.requests;
  return (
    <>
      {session.role === "clerk" && <Receive />}
      <h2>{words.waiting}</h2>
      {items.length === 0 ? <div class="panel"><p>{words.none}</p></div> : (
        <table class="worklist">
          <thead><tr><th scope="col">{t.filings.due}</th><th scope="col">{words.kind}</th><th scope="col">{words.account}</th><th scope="col">{words.missing}</th><th scope="col">{words.arrived}</th><th scope="col">{t.reference}</th></tr></thead>
          <tbody>
            {items.map((item) => (
              <tr key={item.id} data-request={item.id}>
                <td data-label={t.filings.due}><RequestDue item={item} /></td>
                <td data-label={words.kind}><a href={href("/requests/request/", { id: item.id })}>{t.paperKinds[item.kind]}</a></td>
                <td data-label={words.account} class="break">{item.account}</td>
                <td data-label={words.missing}>{item.missing.length === 0 ? words.complete : item.missing.map((one) => t.evidence[one]).join(t.separator)}</td>
                <td data-label={words.arrived} class="number">{formatDate(lang, item.arrived_on)}</td>
                <td data-label={t.reference} class="number">{item.reference}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {more && <Button look="second" act="more" onClick={more}>{t.filings.more}</Button>}
    </>
  );
}

export const RequestDue = ({ item }: { item: RequestSummary }) => (
  <>
    {item.due ? <span class="number">{formatDate(lang, item.due.date)}</span> : <span class="soft">{t.requests.waitsForPost}</span>}
    {item.due?.provisional && <span class="provisional"> ({t.facts.provisional})</span>}
    {item.late_days > 0 && <span class="late">✕ {t.late(item.late_days)}</span>}
  </>
);

function Receive() {
  // A link from the page of conflicts brings the domain along.
  const about = new URLSearchParams(location.search).get("domain") ?? "";
  return (
    <>
      <p>{t.mail.fromMail} <a href={href("/mail/")}>{t.mail.nav}</a></p>
      <details class="panel" data-fold="receive-request" open={about !== ""}>
        <summary>{t.requests.enter}</summary>
        <ReceiveForm lead={t.requests.enterLead} start={about ? { kind: "deregister", domain: about } : {}} onDone={(received) => location.assign(href("/requests/request/", { id: received.summary.id }))} />
      </details>
    </>
  );
}
