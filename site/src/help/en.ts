import type { Help } from "./shape";

const enclosed = (words: string, domain = true) => [
  "the application: with a unit's seal, or an individual's signature",
  "a unit's business licence or organization code certificate, an individual's identity card, as a copy",
  ...(domain ? ["the domain certificate"] : []),
  `the words ${words} in bold black on the envelope`,
];
const FORM = "Fill the form in on the page “Print a form” and print it: the words for the envelope come with it,";
const BY_HAND = `To: 江西省通信管理局（网站备案）. ${FORM} and give the domain, the reference or filing number, and your telephone and email. The bureau decides within 5 working days once everything is here, and tells you by email.`;

export const en: Help = {
  chapters: { filing: "Filing", progress: "Progress and dates", returns: "Returns and corrections", post: "By post", "on-file": "After the approval", conflicts: "Conflicts", account: "Password and account" },
  answers: {
    "how-to-file": {
      short: "Register, fill in the form, upload the documents, and submit to your access provider.",
      more: [
        "The access provider is the company that provides your server or network. There are five steps:",
        ["You fill in organizer, site and access, upload the documents, check, and submit.", "The provider checks it, usually within 2 working days, and forwards it to the bureau.", "You post the verification sheet; it must reach the bureau within 7 working days of the forward.", "The bureau reviews it: 15 working days.", "Once it is approved, you get the number."],
        "Filling in takes about 20 minutes; save whenever you like and go on another day. You get an email at each step, and see all of it when you sign in.",
        { when: "You want your provider to fill it in", then: ["If your provider opened your account, it may fill it in too. You get an email when it submits."] },
        { when: "You are on file already", then: ["Do not register again, and do not begin another first filing. Sign in, open “On file” and choose “Add a site”."] },
      ],
      act: "Register and start", words: "how to apply steps begin new website icp license licence register procedure process",
    },
    "how-to-fill": {
      short: "Write what the certificates say. Each entry has a hint and an example, and what is wrong is explained beside it.",
      more: [
        ["Jiangxi asks for both a landline, with area code such as 0791-12345678, and a mobile number.", "Names and addresses exactly as on the certificate.", "The postal address down to the door number.", "Only the part of the domain that you registered, without www and http://.", "A site's name has at least three Chinese characters and is no domain; an individual's site must not sound like a unit or a trade.", "Remarks of 20 to 200 characters: for whom the site is, what sections it has, what it is for.", "Ask your provider if you are unsure about the access method or the IP addresses."],
        "You can always save first. Everything is checked once more before you submit, and what is missing or wrong is listed.",
      ],
      act: "Fill in", words: "fill form landline phone telephone mobile address site name remarks ip address fields hints",
    },
    documents: {
      short: "Photographs by telephone will do; only the verification sheet is posted, on paper.",
      more: [
        { when: "A unit's first filing", then: [["the business licence or other certificate of the organizer", "the identity card of the organizer's leader, both sides", "if the leader is not the legal representative: a letter of authorisation, signed by the latter, with the unit's seal", "the commitment, signed by the leader, with the unit's seal", "the domain certificate, from your registrar"]] },
        { when: "An individual's first filing", then: [["your identity card, both sides", "the commitment, with your signature and fingerprint", "the domain certificate", "if your identity card is of another province, a residence permit helps"]] },
        { when: "Another site", then: [["the commitment", "the domain certificate of each site"]] },
        "If somebody else answers for the site, that person's identity card too. Content that needs approval first also needs the approval. “Upload documents” lists what your filing needs.",
        "Flat, all four corners, readable, no glare, not off a screen. Up to 20 MB a file, as PDF, JPG, PNG or TIFF; a document may have several files.",
        "Each is opened at once: a file with a password, one that is cut off, blank or too small is refused with what to do; of a blurred or dark one you are told, and decide by its small picture.",
      ],
      act: "Open a filing and upload", words: "papers scans photo licence license identity card upload commitment letter of authorisation certificate file too big",
    },
    "pre-approval": {
      short: "News, publishing, drugs and some other content need an authority's approval first. You may submit without it, but it is needed before the bureau can approve.",
      more: [
        "Choose the classes that apply when you fill in the site; each says which document of which authority it needs. If none applies, tick “No content needs approval first”.",
        "You may submit while you wait for the document. Upload it in the filing when you have it, also during the bureau's review; you or your provider may do so.",
        "If the name or description sounds like such content, you are asked to check. That is a reminder, not an error.",
      ],
      act: "Open a filing and upload the approval", words: "permit licence license authority news publishing drugs medical games video culture finance training",
    },
    "filled-for-me": {
      short: "Look over what your provider submitted for you; if something is wrong, ask the provider to correct it.",
      more: [
        "You get an email when your provider submits. Its link shows what was filled in. If all is right, there is nothing for you to do.",
        { when: "Your provider opened the account too", then: ["An email brings your user name and a temporary password, valid for 3 days. Set a password of your own with it, then sign in. Keep the user name."] },
        { when: "What you still do yourself", then: [["for a first filing or another site, post the verification sheet to the bureau", "for a deregistration, confirm it with the link in the email", "amend what the bureau returns to you"]] },
        { when: "You did not ask for it", then: ["Not submitted yet: discard it and tell the provider. Submitted: tell the provider and the bureau at once."] },
      ],
      act: "See what was filled in for you", words: "provider files for me agent on behalf temporary password account opened not me",
    },
    "in-bulk": {
      short: "With one table a provider files for many owners at once.",
      more: [
        "Open “File in bulk”, download the table for what you want to do, fill in a line for each filing in Excel or WPS, and save it as CSV.",
        "Press “Check, begin nothing” first: it says of each line whether it can be done, what is missing and what it collides with, and changes nothing. Then begin them.",
        "Where a line was refused, mend the table and send all of it again: what was done is not done twice. An organizer has one filing under way at a time; documents are uploaded in each filing.",
      ],
      act: "File in bulk", words: "bulk batch table excel csv provider many import",
    },
    "whose-move": {
      short: "Sign in and open your filing: at the top it says where it stands, whose move it is, and by when.",
      more: [
        "Whose move it is at each step:",
        ["Draft: your move, without a date.", "With the provider: the provider's, usually 2 working days.", "Sheet awaited: yours; post the verification sheet to the bureau.", "Under review: the bureau's, 15 working days.", "Returned to owner: yours; amend it.", "Returned to provider: the provider's; there is nothing for you to do.", "On file: it is finished."],
        { when: "You cannot sign in now", then: ["Open “Where does it stand?” and give the reference and the address that the notices go to. We email a link there; it works for 24 hours, without signing in."] },
        "Further down is what happened, who did it and when. What is missing stands at the top too.",
        "When you telephone, give the reference, such as JX-7K3M-9Q2T-5. It is on the filing's page and in the subject of each email. Never tell anyone your password.",
      ],
      act: "See whose move it is", words: "progress status track where stands waiting reference how far stuck pending",
    },
    "review-time": {
      short: "15 working days, from the later of two days: the provider's forward and the sheet's arrival.",
      more: [
        "That day itself, weekends and holidays are not counted. The filing's page says by when you will have a decision.",
        "How long it takes most filings is in “Filing statistics”, at the foot of the page.",
        { when: "It is still with the provider", then: ["The bureau does not have it yet. Ask the provider to check and forward it; 2 working days are usual."] },
        { when: "The sheet is not there yet", then: ["The review begins when the bureau has the verification sheet. It must arrive within 7 working days of the forward."] },
        { when: "Its content needs approval first", then: ["Without the authority's document it cannot be approved. Upload it in the filing."] },
        { when: "It was returned and amended", then: ["The 15 working days begin again on the day it is back at the bureau. The sheet stays valid and is not posted again."] },
        { when: "It says “Paused”", then: ["A hearing, a test, an appraisal or an expert review is needed, or the authority for pre-approval has been asked. Those days do not count. The page says why and when it should go on; there is nothing for you to do."] },
        { when: "The day has passed without a decision", then: ["You did nothing wrong and need not submit again. The bureau is reminded, and you get an email as soon as it is decided."] },
      ],
      act: "See by when you will know", words: "review time how long how many days deadline duration decision slow hurry when approved fifteen",
    },
    "working-days": {
      short: "Only working days count, and not the day on which something happens; your filing's page has the date worked out.",
      more: [
        ["Weekends and national holidays do not count.", "A weekend day on which people work to make up for a holiday does.", "In China's time, the day of the submission, forward or arrival is not counted; the next working day is day 1."],
        "For example, forwarded on a Friday, no holiday in the two weeks after: Monday is day 1, and the seventh working day is the Tuesday of the week after next.",
        "“Provisional” beside a date means that the days off of that year are not published yet. If the date moves once they are, you get an email.",
        "To see why it is that day, open “Why this day” below the date.",
      ],
      act: "See the date of yours", words: "working days holiday weekend count date deadline provisional calculate business days",
    },
    "no-email": {
      short: "Signed in, you see how far your filing is; nothing is held up. If you need a link or a password from an email, see below.",
      more: [
        ["Look into the junk folder first.", "“My account” says to which address we write."],
        { when: "The email to confirm your sign-up", then: ["Check the address and register again. The link is valid for 24 hours; until it is opened there is no account."] },
        { when: "The email with a temporary password", then: ["It is only sent if all four entries match. Check them and try again; if the user name is right and something else is not, the account's address is told."] },
        { when: "The email to confirm a deregistration", then: ["Sign in, open the deregistration, withdraw it and ask again; you get another."] },
        { when: "The address no longer works", then: ["If your provider opened the account, it may ask for another address, which takes effect after 3 days. If you registered yourself, post an application with the new address, as for a lost password."] },
      ],
      act: "See where we write to", words: "no mail not received email address spam junk change notification link expired verification",
    },
    "provider-silent": {
      short: "See whose move it is. If it is the provider's, give it the reference and ask; once the date has passed, the page says how late it is.",
      more: [
        { when: "Just submitted, waiting for its check", then: ["A provider usually checks within 2 working days. It sees your filing and the date when it signs in. Once the date has passed, the provider is reminded and you are told.", "If it does nothing and you do not want to wait, post an application to delete the filing, then submit to another provider."] },
        { when: "The bureau returned it to the provider", then: ["The provider has to amend it; you cannot do so in its place. Telephone and say that it is there: once amended, it goes straight back to the bureau."] },
        { when: "On file, and you want another provider", then: ["You need not wait for the old one. Under “On file” choose “Add access”, or give the new provider a code. The old one is asked by email to cancel."] },
        { when: "It does not forward a deregistration", then: ["Until it does, you may withdraw it. If several give access, choose another one next time; or post the application to the bureau."] },
        { when: "It should recover your password", then: ["You may do so yourself: if all four entries match, a temporary password is emailed to you."] },
      ],
      act: "See whose move, and by when", words: "provider does not answer no reply unreachable bankrupt isp remind slow stuck with provider ignore",
    },
    returned: {
      short: "A return is not a refusal. Open the filing and mend what it lists; nothing you wrote is lost.",
      more: [
        "Each entry says what you wrote, why it came back, and what helps. The top of the page says who amends it.",
        { when: "Returned by the bureau to you", then: ["You amend it: only what was returned. It goes straight back to the bureau, without the provider, and the sheet is not posted again."] },
        { when: "Returned by the bureau to your provider", then: ["The provider amends it and you need not do anything; a telephone call may help. It goes straight back to the bureau."] },
        { when: "Returned by your provider to you", then: ["Mend it and submit to the provider again. If you think that nothing is wrong, talk to the provider first."] },
        "Do not submit another filing for the same site. This one holds the domain and the certificate, so the other would collide with it.",
      ],
      act: "Open my filings and see why", words: "rejected refused declined failed not approved sent back return reason denied",
    },
    "avoid-return": {
      short: "Go through this list before you submit; most returns can be avoided.",
      more: [
        ["Names, numbers and addresses are as on the certificates.", "Mobile, landline and emergency number all answer, and the last is not one of the others.", "The certificates, and the registration of the domain, are valid for more than three months.", "The leader is the legal representative, or a letter of authorisation is uploaded.", "The holder on the domain certificate is the organizer.", "The site's name and remarks are about the same thing, and the remarks say something definite.", "An individual's site does not sound like a company or association, nor like a shop or job exchange.", "Photographs show all four corners, readable, without glare.", "Every class of content that needs approval first is chosen.", "The IP address is a public one; your provider knows it."],
        "Most of this is checked while you fill in. Where it says “Check”, look once more before you submit.",
      ],
      act: "Check your filing", words: "common reasons for return mistakes avoid tips checklist requirements",
    },
    correct: {
      short: "It depends on where it stands: not submitted, change it yourself; submitted, ask your provider.",
      more: [
        { when: "Not submitted yet", then: ["Sign in and change it: what you write yourself, and what your provider returned to you."] },
        { when: "Submitted, with your provider", then: ["Ask the provider to correct it or to return it to you. The reference is enough; never tell anyone your password. You get an email, and see what was changed."] },
        { when: "Written for you by your provider", then: ["Ask the provider too."] },
        { when: "Forwarded to the bureau", then: ["It cannot be changed now. Wait for the decision; what must change will be returned, and then you change it."] },
        { when: "Approved", then: ["File a change under “On file”."] },
      ],
      act: "Open my filings", words: "mistake wrong typo edit modify correct error information after submission",
    },
    "wrong-provider": {
      short: "It can be mended; how depends on where your filing stands.",
      more: [
        { when: "Not submitted yet", then: ["Choose again under “Access”."] },
        { when: "Submitted, with that provider", then: ["Ask it to return the filing to you. Then choose the right one under “Access” and submit again."] },
        { when: "Forwarded to the bureau", then: ["It cannot be changed now. Wait for the approval and move as below; or post an application to delete it, and submit anew once it is deleted."] },
        { when: "On file", then: ["The wrong provider cancels its access under “On file”, at once, and you get an email. Then choose the right one under “On file” with “Add access”. The number stays, and nothing about organizer and site is filled in again.", "Or let the right one fill it in: give it a code, and it begins; you get an email when it submits."] },
      ],
      act: "Open what is on file and add access", words: "wrong access provider isp chosen mistake cancel access telecom mobile unicom",
    },
    "delete-submission": {
      short: "Not submitted: discard it. Submitted: ask your provider to return it and discard it then, or post an application to the bureau.",
      more: [
        { when: "Not submitted yet", then: ["Open it and choose “Discard this filing”. What was written and uploaded is deleted; domain and certificate are free."] },
        { when: "Submitted, with your provider", then: ["Ask the provider to return it, then discard it. Nothing has to be posted."] },
        { when: "With the bureau, or the provider does not return it", then: ["Post to the bureau:", enclosed("申请注销", false), BY_HAND] },
        { when: "Approved", then: ["Then it is deregistered, not deleted. See how to deregister."] },
      ],
      act: "Open my filings", words: "delete cancel withdraw revoke discard remove submission filing application",
    },
    sheet: {
      short: "On paper, signed and sealed, the date left blank; it must reach the bureau within 7 working days of the provider's forward.",
      more: [
        ["A unit signs and adds its seal.", "An individual signs and adds a fingerprint.", "The date is left blank.", "The reference is on the envelope.", "To: 江西省通信管理局（网站备案）."],
        "It is the original that counts; it cannot be uploaded. Without it the bureau does not review. The filing's page says by when it must arrive.",
        "You may post it as soon as you have submitted, before the provider forwards. You get an email when the bureau has it.",
        { when: "Which filings need one", then: ["A first filing and another site. A change, another access and a deregistration do not."] },
        { when: "Returned and amended", then: ["The sheet stays valid; it is not posted again."] },
      ],
      act: "See by when", words: "verification sheet form post mail address courier seal stamp fingerprint signature original seven days",
    },
    "sheet-late": {
      short: "Post it even so, soon: the filing is not cancelled; the review only begins when the sheet is there.",
      more: [
        { when: "It will be late", then: ["Once the date has passed you get a reminder and the page says how late it is; the filing stays valid. Once the sheet is there, the bureau reviews as usual."] },
        { when: "Posted some days ago, and the page has not moved", then: ["When the bureau has recorded it, you get an email and the filing goes “Under review”. See with the courier whether it arrived, and whether the reference was on the envelope."] },
        { when: "Lost on the way", then: ["Sign and seal another one and post it with the reference on the envelope. The filing need not be submitted again."] },
      ],
      act: "See whether the sheet is there", words: "late sheet overdue lost post courier missed deadline not arrived",
    },
    "by-post": {
      short: "Do it online where you can. What must be posted: say on the envelope what it is for, and enclose everything at once.",
      more: [
        { when: "A lost password (you registered yourself, and it cannot be recovered online)", then: [enclosed("找回密码"), "Give your user name, or a domain you filed, and a new email if the old one no longer works."] },
        { when: "To deregister", then: [enclosed("申请注销")] },
        { when: "To delete a filing under way", then: [enclosed("申请注销", false)] },
        { when: "Somebody else's filing has your domain", then: ["The same as to deregister. Where you are told that the domain is on file in Jiangxi or in somebody else's filing, an application can be printed that is filled in already."] },
        { when: "The verification sheet", then: ["The reference on the envelope, none of the words above."] },
        `To: 江西省通信管理局（网站备案）. ${FORM} and give your telephone and email.`,
        "When it arrives, you are told by email whether it is complete. Post what is missing with the same words and the reference of that email on the envelope. Once everything is here, the bureau decides within 5 working days; if it cannot be done, the email says why.",
      ],
      act: "Print a form", words: "post mail envelope address application form annex seal copies fax letter bold black",
    },
    "after-approval": {
      short: "Show the number at the bottom of the home page, and register with the public security authority within 30 days.",
      more: [
        ["The number stands at the bottom centre of the home page, linked to beian.miit.gov.cn. The filing's page has the line to copy.", "Within 30 days of opening the site, register it on the national internet security platform.", "When leader, telephone, address or name change, file a change under “On file”.", "Deregister a site that is no longer used."],
      ],
      act: "See the number and copy the footer", words: "number approved footer police public security next step display link code",
    },
    "add-site": {
      short: "Open “On file” and choose “Add a site”; do not register again, and the organizer is not filled in again.",
      more: [
        "You fill in site and access only. Do not begin another first filing: the certificate would collide.",
        "A unit may add up to ten sites at a time, an individual one. A further site can copy the one before; only name, domain and home page differ.",
        "Your provider checks and forwards it; the verification sheet must reach the bureau within 7 working days after that. Without it there is no review.",
        { when: "Your provider shall fill it in", then: ["One that gives you access now may begin at once; another needs a code that you give it under “On file”. You get an email when it submits."] },
      ],
      act: "Open what is on file and add a site", words: "another site second website more domains new domain add",
    },
    change: {
      short: "Open the organizer under “On file”, choose what to change, and change only what is different.",
      more: [
        { when: "Name, address, leader or telephone", then: ["Choose “Change the organizer”."] },
        { when: "Name or contents of a site", then: ["Choose “Change this site”."] },
        { when: "Another domain", then: ["A domain cannot be changed. Add a site, then deregister the old one."] },
        { when: "The certificate has another number", then: ["It cannot be changed, because the number was issued for it. Contact the bureau."] },
        "Your provider checks and forwards it, and it takes effect when the bureau approves. The number stays, and no sheet is posted. One filing can be under way at a time.",
      ],
      act: "Open what is on file and change it", words: "change update leader phone address company name rename move domain modify after approval",
    },
    "change-provider": {
      short: "Choose “Add access” under “On file” and the new provider; the number stays.",
      more: [
        "Only the access is filled in, nothing about organizer and site. The new provider checks and forwards it, and it takes effect when the bureau approves. No sheet is posted.",
        "The old access is cancelled by the old provider, at once, and you get an email. Number and domain stay yours.",
        { when: "You would rather not fill it in", then: ["Give the new provider a code on the same page, and it begins. The code works once, within 30 days, and you can take it back. The old provider is asked by email to cancel."] },
        { when: "You were told that access was cancelled", then: ["If nobody else gives access, add it soon; if the site is no longer used, post an application to deregister it."] },
      ],
      act: "Open what is on file and add access", words: "move transfer switch hosting server provider migrate access code shell cancelled",
    },
    deregister: {
      short: "On file: choose “Deregister this site” there. Not approved yet: see below.",
      more: [
        { when: "On file", then: ["For no more websites at all choose “Deregister the organizer and all its sites”. Your provider may ask for it too; or post what is listed below.", "You get an email and must confirm with its link within 7 days. Then your provider forwards it, and it takes effect when the bureau approves.", "It cannot be undone, the number is never used again, and the domain is free."] },
        { when: "Not submitted yet", then: ["Open it and choose “Discard this filing”."] },
        { when: "Submitted, not approved", then: ["With your provider: it may return the filing, and you discard it. With the bureau: post what is listed below."] },
        { when: "No provider gives it access", then: ["Then nobody can forward it online; post what is listed below."] },
        { when: "Asked for, and no longer wanted", then: ["Without your confirmation nothing is deregistered. If you have confirmed and your provider has not forwarded it, open it and withdraw it."] },
        { when: "What to post", then: [enclosed("申请注销"), BY_HAND] },
      ],
      act: "Open what is on file and deregister", words: "deregister cancel close shut down remove site delete filing stop strike off",
    },
    "show-filing": {
      short: "Download the certificate under “On file”; print it or send it as it is.",
      more: [
        "Sign in, open “On file” and press “Download the certificate”: a PDF.",
        "Whoever has it scans its QR code, or enters its number at “Verify a certificate of filing”, and sees without signing in whether it is genuine and what is on file now. What changed or was deregistered since is told there.",
      ],
      act: "Open what is on file and download it", words: "certificate proof pdf download qr genuine verify show",
    },
    "look-up": {
      short: "Enter a filing number, a domain or an organizer's name at “Look up”; there is no need to sign in.",
      more: [
        "You see the number, the organizer, the site's name and the day of approval, and whether it was deregistered. Certificate numbers, telephones and email addresses are not shown, an individual's name only in part.",
        "If it was approved just now, try again in a few minutes. A domain goes without www, a name in full. Only Jiangxi is here; for other provinces see beian.miit.gov.cn.",
        "What is under way cannot be looked up here. Sign in, or ask by reference at “Where does it stand?”.",
      ],
      act: "Look up a filing", words: "look up search check whether on file domain number nothing found query",
    },
    "domain-conflict": {
      short: "You did nothing wrong: usually somebody filed the domain before and never deregistered it. See which case you are told, and follow it.",
      more: [
        { when: "On file in Jiangxi", then: ["If it is yours, open “On file” and change it, move it or deregister it; there is no need to file again.", "If you took the domain over, post an application to have the old filing deregistered:", enclosed("申请注销"), "“Print the application” beside the message fills it in for you. The bureau decides within 5 working days once everything is here, and tells you by email. Then come back and submit again; what you wrote is kept."] },
        { when: "On file in another province", then: ["Only that province can deregister it. Contact its bureau; the message names the province. Then come back and submit again."] },
        { when: "In another filing of yours", then: ["Go on with that one; do not file the same site twice. If you do not want it, discard it or have it deleted first."] },
        { when: "In somebody else's filing under way", then: ["Check the domain first. If it is yours, ask the other party to discard that filing or have it deleted; if you cannot find them, print the application and post it with the papers above. Who it is is not shown, for their protection."] },
      ],
      act: "Look the domain up", words: "domain conflict taken occupied already filed duplicate bought second-hand collision used by others another province",
    },
    "certificate-conflict": {
      short: "The certificate is known already. Check the number first, then see which case is yours.",
      more: [
        { when: "The number was mistyped", then: ["Correct it and submit again."] },
        { when: "You filed before", then: ["There is no need to file again. Add the site under “On file”, or let your provider do it. Do not submit another first filing.", "If you cannot get into the account, recover the password first."] },
        { when: "It is in another filing of yours", then: ["Finish that one; then add the site under “On file”."] },
        { when: "It is in another account's filing", then: ["Ask your colleagues whether one of them is filing. If not, contact the bureau with proof."] },
        { when: "The number is right and you never filed", then: ["Contact the bureau and send the proof it asks for. If the other organizer is on file in Jiangxi, fax this to the bureau, to have the old filing deregistered:", ["the application to deregister: with a unit's seal, or an individual's signature", "a unit's business licence or organization code certificate, an individual's identity card, as a copy", "the domain certificate", "the words 申请注销 in bold black on the cover"]] },
        { when: "On file in another province", then: ["Contact that province's bureau, or deregister there first."] },
      ],
      act: "Look up by name", words: "organizer conflict certificate duplicate licence license identity card taken already on file unit",
    },
    "one-at-a-time": {
      short: "An organizer has one filing under way at a time. Open that one and see whose move it is.",
      more: [
        "Once it is finished, discarded or withdrawn, this one can be submitted. What you wrote is kept.",
        { when: "The provider returned it, and you do not want it", then: ["Open it and choose “Discard this filing”."] },
        { when: "It is a deregistration, not forwarded yet", then: ["Open it and withdraw it."] },
        { when: "It is with the provider", then: ["Ask the provider to forward it; or, if you do not want it, to return it to you, and discard it."] },
        { when: "It is with the bureau", then: ["Wait for the decision; the page says by when."] },
      ],
      act: "Open the one under way", words: "another filing under way cannot submit same time duplicate order pending",
    },
    "lost-password": {
      short: "Enter four things at “Recover the password”, and a temporary one is emailed to you.",
      more: [
        "The four are:",
        ["user name", "contact name", "email", "who files: you registered yourself, or your provider opened the account"],
        "It is sent only if all four match the account. Set a new password with it within 15 minutes; it works once and not for signing in. The old password works until then.",
        { when: "It did not come", then: ["Look into the junk folder, check the four entries and try again. If the user name is right and something else is not, the account's address is told."] },
        { when: "You do not remember all four", then: ["See “I forgot the user name, contact or email too”."] },
      ],
      act: "Recover the password", words: "forgot forgotten lost password reset recover temporary change",
    },
    "forgotten-details": {
      short: "If your provider opened the account, ask the provider; if you registered it yourself, post an application to the bureau.",
      more: [
        "Look through your mailbox first: the email with which the account was opened has the user name.",
        { when: "Your provider opened the account", then: ["Tell the provider your user name; it identifies you and recovers the account. It can look up the user name. The temporary password comes to your email; the provider does not see it.", "If the address no longer works, the provider may ask for another one, which takes effect after 3 days."] },
        { when: "You registered it yourself", then: ["Post to the bureau:", enclosed("找回密码"), `${FORM} and give your user name (or a domain you filed), and a new email if the old one no longer works.`, "The bureau decides within 5 working days once everything is here, and writes to you by email."] },
        { when: "Staff of providers and of the bureau", then: ["Ask the bureau's supervisor."] },
      ],
      act: "Print the form", words: "forgot username user name account contact email lost details recover",
    },
    "cannot-sign-in": {
      short: "Check the user name: four digits were added when the account opened. The email of that day has the whole name.",
      more: [
        { when: "User name and password do not go together", then: ["Check capitals and try again. If you do not remember it, recover the password."] },
        { when: "You have a temporary password", then: ["It only serves to set a new one. Choose “I have a temporary password” on the sign-in page."] },
        { when: "Too many tries", then: ["Wait a minute or two. The account is not locked."] },
        { when: "A code is asked for", then: ["Enter the six digits that the authenticator on your phone shows now; without the phone, a recovery code. If you have neither, post an application as for a lost password; the second factor is then removed."] },
        { when: "Registered, and it does not work", then: ["The account opens when you open the link in the email. After 24 hours, register again."] },
        { when: "You were told that the account is closed", then: ["Contact the bureau."] },
      ],
      act: "Sign in", words: "cannot sign in login log in locked wrong password account code authenticator second factor recovery phone lost",
    },
    privacy: {
      short: "The public look-up shows numbers, organizer, site and domain; no certificate numbers, telephones or email addresses.",
      more: [
        "Staff of providers and of the bureau normally see a part only. To see all of it, or an identity document, they must say why; that goes into the history, where you see it.",
        "When something collides, the other party is not told who you are, nor you who they are.",
        "Private data is erased once its time is over. You can export all of yours under “My account” at any time.",
        "Give nobody your password. Providers and the bureau need the reference or the user name only.",
      ],
      act: "Open my account", words: "privacy personal data identity card who sees safe export confidential",
    },
  },
};
