//! A decoded mail, as people read it.

use mailparse::{MailHeaderMap, ParsedMail};
use serde::Serialize;

/// A sent mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mail {
    /// The identifier in SES's answer.
    pub id: String,
    /// Sender.
    pub from: String,
    /// Recipients, as one line.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// The date in its header.
    pub date: String,
    /// The text.
    pub text: String,
    /// The HTML, if the mail has any.
    pub html: Option<String>,
    /// Names of attached files.
    pub attachments: Vec<String>,
    /// Every header, decoded, in order.
    pub headers: Vec<(String, String)>,
}

impl Mail {
    /// Reads a mail. An unreadable mail is shown undecoded.
    pub fn parse(id: &str, raw: &[u8]) -> Mail {
        let mut mail = Mail {
            id: id.to_owned(),
            from: String::new(),
            to: String::new(),
            subject: String::new(),
            date: String::new(),
            text: String::new(),
            html: None,
            attachments: Vec::new(),
            headers: Vec::new(),
        };
        let Ok(parsed) = mailparse::parse_mail(raw) else {
            mail.text = String::from_utf8_lossy(raw).into_owned();
            return mail;
        };
        let header = |name: &str| parsed.headers.get_first_value(name).unwrap_or_default();
        (mail.from, mail.to, mail.subject, mail.date) =
            (header("From"), header("To"), header("Subject"), header("Date"));
        mail.headers = parsed.headers.iter().map(|header| (header.get_key(), header.get_value())).collect();
        mail.collect(&parsed);
        mail
    }

    fn collect(&mut self, part: &ParsedMail<'_>) {
        for part in &part.subparts {
            self.collect(part);
        }
        let disposition = part.get_content_disposition();
        let attached = disposition.params.get("filename").or_else(|| part.ctype.params.get("name"));
        let body = || part.get_body().unwrap_or_default().replace("\r\n", "\n");
        match (part.ctype.mimetype.as_str(), attached) {
            (kind, _) if kind.starts_with("multipart/") => {}
            (_, Some(name)) => self.attachments.push(name.clone()),
            ("text/html", None) => self.html = self.html.take().or_else(|| Some(body())),
            ("text/plain", None) => self.text.push_str(&body()),
            (kind, None) => self.attachments.push(kind.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lettre::{
        Message,
        message::{Attachment, MultiPart, SinglePart, header::ContentType},
    };

    fn written() -> Vec<u8> {
        Message::builder()
            .from("网站备案 <notices@example.org>".parse().unwrap())
            .to("赣江示例有限公司 <owner@example.com>".parse().unwrap())
            .subject("您的备案申请已退回，请按说明修改后重新提交（受理号 360120261123000001）")
            .multipart(MultiPart::alternative_plain_html(
                "您好：\n\n请修改“主办单位名称”。\n".to_owned(),
                "<p>您好：</p><p>请修改<b>主办单位名称</b>。</p>".to_owned(),
            ))
            .unwrap()
            .formatted()
    }

    #[test]
    fn chinese_is_read_wherever_it_stands() {
        let raw = written();
        assert!(raw.is_ascii(), "a mail travels as ASCII");
        let mail = Mail::parse("1", &raw);
        assert_eq!(mail.subject, "您的备案申请已退回，请按说明修改后重新提交（受理号 360120261123000001）");
        assert!(mail.to.contains("赣江示例有限公司") && mail.to.contains("owner@example.com"), "{}", mail.to);
        assert!(mail.from.contains("网站备案"), "{}", mail.from);
        assert_eq!(mail.text.trim_end(), "您好：\n\n请修改“主办单位名称”。");
        assert_eq!(
            mail.html.as_deref().map(str::trim_end),
            Some("<p>您好：</p><p>请修改<b>主办单位名称</b>。</p>")
        );
        assert!(mail.headers.iter().any(|(name, value)| name == "Subject" && value.contains("退回")));
    }

    #[test]
    fn other_charsets_and_attachments_are_read() {
        let mail = Mail::parse("1", b"Subject: =?gb2312?B?sbiwuA==?=\r\nContent-Type: text/plain; charset=gbk\r\nContent-Transfer-Encoding: base64\r\n\r\nsbiwuA==\r\n");
        assert_eq!((mail.subject.as_str(), mail.text.trim_end()), ("备案", "备案"));
        let attached = Message::builder()
            .from("a@example.org".parse().unwrap())
            .to("b@example.org".parse().unwrap())
            .multipart(
                MultiPart::mixed().singlepart(SinglePart::plain("见附件".to_owned())).singlepart(
                    Attachment::new("表格.pdf".to_owned())
                        .body(vec![1u8, 2], ContentType::parse("application/pdf").unwrap()),
                ),
            )
            .unwrap();
        let mail = Mail::parse("1", &attached.formatted());
        assert_eq!(mail.attachments, ["表格.pdf"]);
        assert_eq!(mail.text.trim_end(), "见附件");
    }

    #[test]
    fn rubbish_is_shown_and_never_panics() {
        for raw in [
            &b""[..],
            b"\xff\xfe\x00",
            b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x",
            b"no headers at all",
        ] {
            let _ = Mail::parse("1", raw);
        }
    }
}
