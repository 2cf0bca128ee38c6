import { useEffect, useState } from "preact/hooks";
import type { Problem, Session } from "../api/types";
import { href } from "../messages/current";
import { pageSession, session } from "../session";

/** Goes to the sign-in page and comes back here afterwards. */
export function goSignIn(): void {
  location.replace(href("/sign-in/", { next: location.pathname + location.search }));
}

/** Shows a problem. A missing session leads to the sign-in page, unless the page was drawn for an account, which was asked over the page. */
export function tell(problem: Problem, show: (problem: Problem) => void): void {
  if (problem.code === "not-signed-in" && !pageSession()) goSignIn();
  else show(problem);
}

/** The session of the signed-in account; without one the reader is sent to the sign-in page. */
export function useSession(): { session?: Session; problem?: Problem } {
  const [state, setState] = useState<{ session?: Session; problem?: Problem }>({});
  useEffect(() => {
    void session().then((answer) => {
      if (answer.ok && answer.value.enrolling && !location.pathname.endsWith("/account/")) location.replace(href("/account/"));
      else if (answer.ok) setState({ session: answer.value });
      else tell(answer.problem, (problem) => setState({ problem }));
    });
  }, []);
  return state;
}
