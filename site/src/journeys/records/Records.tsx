import { listRecords } from "../../api/actions";
import type { RecordLine } from "../../api/types";
import { Begin } from "../../components/begin/Begin";
import { Button } from "../../components/button/Button";
import { Failed, Loading } from "../../components/loading/Loading";
import { Tag } from "../../components/tag/Tag";
import { useListing } from "../../hooks/listing";
import { href, lang, t } from "../../messages/current";
import { formatDate } from "../../messages/dates";
import { BeginWithCode } from "./Authorize";

export interface Organizer { record_id: string; organizer_number: string; organizer_name: string; live: boolean; sites: RecordLine[] }

/** Sites under their organizers, in the order in which they come. */
export function organizersOf(lines: readonly RecordLine[]): Organizer[] {
  const found = new Map<string, Organizer>();
  for (const line of lines) {
    const { record_id, organizer_number, organizer_name } = line;
    const one = found.get(record_id) ?? { record_id, organizer_number, organizer_name, live: false, sites: [] };
    one.sites.push(line);
    one.live ||= !line.deregistered_on;
    found.set(record_id, one);
  }
  return [...found.values()];
}

/** The records of an owner, or those to which a provider gives access. */
export function Records() {
  const { session, items, problem, more } = useListing(listRecords);
  if (problem) return <Failed problem={problem} again={() => location.reload()} />;
  if (!items || !session) return <Loading />;
  const words = t.records;
  const provider = session.role === "provider";
  return (
    <>
      <p>{provider ? words.leadProvider : words.leadOwner}</p>
      {provider && <BeginWithCode />}
      {items.length === 0 && <div class="panel"><p>{provider ? words.noneProvider : words.noneOwner}</p></div>}
      {provider ? items.length > 0 && <Sites items={items} provider /> : organizersOf(items).map((one) => (
        <section key={one.record_id} data-organizer={one.record_id}>
          <h2><a href={href("/records/record/", { id: one.record_id })}>{one.organizer_name}</a></h2>
          <p class="soft number">{one.organizer_number}</p>
          <Sites items={one.sites} />
          {one.live && <p><Begin asked={{ kind: "add_site", record_id: one.record_id }} look="second">{t.kinds.add_site}<span class="visually-hidden"> {one.organizer_name}</span></Begin></p>}
        </section>
      ))}
      {more && <Button look="second" act="more" onClick={more}>{t.filings.more}</Button>}
    </>
  );
}

const Sites = ({ items, provider }: { items: readonly RecordLine[]; provider?: boolean }) => (
  <ul class="lines">
    {items.map((item) => (
      <li key={item.site_number} data-site={item.site_number}>
        <a href={href("/records/record/", { id: item.record_id })} class="break"><strong>{item.domain}</strong></a> · {item.name} <Standing site={item} /><br />
        <span class="soft number">{item.site_number}</span>{provider && <span class="soft"> · {item.organizer_name}</span>}
      </li>
    ))}
  </ul>
);

/** In a word: on file, without any access, or deregistered. */
export function Standing({ site }: { site: { without_access: boolean; deregistered_on?: string } }) {
  if (site.deregistered_on) return <Tag look="todo">{t.lookUp.gone(formatDate(lang, site.deregistered_on))}</Tag>;
  return site.without_access ? <Tag look="bad">{t.records.withoutAccess}</Tag> : <Tag look="good">{t.lookUp.active}</Tag>;
}
