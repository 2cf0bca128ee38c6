import { useEffect, useState } from "preact/hooks";
import { listRecords } from "../../api/actions";
import type { OnFileLine, Problem } from "../../api/types";
import { Button } from "../../components/button/Button";
import { Failed, Loading } from "../../components/loading/Loading";
import { Tag } from "../../components/tag/Tag";
import { goSignIn, useSession } from "../../hooks/signed-in";
import { href, lang, t } from "../../messages/current";
import { formatDate } from "../../messages/dates";

/** What one has on file, or gives access to. */
export function Records() {
  const who = useSession();
  const [items, setItems] = useState<OnFileLine[]>();
  const [cursor, setCursor] = useState<string>();
  const [problem, setProblem] = useState<Problem>();
  const load = async (after?: string) => {
    const answer = await listRecords(after);
    if (answer.ok) {
      setItems(after ? [...(items ?? []), ...answer.value.items] : answer.value.items);
      setCursor(answer.value.next_cursor);
    } else if (answer.problem.code === "not-signed-in") goSignIn();
    else setProblem(answer.problem);
  };
  useEffect(() => { if (who.session) void load(); }, [who.session]);
  const wrong = who.problem ?? problem;
  if (wrong) return <Failed problem={wrong} again={() => location.reload()} />;
  if (!items || !who.session) return <Loading />;
  const words = t.records;
  const provider = who.session.role === "provider";
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
      {cursor && <Button look="second" act="more" onClick={() => void load(cursor)}>{t.filings.more}</Button>}
    </>
  );
}

/** In a word: on file, without any access, or deregistered. */
export function Standing({ site }: { site: { shell: boolean; deregistered_on?: string } }) {
  if (site.deregistered_on) return <Tag look="todo">{t.lookUp.gone(formatDate(lang, site.deregistered_on))}</Tag>;
  return site.shell ? <Tag look="bad">{t.records.shell}</Tag> : <Tag look="good">{t.lookUp.active}</Tag>;
}
