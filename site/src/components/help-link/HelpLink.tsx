import { pathOf, type QuestionId } from "../../help/questions";
import { href, t } from "../../messages/current";

/** A link to the answer to a question, where the question arises. The answer opens beside the page, where a form may be half written. */
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
