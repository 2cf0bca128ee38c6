//! The mailbox's pages. A frame shows a mail's HTML, and may neither run scripts nor load anything.

use super::Mail;
use jiff::{fmt::rfc2822, tz};
use std::fmt::Write;

const STYLE: &str = "
:root{color-scheme:light;--ink:#14171a;--soft:#52606b;--line:#d3dae0;--paper:#fff;--ground:#f4f6f8;--link:#0b57a4}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.6 system-ui,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif}
main{max-width:56rem;margin:0 auto;padding:1.5rem 1rem 3rem}
h1{font-size:1.5rem;line-height:1.35;margin:0 0 .25rem;overflow-wrap:anywhere}
p{margin:.25rem 0 1rem}.soft{color:var(--soft)}
a{color:var(--link);text-underline-offset:.2em}a:focus-visible{outline:3px solid #ffb81c;outline-offset:2px}
ol{list-style:none;margin:1rem 0 0;padding:0;background:var(--paper);border:1px solid var(--line)}
li{padding:.75rem 1rem;border-bottom:1px solid var(--line)}li:last-child{border-bottom:0}
li a{font-weight:600;overflow-wrap:anywhere}li div{color:var(--soft);font-size:.9375rem;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem;margin:1rem 0;padding:1rem;background:var(--paper);border:1px solid var(--line)}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
h2{font-size:1.125rem;margin:1.5rem 0 .5rem}
pre{margin:0;padding:1rem;background:var(--paper);border:1px solid var(--line);white-space:pre-wrap;overflow-wrap:anywhere;font:inherit}
iframe{width:100%;height:26rem;border:1px solid var(--line);background:#fff}
summary{cursor:pointer}";

/// Text for HTML and attributes.
pub fn escape(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut escaped, letter| {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            letter => escaped.push(letter),
        }
        escaped
    })
}

fn page(title: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><link rel=\"icon\" href=\"data:,\">\
         <style>{STYLE}</style></head><body><main>{body}</main></body></html>",
        title = escape(title)
    )
}

/// The page of all mails, the newest first.
///
/// `code` is the present second-factor code of the demonstration accounts of staff. It takes the place of a phone.
pub fn list(mails: &[Mail], code: Option<&str>) -> String {
    let mut body = String::from(
        "<h1>收件箱</h1><p class=\"soft\"><span lang=\"en\">Mailbox</span> · 系统发出的邮件都留在这里，不会真正寄出。\
         <span lang=\"en\">Every mail the system sent stays here; none leaves this machine.</span></p>\
         <p><a href=\"/mailbox\">刷新 <span lang=\"en\">Refresh</span></a> · <a href=\"/\">返回网站 <span lang=\"en\">To the site</span></a></p>",
    );
    if let Some(code) = code {
        let _ = write!(
            body,
            "<p>演示账号现在的动态口令 <span lang=\"en\">The demonstration staff's code now</span>：<strong data-code>{code}</strong>\
             <br><span class=\"soft\">每 30 秒换一个，每个只能用一次；换了请刷新。 <span lang=\"en\">It changes every 30 seconds and serves once; refresh for the next.</span></span></p>"
        );
    }
    if mails.is_empty() {
        body.push_str("<p>还没有邮件。 <span lang=\"en\">No mail yet.</span></p>");
    } else {
        body.push_str("<ol>");
        for mail in mails.iter().rev() {
            let _ = write!(
                body,
                "<li><a href=\"/mailbox/{}\">{}</a><div>收件人 <span lang=\"en\">To</span> {} · {}</div></li>",
                escape(&mail.id),
                escape(named(&mail.subject)),
                escape(&mail.to),
                escape(&context(&mail.date))
            );
        }
        body.push_str("</ol>");
    }
    page("收件箱 Mailbox", &body)
}

