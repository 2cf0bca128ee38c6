import { reorderPost } from "../../api/actions";
import type { OrderFault, PostBatch } from "../../api/types";
import { useAct } from "../../hooks/act";
import { gap, t } from "../../messages/current";
import { Button } from "../button/Button";
import { ProblemNote } from "../note/ProblemNote";

/** In which order a stack seems to lie, and the one button that puts it right. */
export function StackOrder({ id, version, order, onDone }: { id: string; version: number; order: OrderFault; onDone: (batch: PostBatch) => void }) {
  const act = useAct((body: { version: number }, key) => reorderPost(id, body.version, key));
  const words = t.mail.reorder;
  const sort = async () => {
    const batch = await act.run({ version });
    if (batch) onDone(batch);
  };
  return (
    <div class="panel" data-order={order}>
      <p>{words[order]}{gap}{words.then}</p>
      {act.problem && <ProblemNote key={act.turn} problem={act.problem} />}
      <div class="row"><Button act="reorder-post" busy={act.busy} onClick={() => void sort()}>{words.act}</Button></div>
      <p class="soft small">{words.otherwise}</p>
    </div>
  );
}
