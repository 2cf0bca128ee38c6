import { t } from "../../messages/current";
import { Button } from "../button/Button";
import type { Problem } from "../../api/types";
import { ProblemNote } from "../note/ProblemNote";

export const Loading = () => <p role="status" class="soft">{t.loading}</p>;

/** The note of a failed request, with a button to try again. */
export const Failed = ({ problem, again }: { problem: Problem; again: () => void }) => (
  <>
    <ProblemNote problem={problem} reading />
    <Button look="second" onClick={again}>{t.retry}</Button>
  </>
);
