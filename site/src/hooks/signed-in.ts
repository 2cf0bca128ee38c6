import { useEffect, useState } from "preact/hooks";
import type { Problem, Session } from "../api/types";
import { href } from "../messages/current";
import { session } from "../session";

/** Goes to the sign-in page and comes back here afterwards. */
export function goSignIn(): void {
  location.replace(href("/sign-in/", { next: location.pathname + location.search }));
}

/** Who is signed in; sends to the sign-in page when nobody is. */
export function useSession(): { session?: Session; problem?: Problem } {
  const [state, setState] = useState<{ session?: Session; problem?: Problem }>({});
  useEffect(() => {
    void session().then((answer) => {
      if (answer.ok && answer.value.enrolling && !location.pathname.endsWith("/account/")) location.replace(href("/account/"));
      else if (answer.ok) setState({ session: answer.value });
      else if (answer.problem.code === "not-signed-in") goSignIn();
      else setState({ problem: answer.problem });
    });
  }, []);
  return state;
}