/// The page of one mail.
pub fn mail(mail: &Mail, origin: &str) -> String {
    let mut body = format!(
        "<p><a href=\"/mailbox\">← 收件箱 <span lang=\"en\">Mailbox</span></a></p><h1>{}</h1><dl>",
        escape(named(&mail.subject))
    );
    for (label, english, value) in [
        ("发件人", "From", &mail.from),
        ("收件人", "To", &mail.to),
        ("时间", "Time", &context(&mail.date)),
        ("附件", "Attachments", &mail.attachments.join("、")),
    ] {
        if !value.is_empty() {
            let _ =
                write!(body, "<dt>{label} <span lang=\"en\">{english}</span></dt><dd>{}</dd>", escape(value));
        }
    }
    let _ = write!(
        body,
        "</dl><h2>正文 <span lang=\"en\">Text</span></h2><pre>{}</pre>",
        linked(&mail.text, origin)
    );
    if let Some(html) = &mail.html {
        let _ = write!(
            body,
            "<h2>网页正文 <span lang=\"en\">HTML</span></h2>\
             <iframe title=\"网页正文 HTML\" sandbox=\"allow-popups allow-popups-to-escape-sandbox\" srcdoc=\"{}\"></iframe>",
            escape(&format!("<!doctype html><base target=\"_blank\">{html}"))
        );
    }
    body.push_str("<h2>邮件头 <span lang=\"en\">Headers</span></h2><details><summary>显示 <span lang=\"en\">Show</span></summary><dl>");
    for (name, value) in &mail.headers {
        let _ = write!(body, "<dt>{}</dt><dd>{}</dd>", escape(name), escape(value));
    }
    body.push_str("</dl></details>");
    page(named(&mail.subject), &body)
}

/// The page for an unknown mail.
pub fn missing() -> String {
    page(
        "没有这封邮件 No such mail",
        "<h1>没有这封邮件</h1><p lang=\"en\">No such mail.</p><p><a href=\"/mailbox\">← 收件箱 <span lang=\"en\">Mailbox</span></a></p>",
    )
}

/// A mail's date in Beijing time; an unreadable date stays unchanged.
fn context(date: &str) -> String {
    let read = rfc2822::DateTimeParser::new().parse_timestamp(date).ok();
    let beijing = read.map(|at| tz::offset(8).to_datetime(at).strftime("%Y-%m-%d %H:%M:%S").to_string());
    beijing.unwrap_or_else(|| date.to_owned())
}

fn named(subject: &str) -> &str {
    if subject.trim().is_empty() { "（无主题）No subject" } else { subject }
}

/// Escaped text with links for addresses of this site.
fn linked(text: &str, origin: &str) -> String {
    let mut linked = String::with_capacity(text.len());
    let mut rest = text;
    let own = format!("{origin}/");
    while let Some(start) = rest.find(&own) {
        let (before, from) = rest.split_at(start);
        // An address ends before the first character that an address may not contain.
        let length = from
            .find(|c: char| !(c.is_ascii_alphanumeric() || "-._~:/?#@!$&'*+,;=%".contains(c)))
            .unwrap_or(from.len());
        let (address, after) = from.split_at(length);
        let trimmed = address.trim_end_matches(['.', ',', ';', ':', '!', '?']);
        let _ = write!(
            linked,
            "{}<a href=\"{1}\">{1}</a>{2}",
            escape(before),
            escape(trimmed),
            escape(&address[trimmed.len()..])
        );
        rest = after;
    }
    linked.push_str(&escape(rest));
    linked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_our_own_site_can_be_followed() {
        let text = "见 http://localhost:8080/filings/?id=1&x=2。 或 http://evil.example/<b>";
        assert_eq!(
            linked(text, "http://localhost:8080"),
            "见 <a href=\"http://localhost:8080/filings/?id=1&amp;x=2\">http://localhost:8080/filings/?id=1&amp;x=2</a>。 或 http://evil.example/&lt;b&gt;"
        );
    }

    #[test]
    fn a_time_is_told_as_in_beijing() {
        assert_eq!(context("Mon, 23 Nov 2026 18:30:05 +0000"), "2026-11-24 02:30:05");
        assert_eq!(context("soon"), "soon");
    }

    #[test]
    fn nothing_in_a_mail_becomes_part_of_the_page() {
        let nasty = "\"><script>alert(1)</script>";
        let raw = format!(
            "From: {nasty}\r\nTo: {nasty}\r\nSubject: {nasty}\r\nX-{nasty}: {nasty}\r\nContent-Type: text/html\r\n\r\n{nasty}"
        );
        let parsed = Mail::parse(nasty, raw.as_bytes());
        for page in [list(std::slice::from_ref(&parsed), None), mail(&parsed, "http://localhost:1")] {
            assert!(!page.contains("<script"), "{page}");
        }
    }
}
