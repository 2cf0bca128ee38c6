import { useState } from "preact/hooks";
import { returnFiling } from "../../api/actions";
import type { ReturnReason } from "../../api/types";
import { Button } from "../../components/button/Button";
import { WithFiling } from "../../components/loading/WithFiling";
import { Restored, Unsendable } from "../../components/restored/Restored";
import { ErrorSummary } from "../../components/note/ErrorSummary";
import { Note } from "../../components/note/Note";
import { ProblemNote } from "../../components/note/ProblemNote";
import { problemsOf, ReasonPicker } from "../../components/reasons/ReasonPicker";
import { idOf } from "../../form/fields";
import { label } from "../../form/words";
import { useAct } from "../../hooks/act";
import type { Loaded, Loading } from "../../hooks/filing";
import { useUnsent } from "../../hooks/unsent";
import { href, t } from "../../messages/current";

const keptAt = (id: string) => `return ${id}`;

export function Return() {
  return (
    <WithFiling>
      {(loaded, state) => loaded.filing.actions.includes("return-filing")
        ? <Page {...loaded} state={state} />
        : (
          <>
            <Note tone="warning" title={t.problems["not-with-provider"].title}><p>{t.problems["not-with-provider"].next}</p><p><a href={href("/filing/", { id: loaded.filing.id })}>{t.back}</a></p></Note>
            <Unsendable place={keptAt(loaded.filing.id)} codes={loaded.codes} providers={loaded.providers} />
          </>
        )}
    </WithFiling>
  );
}

function Page({ filing, state }: Loaded & { state: Loading }) {
  const unsent = useUnsent<ReturnReason[]>(keptAt(filing.id), [], { version: filing.version });
  const reasons = unsent.value;
  const [tries, setTries] = useState(0);
  const act = useAct((body: { version: number; reasons: ReturnReason[] }, key) => returnFiling(filing.id, body, key));
  const back = href("/filing/", { id: filing.id });
  const errors = tries > 0 ? problemsOf(reasons) : {};
  const send = async (event: Event) => {
    event.preventDefault();
    setTries(tries + 1);
    if (reasons.length === 0 || Object.keys(problemsOf(reasons)).length > 0) return;
    const after = await act.run({ version: filing.version, reasons });
    if (after) {
      unsent.sent();
      state.setFiling(after);
      location.replace(back);
    } else void state.reload();
  };
  const items = tries === 0 ? [] : reasons.length === 0 ? [{ text: t.returning.none }]
    : Object.entries(errors).map(([pointer, text]) => ({ href: `#reason-${idOf(pointer)}`, label: label(pointer), text }));
  return (
    <form onSubmit={send} class="column" noValidate>
      <p><a href={back}>‹ {t.back}</a></p>
      <h1>{t.returning.title}</h1>
      <p>{t.returning.lead}</p>
      <Restored unsent={unsent} />
      {act.problem && <ProblemNote key={act.turn} problem={act.problem} />}
      <ErrorSummary items={items} turn={tries} />
      <ReasonPicker filing={filing} reasons={reasons} onChange={unsent.set} errors={errors} />
      <div class="sticky-acts"><Button type="submit" act="return-filing" busy={act.busy}>{t.returning.send}</Button><span class="soft small">{t.returning.chosen(reasons.length)}</span></div>
    </form>
  );
}
