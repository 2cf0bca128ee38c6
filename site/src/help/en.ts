import type { Chapter } from ".";

const enclose = (words: string) => [
  "the letter: with a unit's seal, or an individual's signature",
  "a unit's business licence or organization code certificate, an individual's identity card, as a copy",
  `the words ${words} in bold black on the envelope`,
];
const BY_HAND = "In the application give the domain, the reference or filing number, and your telephone and email. The bureau decides within 5 working days once everything is here, and writes to the account's email and to the one in the application.";

export const en: readonly Chapter[] = [
  {
    title: "Filing",
    questions: [
      {
        id: "how-to-file", front: true, title: "How do I file for the first time?",
        answer: ["Register, fill in organizer, site and access, upload the documents, check, and submit to your access provider.", "The provider checks and forwards it; you post the verification sheet to the bureau; once approved you get the number. You can follow all of it here."],
        link: { path: "/register/", text: "Register and start" },
      },
      {
        id: "how-to-fill", title: "What should I mind when filling in?",
        answer: ["Each entry has a hint and an example. What is wrong, and how to mend it, is said beside it.", ["Jiangxi asks for both a landline, with area code, and a mobile number.", "Names and addresses as on the certificate; the postal address to the door number.", "Only the part of the domain that you registered, without www."]],
        link: { path: "/filings/", text: "Fill in" },
      },
      {
        id: "sheet", front: true, title: "How do I hand in the verification sheet?",
        answer: ["On paper: a unit signs and seals, an individual signs and adds a fingerprint; the date left blank.", "It must reach the bureau within 7 working days of the provider's forward, with the reference on the envelope. Without it there is no review."],
        link: { path: "/filings/", text: "See by when" },
      },
      {
        id: "review-time", front: true, title: "How long does the review take?",
        answer: ["15 working days from the later of the provider's forward and the sheet's arrival, that day and holidays not counted.", "Look where it stands first: if it is still with the provider, ask the provider to hurry; 2 working days are usual.", "Content such as news, publishing or drugs also needs the authority's approval; without it the filing cannot be approved."],
        link: { path: "/filings/", text: "See where it stands" },
      },
      {
        id: "after-approval", title: "What comes after the approval?",
        answer: [["Show the number at the bottom of the home page, linked to beian.miit.gov.cn.", "File with the public security within 30 days of opening the site.", "File every change under “On file”."]],
        link: { path: "/filings/", text: "See the number and copy the footer" },
      },
      {
        id: "show-filing", title: "How do I show others that a site is on file?",
        answer: ["Sign in, open “On file” and press “Download the certificate”: a PDF to print, or to send as it is.", "Whoever has it scans its QR code, or enters its number at “Verify a certificate of filing”, and sees without signing in whether it is genuine and what is on file now. What changed or was deregistered since is told there."],
        link: { path: "/records/", text: "Open what is on file" },
      },
      {
        id: "add-site", title: "I am on file. How do I add a site?",
        answer: ["Sign in, open “On file” and choose “Add a site”. Do not register again and do not begin another first filing: the organizer stands as it is on file, and you fill in site and access only.", "A unit may add up to ten sites at a time, an individual one. A further site can copy the one before; only name, domain and home page differ.", "Your provider checks and forwards it; post the verification sheet within 7 working days after that. Your provider may also fill it in for you; you get an email when it submits."],
        link: { path: "/records/", text: "Open what is on file and add a site" },
      },
      {
        id: "change", title: "Something has changed since the approval.",
        answer: ["Sign in and open the organizer under “On file”. For its name, address, leader or telephone choose “Change the organizer”; for the name or contents of a site “Change this site”. All entries hold what is on file; change only what is different.", "Your provider checks and forwards it, and it takes effect when the bureau approves. The number stays.", "A domain and an organizer's certificate cannot be changed: for another domain add a site, then deregister the old one. One filing can be under way at a time."],
        link: { path: "/records/", text: "Open what is on file and change it" },
      },
      {
        id: "in-bulk", title: "We are a provider. How do we file many at once?",
        answer: ["Open “File in bulk”, download the table for what you want to do, fill in a line for each filing in Excel or WPS, and save it as CSV.", "Press “Check, begin nothing” first: it says of each line whether it can be done, what is missing and what it collides with, and changes nothing. Then begin them.", "Where a line was refused, mend the table and send all of it again: what was done is not done twice. An organizer has one filing under way at a time; documents are uploaded in each filing."],
        link: { path: "/bulk/", text: "File in bulk" },
      },
    ],
  },
  {
    title: "Changes and returns",
    questions: [
      {
        id: "returned", front: true, title: "My filing was returned. What now?",
        answer: ["Sign in and open it: each entry says what you wrote, why it came back, and what helps.", "What the bureau returned, the party it names amends, and it goes straight back to the bureau; what your provider returned, submit to the provider again. Nothing you wrote is lost.", "Do not submit another filing for the same site; it would collide with this one."],
        link: { path: "/filings/", text: "Open my filings" },
      },
      {
        id: "correct", front: true, title: "I made a mistake. How do I correct it?",
        answer: ["Not submitted yet: sign in and change it.", "Submitted and with your provider: ask it to correct it or to return it. The reference is enough; never tell anyone your password.", "With the bureau: it cannot be changed now. Wait for the decision; what must change will be returned."],
        link: { path: "/filings/", text: "Open my filings" },
      },
      {
        id: "wrong-provider", title: "I chose the wrong access provider.",
        answer: ["Not submitted yet: choose again under “Access”.", "On file already: the wrong provider cancels its access under “On file”, at once, and you get an email; then choose the right one under “On file” with “Add access”. The number stays, and nothing about organizer and site is filled in again.", "Or let the right one fill it in: give it a code on the same page, and it begins; you get an email when it submits."],
        link: { path: "/records/", text: "Open what is on file and add access" },
      },
      {
        id: "delete-submission", title: "How do I delete a filing under way?",
        answer: ["If it is not submitted, open it and choose “Discard this filing”.", "If it is, post an application:", enclose("申请注销"), BY_HAND],
        link: { path: "/filings/", text: "Open my filings" },
      },
      {
        id: "deregister", front: true, title: "How do I deregister a site?",
        answer: ["On file: sign in, open “On file” and choose “Deregister this site”; for no more websites at all “Deregister the organizer and all its sites”. Your provider may ask for it too.", "You get an email and must confirm with its link within 7 days. Then your provider forwards it, and it takes effect when the bureau approves. It cannot be undone, the number is never used again, and the domain is free.", "Or post an application instead. Where no provider gives it access, or it was submitted but is not approved yet, this is the way:", [...enclose("申请注销"), "the domain certificate"], BY_HAND],
        link: { path: "/records/", text: "Open what is on file and deregister" },
      },
    ],
  },
  {
    title: "Conflicts",
    questions: [
      {
        id: "domain-conflict", front: true, title: "The domain is said to be in conflict.",
        answer: ["Usually somebody filed it before and never deregistered it. The check in the form says which case it is:", ["On file in Jiangxi: post the deregistration form, a copy of your licence or identity card, and the domain certificate; if it is yours, change it, move it or deregister it under “On file”; do not file again.", "On file in another province: that province's bureau deregisters it.", "In another filing of yours: go on with that one.", "In somebody else's filing: check the domain first. If it is yours, ask them to discard it or have it deleted; if you cannot find them, post the deregistration form, a copy of your licence or identity card, and the domain certificate to the bureau."]],
        link: { path: "/look-up/", text: "Look the domain up" },
      },
      {
        id: "certificate-conflict", title: "The organizer is said to be in conflict.",
        answer: ["The certificate is known already. In this order:", ["Check the number; correct it if mistyped.", "On file already: add the site under “On file”; do not submit another first filing.", "Never filed: contact the bureau and send the proof it asks for. If the other organizer is on file in Jiangxi, fax the deregistration form, a copy of your licence or identity card, and the domain certificate to the bureau, to have the old filing deregistered."]],
        link: { path: "/look-up/", text: "Look up by name" },
      },
    ],
  },
  {
    title: "Passwords",
    questions: [
      {
        id: "lost-password", front: true, title: "I forgot my password.",
        answer: ["Enter user name, contact name, email and who files. If all four match, a temporary password is emailed to you.", "Set a new password with it within 15 minutes; until then the old one keeps working."],
        link: { path: "/reset-password/", text: "Recover the password" },
      },
      {
        id: "forgotten-details", title: "I forgot the user name, contact or email too.",
        answer: ["If your provider opened the account: contact it, and it recovers the account. It can look up the user name.", "If you registered it yourself, post an application:", [...enclose("找回密码"), "the domain certificate"], "Use the bureau's published form (for recovering a password, deregistering or deleting a submission) and give your user name (or a domain you filed), and a new email if the old one no longer works. We decide within 5 working days once everything is here, and write to you by email.", "Staff of providers and of the bureau: ask the bureau's supervisor."],
      },
    ],
  },
];
