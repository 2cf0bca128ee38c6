import { useEffect, useState } from "preact/hooks";
import { showAccount } from "../../api/actions";
import type { Account } from "../../api/types";
import { href, lang, t } from "../../messages/current";
import { dayInChina, formatDate } from "../../messages/dates";
import { Note } from "../note/Note";

/** The note that emails do not reach the holder of the account, with the next step; nothing while they do. */
export function UnreachableNote({ account }: { account: Account }) {
  if (!account.unreachable) return null;
  const words = account.unreachable.reason === "complained" ? t.unreachable.complained : t.unreachable.bounced;
  return (
    <Note tone="warning" title={t.unreachable.title(account.email)} hook="unreachable">
      <p>{words(formatDate(lang, dayInChina(account.unreachable.since)))}</p>
      <p>{t.unreachable.next} <a href={`${href("/help/")}#forgotten-details`}>{t.unreachable.how}</a></p>
    </Note>
  );
}

/** The same note on pages that know nothing of the account. The page is of use without the note, so a failed request shows nothing. */
export function Unreachable() {
  const [account, setAccount] = useState<Account>();
  useEffect(() => { void showAccount().then((answer) => answer.ok && setAccount(answer.value)); }, []);
  return account ? <UnreachableNote account={account} /> : null;
}
