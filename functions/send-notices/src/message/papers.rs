//! The papers that a filing still lacks, and the sentences that ask its reader for them.

use beian_filing::{
    filing::{Filing, FilingStatus},
    form::{DocumentKind, NeededFor},
    history::Recipient,
};

/// Whether the filing needs a verification sheet that has not reached the bureau.
pub fn awaits_sheet(filing: &Filing) -> bool {
    filing.kind.needs_sheet() && filing.sheet.is_none()
}

/// The sentences that ask the reader for the papers that the filing lacks now, in Chinese and in English. An owner with
/// nothing to send reads that there is nothing to do.
pub fn still_to_bring(filing: &Filing, recipient: Recipient) -> (String, String) {
    let is_owner = recipient == Recipient::Owner;
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    if is_owner && awaits_sheet(filing) {
        zh.push("\n现在还要准备真实性核验单：请打开下面的链接打印，由您和接入服务商签名盖章，日期留空，把原件寄到管局。接入服务商转交以前就可以寄；收到核验单以后，管局才开始审核。已经寄出的，不必再寄，到了会发邮件告诉您。");
        en.push("\nPlease prepare the verification sheet now: open the link to print it, have it signed and sealed by you and by your access provider, leave the date blank, and post the original to the bureau. You need not wait for your provider; the review begins only when the sheet is there. If you have posted it, do nothing: you will have an email when it arrives.");
    }
    if filing.missing_documents(NeededFor::Approval).contains(&DocumentKind::PreApproval) {
        match filing.status() {
            FilingStatus::UnderReview => {
                zh.push("\n前置审批文件还没有上传：请打开下面的链接上传。没有它，这份备案不能通过。");
                en.push("\nThe pre-approval document is still missing: please open the link and upload it. Without it the filing cannot be approved.");
            }
            _ => {
                zh.push("\n前置审批文件还没有上传：管局开始审核以后，请打开下面的链接上传。没有它，这份备案不能通过。");
                en.push("\nThe pre-approval document is still missing: once the review has begun, please open the link and upload it. Without it the filing cannot be approved.");
            }
        }
    }
    if zh.is_empty() && is_owner {
        zh.push("您现在不用再做什么。");
        en.push(" There is nothing for you to do now.");
    }
    (zh.concat(), en.concat())
}
