//! Messages: plain Chinese first, plain English second. A message states an event and the reader's next step.
//!
//! Each file inside holds the sentences about one subject.

mod account;
mod calendar;
mod deadline;
mod expiry;
mod filing;
mod papers;
mod progress;
mod record;
mod request;

pub use self::{
    account::{about_account, confirmation},
    calendar::about_calendar,
    filing::about_filing,
    progress::progress,
    record::about_file,
    request::about_request,
};

use beian_store::mail::Mail;

/// The subject line and the paragraph in Chinese and in English.
type Said = (&'static str, String, String);

/// A message without an address yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub(crate) subject: String,
    /// Paragraphs in Chinese, then in English.
    pub(crate) paragraphs: Vec<String>,
    /// The page on which the reader goes on.
    pub(crate) link: String,
}

impl Message {
    /// The mail to this address, as text and as HTML. `id` identifies the mail at the mail service.
    pub fn addressed(&self, to: &str, id: &str) -> Mail {
        let mut text = self.paragraphs.join("\n\n");
        text.push_str(&format!("\n\n{}\n", self.link));
        let body: String = self
            .paragraphs
            .iter()
            .map(|paragraph| format!("<p>{}</p>\n", escape(paragraph).replace('\n', "<br>")))
            .collect();
        let html = format!(
            "<!doctype html>\n<html lang=\"zh-CN\"><meta charset=\"utf-8\"><body style=\"font:17px/1.75 system-ui,sans-serif;\
             max-width:38em;color:#18212b\">\n{body}<p><a href=\"{link}\" style=\"color:#0b5d54\">{link}</a></p>\n</body></html>\n",
            link = escape(&self.link),
        );
        Mail { id: id.to_owned(), to: to.to_owned(), subject: self.subject.clone(), text, html }
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
