import { listRecords } from "../../api/actions";
import { Button } from "../../components/button/Button";
import { Failed, Loading } from "../../components/loading/Loading";
import { Tag } from "../../components/tag/Tag";
import { useListing } from "../../hooks/listing";
import { href, lang, t } from "../../messages/current";
import { formatDate } from "../../messages/dates";

/** What one has on file, or gives access to. */
export function Records() {
  const { session, items, problem, more } = useListing(listRecords);
  if (problem) return <Failed problem={problem} again={() => location.reload()} />;
  if (!items || !session) return <Loading />;
  const words = t.records;
  const provider = session.role === "provider";
  return (
    <>
      <p>{provider ? words.leadProvider : words.leadOwner}</p>
      {items.length === 0 ? <div class="panel"><p>{provider ? words.noneProvider : words.noneOwner}</p></div> : (
        <ul class="lines">
          {items.map((item) => (
            <li key={item.site_number} data-site={item.site_number}>
              <a href={href("/records/record/", { id: item.record_id })} class="break"><strong>{item.domain}</strong></a> · {item.name} <Standing site={item} /><br />
              <span class="soft number">{item.site_number}</span>{provider && <span class="soft"> · {item.organizer_name}</span>}
            </li>
          ))}
        </ul>
      )}
      {more && <Button look="second" act="more" onClick={more}>{t.filings.more}</Button>}
    </>
  );
}

/** In a word: on file, without any access, or deregistered. */
export function Standing({ site }: { site: { shell: boolean; deregistered_on?: string } }) {
  if (site.deregistered_on) return <Tag look="todo">{t.lookUp.gone(formatDate(lang, site.deregistered_on))}</Tag>;
  return site.shell ? <Tag look="bad">{t.records.shell}</Tag> : <Tag look="good">{t.lookUp.active}</Tag>;
}
