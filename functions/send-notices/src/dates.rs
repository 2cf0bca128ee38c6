//! Days and spans of time, as the messages write them in Chinese and in English.

use beian_filing::calendar::Due;
use jiff::civil::Date;

/// The day in Chinese.
pub fn date_zh(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// The day in English.
pub fn date_en(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// The last day of a deadline in Chinese, marked where the working days of its year are not published yet; empty without a deadline.
pub fn day_zh(due: Option<&Due>) -> String {
    due.map_or_else(String::new, |due| {
        let mark = if due.provisional { "（暂定）" } else { "" };
        format!("{}{mark}", date_zh(due.date))
    })
}

/// The last day of a deadline in English, marked where the working days of its year are not published yet; empty without a deadline.
pub fn day_en(due: Option<&Due>) -> String {
    due.map_or_else(String::new, |due| {
        let mark = if due.provisional { " (provisional)" } else { "" };
        format!("{}{mark}", date_en(due.date))
    })
}

/// A span of minutes as people say it, in Chinese and in English.
pub fn how_long(minutes: i64) -> (String, String) {
    match minutes {
        minutes if minutes >= 48 * 60 => {
            (format!(" {} 天", minutes / 1440), format!("{} days", minutes / 1440))
        }
        minutes if minutes > 90 => (format!(" {} 小时", minutes / 60), format!("{} hours", minutes / 60)),
        minutes => (format!(" {minutes} 分钟"), format!("{minutes} minutes")),
    }
}
