import { useState } from "preact/hooks";
import { confirmRegistration } from "../../api/actions";
import { Button } from "../../components/button/Button";
import { Note } from "../../components/note/Note";
import { ProblemNote } from "../../components/note/ProblemNote";
import { useAct } from "../../hooks/act";
import { useMailLink } from "../../hooks/link";
import { href, t } from "../../messages/current";

export function Confirm() {
  const { link, forget } = useMailLink();
  const [username, setUsername] = useState("");
  const act = useAct(confirmRegistration);
  if (!link) return <Note tone="error" title={t.confirm.broken}><p>{t.confirm.brokenNext} <a href={href("/register/")}>{t.signIn.register}</a></p></Note>;
  if (username) {
    return (
      <Note tone="ok" title={t.confirm.done} focus role="status" hook="done">
        <p>{t.confirm.name}{t.colon}<strong data-username>{username}</strong></p>
        <p>{t.confirm.keep}</p>
        <p><a class="button" href={href("/sign-in/", { username })}>{t.signIn.act}</a></p>
      </Note>
    );
  }
  const confirm = async () => {
    const opened = await act.run({ sign_up_id: link.name, code: link.code });
    if (!opened) return;
    forget();
    setUsername(opened.username);
  };
  return (
    <div class="column">
      {act.problem && <ProblemNote key={act.turn} problem={act.problem} />}
      <p>{t.confirm.lead}</p>
      <div class="row"><Button act="confirm-registration" busy={act.busy} onClick={() => void confirm()}>{t.confirm.act}</Button></div>
    </div>
  );
}
