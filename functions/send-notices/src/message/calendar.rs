//! The message about a proposed holiday notice.

use super::{Message, Said};
use beian_filing::calendar::Proposal;

/// The message that asks a second supervisor to sign proposed days off.
pub fn about_calendar(proposal: &Proposal, origin: &str) -> Message {
    let (subject, zh, en) = sentences(proposal);
    Message { subject: subject.to_owned(), paragraphs: vec![zh, en], link: format!("{origin}/calendar/") }
}

/// The sentences of that message.
fn sentences(proposal: &Proposal) -> Said {
    (
        "请核签节假日安排 · Days off wait for your signature",
        format!(
            "{} 提出了新的节假日安排（{}）。请由另一位主管核对日期和受影响的期限，再核签。核签前不生效。",
            proposal.by, proposal.source
        ),
        format!(
            "{} has proposed new days off ({}). Another supervisor must check the days and the deadlines that move, and sign. Nothing changes before that.",
            proposal.by, proposal.source
        ),
    )
}
