import { pathOf, type QuestionId } from "../../help/questions";
import { href, t } from "../../messages/current";

/** Leads to the answer to a question where it arises. It opens beside the page, on which something may be half written. */
export function HelpLink({ to }: { to: QuestionId | readonly QuestionId[] }) {
  return (
    <p class="help-links">
      {(typeof to === "string" ? [to] : to).map((question) => (
        <a key={question} href={href(pathOf(question))} target="_blank" data-help={question}>
          <span class="mark" aria-hidden="true">?</span>{t.questions[question]}<span class="visually-hidden">{t.helpPage.newWindow}</span>
        </a>
      ))}
    </p>
  );
}
