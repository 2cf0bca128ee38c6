import { useEffect, useState } from "preact/hooks";
import { confirmDeregistration, showFiling } from "../../api/actions";
import type { FilingView, Problem } from "../../api/types";
import { Button } from "../../components/button/Button";
import { Ending } from "../../components/ending/Ending";
import { Failed, Loading } from "../../components/loading/Loading";
import { Note } from "../../components/note/Note";
import { ProblemNote } from "../../components/note/ProblemNote";
import { useAct } from "../../hooks/act";
import { useMailLink, type MailLink } from "../../hooks/link";
import { useRecord } from "../../hooks/record";
import { tell, useSession } from "../../hooks/signed-in";
import { href, t } from "../../messages/current";

/** The page of the link in the mail: the owner sees what will end, and confirms the deregistration. */
export function ConfirmDeregistration() {
  const { link, forget } = useMailLink();
  const words = t.confirmDeregistration;
  if (link) return <Page link={link} forget={forget} />;
  return <Note tone="error" title={words.broken} hook="broken"><p>{words.brokenNext}</p><p><a href={href("/filings/")}>{t.filings.title}</a></p></Note>;
}

function Page({ link, forget }: { link: MailLink; forget: () => void }) {
  const who = useSession();
  const [filing, setFiling] = useState<FilingView>();
  const [problem, setProblem] = useState<Problem>();
  const [done, setDone] = useState(false);
  const record = useRecord(filing?.about?.record_id);
  const act = useAct((body: { version: number; code: string }, key) => confirmDeregistration(link.name, body, key));
  const words = t.confirmDeregistration;
  const load = async () => {
    const answer = await showFiling(link.name);
    if (answer.ok) setFiling(answer.value);
    else tell(answer.problem, setProblem);
  };
  useEffect(() => { if (who.session) void load(); }, [who.session]);

  if (problem?.code === "not-found" || (who.session && who.session.role !== "owner")) {
    return <Note tone="error" title={words.notYours} hook="not-yours"><p>{words.notYoursNext(who.session?.username ?? "")}</p></Note>;
  }
  const wrong = who.problem ?? problem;
  if (wrong) return <Failed problem={wrong} again={() => location.reload()} />;
  if (!filing) return <Loading />;
  const open = href("/filing/", { id: filing.id });
  if (done) {
    return (
      <Note tone="ok" title={words.done} focus role="status" hook="done">
        <p>{words.doneNext}</p>
        <p><a class="button" href={open}>{words.open}</a></p>
      </Note>
    );
  }
  if (!filing.actions.includes("confirm-deregistration")) {
    return <Note tone="warning" title={t.problems["nothing-to-confirm"].title} hook="nothing-to-confirm"><p>{words.nothingNext}</p><p><a href={open}>{words.open}</a></p></Note>;
  }
  const confirm = async () => {
    const after = await act.run({ version: filing.version, code: link.code });
    if (!after) {
      void load();
      return;
    }
    forget();
    setFiling(after);
    setDone(true);
  };
  return (
    <div class="column">
      {act.problem && <ProblemNote key={act.turn} problem={act.problem} instead={{ "code-expired": words.expired }} />}
      <p>{t.reference} <strong class="number" data-reference>{filing.reference}</strong></p>
      <Ending filing={filing} record={record} />
      <Note tone="warning" title={words.warning}>
        <ul>{(filing.kind === "deregister_site" ? t.records.endSitePoints : t.records.endAllPoints).map((point) => <li key={point}>{point}</li>)}</ul>
      </Note>
      <p>{words.then}</p>
      <div class="row"><Button act="confirm-deregistration" look="danger" busy={act.busy} onClick={() => void confirm()}>{t.actions["confirm-deregistration"]}</Button></div>
      <p>{words.notMeant} <a href={open}>{words.toWithdraw}</a></p>
    </div>
  );
}
