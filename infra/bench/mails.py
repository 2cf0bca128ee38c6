"""The texts of mails that a function sent."""

import email
import re


def parts(mails):
    """The texts of the mails, as a person reads them."""
    for mail in mails:
        yield from decoded(mail)


def temporary(mails):
    """The temporary password in the mails."""
    for part in parts(mails):
        if found := re.search(r"临时密码：((?:[a-hjkmnp-z2-9]{5}-){5}[a-hjkmnp-z2-9])", part):
            return found.group(1)
    raise RuntimeError("no mail holds a temporary password")


def decoded(mail):
    for part in email.message_from_string(mail).walk():
        if not part.is_multipart():
            yield part.get_payload(decode=True).decode("utf-8", "replace")
