//! The message with the code that shows the progress of a filing or request.

use super::Message;
use beian_filing::identifier::Reference;

/// The message with the code that shows the progress of the filing or request with this reference.
pub fn progress(reference: Reference, code: &str, origin: &str) -> Message {
    Message {
        subject: format!("办理进度 · Where it stands（{reference}）"),
        paragraphs: vec![
            format!(
                "您好！有人用受理号 {reference} 查询办理进度。打开下面的链接，就能看到办到哪一步、轮到谁、哪天以前；24 小时内有效，不用登录。\n查询码：{code}"
            ),
            "如果不是您查询的，不必理会，也不要把查询码告诉别人：没有它，谁也看不到。".to_owned(),
            format!(
                "Somebody asked where {reference} stands. Open the link within 24 hours to see how far it is, whose move it is and by when; you need not sign in.\nCode: {code}"
            ),
            "If it was not you, ignore this email and give the code to nobody: without it nobody sees anything.".to_owned(),
        ],
        // A browser sends nothing after `#` to a server, so no log contains the code.
        link: format!("{origin}/progress/#{code}"),
    }
}
