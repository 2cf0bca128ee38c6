import type { FilingView, RecordView } from "../../api/types";
import { t } from "../../messages/current";

/** The sites that a deregistration takes off file, and its reason. */
export function Ending({ filing, record }: { filing: FilingView; record: RecordView | undefined }) {
  const whole = filing.kind === "deregister_organizer";
  const number = filing.about?.organizer_number ?? "";
  const position = filing.about?.position;
  const sites = record?.sites.filter((site) => (whole ? filing.status === "approved" || !site.deregistered_on : site.position === position));
  return (
    <dl class="plain" data-ending={filing.kind}>
      <dt>{t.orders.ends}</dt>
      <dd>
        {whole && <div>{record?.organizer_name ?? filing.summary.organizer_name} <span class="number">{number}</span></div>}
        {sites?.map((site) => <div key={site.position}>{site.domain} <span class="number">{site.number}</span></div>)}
        {!sites && !whole && <div>{filing.summary.domain} <span class="number">{number}-{position}</span></div>}
      </dd>
      {filing.about?.reason && <><dt>{t.orders.reason}</dt><dd>{filing.about.reason}</dd></>}
    </dl>
  );
}
