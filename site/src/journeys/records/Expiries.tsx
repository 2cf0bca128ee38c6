import { useEffect, useState } from "preact/hooks";
import { listCodes } from "../../api/actions";
import type { Codes, ExpiryView, RecordView } from "../../api/types";
import { lang, named, t } from "../../messages/current";
import { formatDate } from "../../messages/dates";

/** The days before the last one from which it is time to renew; letters say it then too. */
const SOON = 30;

/** The expiries of a site, or without a position of the organizer: each with its last day and the days until then. Nothing where nothing expires. */
export function Expiries({ record, position, mine }: { record: RecordView; position?: number; mine: boolean }) {
  const words = t.records.expiries;
  const own = record.expiries.filter((one) => one.position === position);
  const [codes, setCodes] = useState<Codes>();
  const asks = own.some((one) => one.class !== undefined);
  useEffect(() => { if (asks) void listCodes().then((answer) => answer.ok && setCodes(answer.value)); }, [asks]);
  if (own.length === 0) return null;
  const name = ({ kind, class: preApproval }: ExpiryView) => {
    const approval = codes?.pre_approvals.find((one) => one.code === preApproval);
    return approval ? `${words.kinds[kind]}${t.colon}${named(approval)}` : words.kinds[kind];
  };
  return (
    <div data-expiries={position ?? "organizer"}>
      <dl class="plain">
        {own.map((one) => [
          <dt key={`${one.kind}${one.class ?? ""}`}>{name(one)}</dt>,
          <dd key={`${one.kind}${one.class ?? ""}-on`} data-expiry={one.kind} data-days={one.days}>
            {formatDate(lang, one.on)} · {one.days < 0 ? <span class="late">✕ {words.ago(-one.days)}</span> : one.days <= SOON ? <strong>{words.within(one.days)}</strong> : words.within(one.days)}
          </dd>,
        ])}
      </dl>
      {own.some((one) => one.days <= SOON) && <p class="soft">{mine ? words.next : words.nextFor}</p>}
    </div>
  );
}
