import { useState } from "preact/hooks";
import { keepEmail } from "../../api/actions";
import { Button } from "../../components/button/Button";
import { Note } from "../../components/note/Note";
import { ProblemNote } from "../../components/note/ProblemNote";
import { useAct } from "../../hooks/act";
import { useMailLink } from "../../hooks/link";
import { t } from "../../messages/current";

export function KeepEmail() {
  const { link, forget } = useMailLink();
  const [done, setDone] = useState(false);
  const act = useAct(keepEmail);
  const keep = async () => {
    if (!link || !(await act.run({ username: link.name, code: link.code }))) return;
    forget();
    setDone(true);
  };
  if (done) return <Note tone="ok" title={t.keepEmail.done} focus role="status" hook="done"><p>{t.keepEmail.doneNext}</p></Note>;
  if (!link) return <Note tone="error" title={t.problems["code-expired"].title}><p>{t.problems["code-expired"].next}</p></Note>;
  return (
    <div class="column">
      {act.problem && <ProblemNote key={act.turn} problem={act.problem} />}
      <p>{t.keepEmail.lead}</p>
      <div class="row"><Button act="keep-email" busy={act.busy} onClick={() => void keep()}>{t.keepEmail.act}</Button></div>
    </div>
  );
}
