import type { ReturnReason } from "../../api/types";
import { label } from "../../form/words";
import { t } from "../../messages/current";

/** The reasons of a return: each with its field, a suggestion, and a link to the field where it is mended. */
export function ReasonList({ reasons, linkTo }: { reasons: readonly ReturnReason[]; linkTo?: (pointer: string) => string | undefined }) {
  return (
    <ul class="reasons">
      {reasons.map((reason) => {
        const target = linkTo?.(reason.pointer);
        return (
          <li key={reason.pointer + reason.reason} data-reason={reason.pointer}>
            <strong>{target ? <a href={target}>{label(reason.pointer)}</a> : label(reason.pointer)}</strong>
            <div>{reason.reason}</div>
            {reason.suggestion && <div class="soft">{t.amend.helps}{t.colon}{reason.suggestion}</div>}
          </li>
        );
      })}
    </ul>
  );
}
