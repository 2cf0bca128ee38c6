//! The messages about a record: authorization codes, access, deregistration and expiry.

use super::{Message, expiry};
use beian_filing::{history::Recipient, record::RecordEvent};

/// The message about an event of a record; `None` for an event without a message. `who` is the identifier of the
/// provider that reads it.
pub fn about_file(event: &RecordEvent, recipient: Recipient, who: &str, origin: &str) -> Option<Message> {
    let number = event.number().map(|number| number.to_string()).unwrap_or_default();
    Some(match event {
        RecordEvent::AuthorizeProvider { provider, .. } if provider == who => Message {
            subject: format!("主办者请贵公司提供接入 · An owner asks for your access（{number}）"),
            paragraphs: vec![
                format!(
                    "{number} 的主办者授权贵公司为它办理一次备案（新增接入或新增网站）。请向主办者索取授权码，然后打开下面的链接，用备案号和授权码开始。授权码 30 天内有效，只能用一次。"
                ),
                format!(
                    "The owner of {number} authorizes you to begin one filing for it, to add your access or a site. Ask the owner for the code, then open the link and begin with the number and the code. It works once, within 30 days."
                ),
            ],
            link: format!("{origin}/records/"),
        },
        RecordEvent::AuthorizeProvider { .. } => Message {
            subject: format!("主办者请贵公司取消接入 · An owner asks you to cancel your access（{number}）"),
            paragraphs: vec![
                format!(
                    "{number} 的主办者要改由别的接入服务商接入。如果贵公司已不再为它提供接入，请打开下面的链接取消接入；有疑问请先联系主办者。"
                ),
                format!(
                    "The owner of {number} changes to another provider. If you no longer give it access, open the link and cancel your access; if in doubt, ask the owner first."
                ),
            ],
            link: format!("{origin}/records/"),
        },
        RecordEvent::UseAuthorization { .. } => Message {
            subject: format!("授权码已使用 · Your code was used（{number}）"),
            paragraphs: vec![
                format!(
                    "接入服务商用您给的授权码为 {number} 开始了一份备案申请，授权码已失效。您现在不用做什么。如果不是您给的授权码，请打开下面的链接，放弃这份备案，并与管局联系。"
                ),
                format!(
                    "A provider has begun a filing about {number} with your code, which no longer works. There is nothing to do now. If the code was not from you, open the link, discard the filing, and contact the bureau."
                ),
            ],
            link: format!("{origin}/filings/"),
        },
        RecordEvent::RemindExpiry { number, expiries, .. } => {
            expiry::letter(*number, expiries, recipient, origin)
        }
        RecordEvent::Deregister { .. } => Message {
            subject: format!("备案已注销，请停止接入 · Deregistered, please end the access（{number}）"),
            paragraphs: vec![
                format!("{number} 的备案已注销，备案号不再使用。请贵公司停止为它提供接入。"),
                format!(
                    "{number} has been deregistered, and the number is not used again. Please end the access that you give it."
                ),
            ],
            link: format!("{origin}/records/"),
        },
        RecordEvent::CancelAccess { reason, without_access, .. } => {
            cancelled(&number, reason, *without_access, origin)
        }
        RecordEvent::AddSite { .. }
        | RecordEvent::AddAccess { .. }
        | RecordEvent::Change { .. }
        | RecordEvent::RevokeAuthorization { .. } => return None,
    })
}

fn cancelled(number: &str, reason: &str, without_access: bool, origin: &str) -> Message {
    let (then_zh, then_en) = if without_access {
        (
            "现在没有接入服务商为它提供接入。请打开下面的链接，选择现在的接入服务商新增接入；网站不再使用的，请注销备案。",
            "Nobody gives it access now. Open the link and add the access of your present provider; if the site is no longer used, deregister it.",
        )
    } else {
        (
            "其他接入服务商的接入不受影响，您不用做什么。",
            "Other providers' access is not affected; there is nothing for you to do.",
        )
    };
    Message {
        subject: format!("接入已取消 · Access was cancelled（{number}）"),
        paragraphs: vec![
            format!("接入服务商取消了 {number} 的接入，备案号和域名仍然是您的。\n{then_zh}"),
            format!("原因 Reason: {reason}"),
            format!(
                "Your access provider has cancelled its access for {number}. The number and the domain stay yours.\n{then_en}"
            ),
        ],
        link: format!("{origin}/records/"),
    }
}
