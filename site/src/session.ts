// Who is signed in. The cookie is the server's; here is only a mark, so that visitors cause no needless request.
import { showSession } from "./api/actions";
import type { Answer } from "./api/client";
import type { Session } from "./api/types";

const MARK = "beian-signed-in";

export const marked = () => {
  try { return localStorage.getItem(MARK) === "1"; } catch { return true; }
};
export const mark = (on: boolean) => {
  try { on ? localStorage.setItem(MARK, "1") : localStorage.removeItem(MARK); } catch { /* without storage the mark is only missed */ }
};

let asked: Promise<Answer<Session>> | undefined;
/** Asked for once a page; the header and the journey share the answer. */
export function session(): Promise<Answer<Session>> {
  asked ??= showSession().then((answer) => {
    if (answer.ok) mark(true);
    else if (answer.problem.code === "not-signed-in") mark(false);
    return answer;
  });
  return asked;
}
