import { HelpLink } from "../../components/help-link/HelpLink";
import { Note } from "../../components/note/Note";
import { SignInForm } from "../../components/sign-in-form/SignInForm";
import { useUnsent } from "../../hooks/unsent";
import { href, t } from "../../messages/current";
import { signedIn } from "../../session";

/** Only a page of this site may be gone to afterwards. */
export function safeNext(next: string | null): string | undefined {
  if (!next || !/^\/(?![/\\])/.test(next)) return undefined;
  return new URL(next, location.origin).origin === location.origin ? next : undefined;
}

export function SignIn() {
  const address = new URLSearchParams(location.search);
  const next = safeNext(address.get("next"));
  const name = useUnsent("sign-in", address.get("username") ?? "", { trivial: true });
  return (
    <div class="column">
      <SignInForm
        username={name.value} onUsername={name.set} act={t.signIn.act}
        onSignedIn={(session) => {
          name.sent();
          signedIn(session);
          location.assign(session.enrolling ? href("/account/") : next ?? href("/filings/"));
        }}
      >
        {next && <Note>{t.signIn.first}</Note>}
        {address.has("out") && <Note tone="ok" role="status">{t.signIn.out}</Note>}
      </SignInForm>
      <p><a href={href("/reset-password/")}>{t.signIn.forgot}</a> · <a href={href("/set-password/", { username: name.value.trim() })}>{t.signIn.temporary}</a><br />{t.signIn.none} <a href={href("/register/")}>{t.signIn.register}</a></p>
      <HelpLink to={["cannot-sign-in", "forgotten-details"]} />
    </div>
  );
}
