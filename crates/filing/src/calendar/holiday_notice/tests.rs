use super::*;
use crate::calendar::{Calendar, CalendarProblem, Year, YearStatus};
use jiff::civil::date;
use proptest::prelude::*;

/// A notice on a year with these seven points, in the usual form; the heading names the year.
fn text(year: i16, points: &[&str]) -> String {
    let numbers = ["一", "二", "三", "四", "五", "六", "七"];
    let points: Vec<String> =
        numbers.iter().zip(points).map(|(number, point)| format!("{number}、{point}")).collect();
    format!("关于{year}年部分节假日安排的通知\n{}\n鼓励错峰出行。", points.join("\n"))
}

const OF_2026: [&str; 7] = [
    "元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。",
    "春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。",
    "清明节：4月4日（周六）至6日（周一）放假，共3天。",
    "劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。",
    "端午节：6月19日（周五）至21日（周日）放假，共3天。",
    "中秋节：9月25日（周五）至27日（周日）放假，共3天。",
    "国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。",
];
const OF_2023: [&str; 6] = [
    "元旦：2022年12月31日至2023年1月2日放假调休，共3天。",
    "春节：1月21日至27日放假调休，共7天。1月28日（星期六）、1月29日（星期日）上班。",
    "清明节：4月5日放假，共1天。",
    "劳动节：4月29日至5月3日放假调休，共5天。4月23日（星期日）、5月6日（星期六）上班。",
    "端午节：6月22日至24日放假调休，共3天。6月25日（星期日）上班。",
    "中秋节、国庆节：9月29日至10月6日放假调休，共8天。10月7日（星期六）、10月8日（星期日）上班。",
];
const OF_2014: [&str; 7] = [
    "元旦：1月1日放假1天。",
    "春节：1月31日至2月6日放假调休，共7天。1月26日（星期日）、2月8日（星期六）上班。",
    "清明节：4月5日放假，4月7日（星期一）补休。",
    "劳动节：5月1日至3日放假调休，共3天。5月4日（星期日）上班。",
    "端午节：6月2日放假，与周末连休。",
    "中秋节：9月8日放假，与周末连休。",
    "国庆节：10月1日至7日放假调休，共7天。9月28日（星期日）、10月11日（星期六）上班。",
];

fn problems(points: &[&str]) -> Vec<NoticeProblem> {
    HolidayNotice::parse(&text(2026, points)).unwrap_err()
}

/// The points of 2026 with one of them replaced.
fn with<'a>(place: usize, point: &'a str) -> Vec<&'a str> {
    let mut points: Vec<&'a str> = OF_2026.to_vec();
    points[place] = point;
    points
}

#[test]
fn notices_of_every_style_give_the_days_that_are_shipped() {
    for (year, points) in [(2026, &OF_2026[..]), (2023, &OF_2023), (2014, &OF_2014)] {
        let notice = HolidayNotice::parse(&text(year, points)).unwrap();
        assert_eq!((notice.year, &notice.passed_over), (year, &vec![]));
        let shipped = Calendar::shipped();
        let bare = Calendar { source: String::new(), years: Vec::new() };
        let read = bare.with_notice(&notice, "test".into()).unwrap();
        let mut day = date(year, 1, 1);
        // The last days of a year may belong to the notice on the next year.
        while day < date(year, 12, 25) {
            assert_eq!(read.day(day).is_working(), shipped.day(day).is_working(), "{day}");
            day = day.tomorrow().unwrap();
        }
    }
}

#[test]
fn a_stretch_over_the_turn_of_the_year_reaches_into_the_year_before() {
    let notice = HolidayNotice::parse(&text(2023, &OF_2023)).unwrap();
    assert_eq!(notice.off[0], (date(2022, 12, 31), date(2023, 1, 2)));
    let year = |year| Year {
        year,
        status: YearStatus::Official,
        source: String::new(),
        off: Vec::new(),
        work: vec![],
    };
    let known = Calendar { source: String::new(), years: vec![year(2022)] };
    let read = known.with_notice(&notice, "test".into()).unwrap();
    assert_eq!(read.years[0].off, [(date(2022, 12, 31), date(2022, 12, 31))]);
    assert_eq!(read.years[1].off[0], (date(2023, 1, 1), date(2023, 1, 2)));
}

#[test]
fn a_month_that_is_not_said_again_runs_into_the_next_year() {
    let notice =
        HolidayNotice::parse(&text(2026, &with(0, "元旦：2025年12月31日至1月2日放假，共3天。"))).unwrap();
    assert_eq!(notice.off[0], (date(2025, 12, 31), date(2026, 1, 2)));
}

#[test]
fn signs_of_either_width_and_spaces_read_the_same() {
    let usual = text(2026, &OF_2026);
    let other = usual
        .replace('：', ":")
        .replace('（', " (")
        .replace('）', ") ")
        .replace('，', ", ")
        .replace('1', "１");
    assert_eq!(HolidayNotice::parse(&other), HolidayNotice::parse(&usual));
}

const OF_MAY: &str = "国务院办公厅关于调整2026年劳动节假期安排的通知\n各省、自治区、直辖市人民政府：\n经国务院批准，现将2026年劳动节假期调整安排如下：\n\
    2026年5月1日至6日放假调休，共6天。4月26日（星期日）、5月9日（星期六）上班。\n各地区要妥善安排好值班。\n国务院办公厅\n2026年3月22日";

fn amended(text: &str) -> (HolidayNotice, Calendar) {
    let notice = HolidayNotice::parse(text).unwrap();
    assert!(notice.amends);
    let calendar = Calendar::shipped().clone().with_notice(&notice, "test".into()).unwrap();
    (notice, calendar)
}

#[test]
fn a_notice_in_mid_year_changes_one_festival_and_leaves_the_rest() {
    let (_, calendar) = amended(OF_MAY);
    let shipped = Calendar::shipped();
    let mut day = date(2026, 1, 1);
    while day < date(2027, 1, 1) {
        let works = match (day.month(), day.day()) {
            (5, 1..=6) => false,
            (4, 26) | (5, 9) => true,
            _ => shipped.day(day).is_working(),
        };
        assert_eq!(calendar.day(day).is_working(), works, "{day}");
        day = day.tomorrow().unwrap();
    }
    assert!(calendar.year(2026).unwrap().source.ends_with("; test"));
}

#[test]
fn new_years_days_at_the_end_of_the_year_leave_those_of_its_beginning() {
    let text = "国务院办公厅关于调整2026年元旦假期安排的通知\n经国务院批准，现将2026年元旦放假安排调整如下：\n\
        2026年12月28日至31日放假调休，共4天。12月26日（星期六）、12月27日（星期日）上班。";
    let (notice, calendar) = amended(text);
    assert_eq!(notice.off, [(date(2026, 12, 28), date(2026, 12, 31))]);
    let working = |month, day| calendar.day(date(2026, month, day)).is_working();
    assert_eq!([28, 29, 30, 31].map(|day| working(12, day)), [false; 4]);
    assert_eq!([26, 27].map(|day| working(12, day)), [true; 2]);
    assert!(!working(1, 1) && working(1, 4) && !working(10, 1));
}

#[test]
fn a_festival_is_prolonged_over_a_day_on_which_one_would_have_worked() {
    let year = Year {
        year: 2020,
        status: YearStatus::Official,
        source: "2019".into(),
        off: vec![(date(2020, 1, 1), date(2020, 1, 1)), (date(2020, 1, 24), date(2020, 1, 30))],
        work: vec![date(2020, 1, 19), date(2020, 2, 1)],
    };
    let known = Calendar { source: String::new(), years: vec![year] };
    let text = "国务院办公厅关于延长2020年春节假期的通知\n经国务院批准，现就延长2020年春节假期的具体安排通知如下。\n\
        一、延长2020年春节假期至2月2日（农历正月初九，星期日），2月3日（星期一）起正常上班。\n\
        二、各地大专院校、中小学、幼儿园推迟开学，具体时间由教育部门另行通知。\n\
        三、疫情防控不能休假的职工，应根据有关规定安排补休。\n国务院办公厅\n2020年1月26日";
    let notice = HolidayNotice::parse(text).unwrap();
    assert_eq!((&notice.until, notice.amends), (&vec![date(2020, 2, 2)], true));
    let calendar = known.clone().with_notice(&notice, "2020".into()).unwrap();
    let changed = calendar.year(2020).unwrap();
    assert_eq!(changed.off[1], (date(2020, 1, 24), date(2020, 2, 2)));
    assert_eq!(changed.work, [date(2020, 1, 19)]);
    assert_eq!(
        HolidayNotice::parse(&text.replace("2月3日（星期一）", "2月4日（星期二）")),
        Err(vec![NoticeProblem::Unclear("2月4日（星期二）起正常上班".into())])
    );
    let nothing = Calendar { source: String::new(), years: Vec::new() };
    assert_eq!(nothing.with_notice(&notice, "2020".into()), Err(CalendarProblem::Unknown(2020)));
}

#[test]
fn a_notice_in_mid_year_is_checked_too() {
    let wrong = OF_MAY.replace("共6天", "共5天").replace("5月9日（星期六）", "5月9日（星期日）");
    assert_eq!(
        HolidayNotice::parse(&wrong),
        Err(vec![
            NoticeProblem::OtherCount("劳动节".into(), 5, 6),
            NoticeProblem::OtherWeekday(date(2026, 5, 9)),
        ])
    );
}

#[test]
fn contradictions_are_listed_all_at_once() {
    assert_eq!(HolidayNotice::parse("放假"), Err(vec![NoticeProblem::NoYear]));
    assert_eq!(problems(&OF_2026[..6]), [NoticeProblem::NoFestival("国庆")]);
    let points = with(2, "清明节：4月4日（周五）至6日（周一）放假，共4天。4月31日上班。4月8日可以来。");
    assert_eq!(
        problems(&points),
        [
            NoticeProblem::OtherWeekday(date(2026, 4, 4)),
            NoticeProblem::OtherCount("清明节".into(), 4, 3),
            NoticeProblem::NoSuchDay("2026-4-31".into()),
            NoticeProblem::Unclear("4月8日可以来".into()),
        ]
    );
    let points = with(3, "劳动节：5月1日至5日放假调休，共5天。5月2日（周六）、5月11日上班。");
    let odd = [date(2026, 5, 2), date(2026, 5, 11)].map(NoticeProblem::OddWorkDay);
    assert_eq!(problems(&points), odd);
    let points = with(3, "劳动节：5月5日至1日放假，共5天。");
    assert!(problems(&points).contains(&NoticeProblem::NoSuchDay("2026-5-1".into())));
}

#[test]
fn a_clause_without_a_day_is_passed_over_and_shown() {
    let wish = "鼓励安排职工在除夕（2月16日）休息";
    let spring = format!("{}{wish}。", OF_2026[1]);
    let notice = HolidayNotice::parse(&text(2026, &with(1, &spring))).unwrap();
    assert_eq!(notice.passed_over, [wish]);
}

const OF_OCTOBER: &str = "关于调整2026年国庆节假期安排的通知\n";

/// The days of 2026 that this notice changes, each with whether it becomes a working day.
fn changed_by(text: &str) -> Result<Vec<(Date, bool)>, String> {
    let notice = HolidayNotice::parse(text).map_err(|problems| format!("{problems:?}"))?;
    let calendar = Calendar::shipped().clone().with_notice(&notice, "test".into());
    let calendar = calendar.map_err(|problem| format!("{problem:?}"))?;
    let days = each(date(2026, 1, 1), date(2027, 1, 2));
    let works = days.map(|day| (day, calendar.day(day).is_working()));
    Ok(works.filter(|(day, works)| Calendar::shipped().day(*day).is_working() != *works).collect())
}

#[test]
fn a_negation_is_never_read_as_its_opposite() {
    let works = |days: &[(i8, i8)], works| -> Vec<(Date, bool)> {
        days.iter().map(|(month, day)| (date(2026, *month, *day), works)).collect()
    };
    let tenth = works(&[(10, 10)], false);
    let last_two = works(&[(10, 6), (10, 7)], true);
    for (said, expected) in [
        ("10月11日（星期日）不上班。", vec![]),
        ("10月11日（星期日）无需上班。", vec![]),
        ("10月10日（星期六）不上班。", tenth.clone()),
        ("10月10日（星期六）无需上班。", tenth.clone()),
        ("10月10日（星期六）不再调休上班。", tenth.clone()),
        ("10月10日（星期六）取消上班，正常休息。", tenth.clone()),
        ("取消10月10日（星期六）上班安排。", tenth.clone()),
        ("取消10月10日（星期六）的调休上班。", tenth.clone()),
        ("将10月10日（星期六）上班取消。", tenth),
        ("10月8日（星期四）不上班。", works(&[(10, 8)], false)),
        ("取消10月6日至7日放假。", last_two.clone()),
        ("10月6日、7日不再放假，正常上班。", last_two.clone()),
        ("10月6日（星期二）至7日（星期三）恢复上班。", last_two.clone()),
        ("10月6日、7日不放假。", last_two),
        ("12月28日至31日不放假。", vec![]),
        ("10月3日至5日不放假。", works(&[(10, 5)], true)),
    ] {
        assert_eq!(changed_by(&format!("{OF_OCTOBER}{said}")), Ok(expected), "{said}");
    }
    let prolonged = format!(
        "{OF_OCTOBER}延长2026年国庆节假期到10月8日（星期四），10月10日（星期六）不上班。10月9日（星期五）恢复上班。"
    );
    assert_eq!(changed_by(&prolonged), Ok(works(&[(10, 8), (10, 10)], false)));
}

#[test]
fn a_sentence_that_may_mean_its_opposite_is_unclear_and_quoted() {
    for said in [
        "原定10月10日（星期六）上班调整为10月11日（星期日）上班",
        "原定10月10日（星期六）上班",
        "不取消10月10日（星期六）上班",
        "取消10月10日（星期六）不上班",
        "10月10日（星期六）不是不上班",
        "10月10日（星期六，不上班）上班",
        "10月3日（星期六）不放假",
        "10月6日（星期二）恢复上班",
        "取消10月9日（星期五）调休",
        "10月10日（星期六）上午上班",
        "2026-10-08至2026-10-09放假",
        "10月8日起放假",
        "10月1日至7日及8日10月9日放假",
        "妇女节3月8日放假",
        "不延长国庆节假期至10月8日",
        "10月10日（星期六上班",
        "节后第一个周六不上班",
        "以上安排不再执行",
        "除夕放假",
    ] {
        let read = HolidayNotice::parse(&format!("{OF_OCTOBER}10月1日至6日放假。{said}。"));
        let problems = read.expect_err(said);
        let quoted =
            |problem: &NoticeProblem| matches!(problem, NoticeProblem::Unclear(text) if text == said);
        assert!(problems.iter().any(quoted), "{said}: {problems:?}");
    }
    for said in [
        "10月10日（星期六）上班，现予取消。",
        "10月10日（星期六）上班，调整为10月11日（星期日）上班。",
        "将10月10日（星期六）上班，10月11日（星期日）上班。",
        "10月10日（星期六）\n不上班。",
        "10月10日（星期六）上班。\n取消。",
        "下列日期不上班：\n10月10日（星期六）。",
        "2026年10月10日\n上班。",
    ] {
        assert!(HolidayNotice::parse(&format!("{OF_OCTOBER}{said}")).is_err(), "{said}");
    }
    // A sentence about a part of a festival does not arrange the festival again.
    assert_eq!(
        changed_by(&format!("{OF_OCTOBER}10月6日至7日放假。")),
        Err(format!("{:?}", CalendarProblem::Unclear("10月6日至7日".into())))
    );
    for contradiction in [
        "10月10日（星期六）上班。10月10日（星期六）不上班。",
        "10月1日至7日放假。10月7日（星期三）照常上班。",
    ] {
        assert!(changed_by(&format!("{OF_OCTOBER}{contradiction}")).is_err(), "{contradiction}");
    }
}

#[test]
fn a_stretch_is_read_whole_with_every_dash_and_its_count() {
    let whole = |text: &str| {
        HolidayNotice::parse(&format!("{OF_OCTOBER}{text}。")).map(|notice| (notice.off, notice.work))
    };
    let expected =
        (vec![(date(2026, 12, 28), date(2026, 12, 31))], vec![date(2026, 12, 26), date(2026, 12, 27)]);
    for dash in ["至", "到", "-", "－", "—", "——", "–", "―", "~", "～", "〜", "日至", "日—"]
    {
        for count in ["", "，共四天", "调休，共4天", "共四天", "4天"] {
            let text = format!("12月28{dash}31日放假{count}。12月26{dash}27日上班");
            assert_eq!(whole(&text).as_ref(), Ok(&expected), "{text}");
        }
    }
    for text in [
        "12月28日、29日、30日和31日放假，共四天。12月26日（星期六）、27日（星期日）上班",
        "十二月二十八日至三十一日放假，共四天。十二月二十六日至二十七日补班",
        "12月28、29、30、31日休息。12月26日、27日（星期六、星期日）上班",
        "12月28号到31号休假。12月26日星期六、12月27日星期日调休上班",
        "放假时间调整为12月28日至31日，共4天。12月26日至27日（周六至周日）照常上班",
    ] {
        let days = whole(text).map(|(off, work)| {
            (off.into_iter().flat_map(|(first, last)| each(first, last)).collect::<Vec<_>>(), work)
        });
        let of = each(date(2026, 12, 28), date(2026, 12, 31)).collect();
        assert_eq!(days, Ok((of, expected.1.clone())), "{text}");
    }
    assert_eq!(whole("12月28日—31日放假，共五天"), Err(vec![NoticeProblem::OtherCount("国庆".into(), 5, 4)]));
    assert_eq!(
        whole("12月26日至27日（周日、周六）上班"),
        Err(vec![NoticeProblem::OtherWeekday(date(2026, 12, 27))])
    );
    assert_eq!(whole("12月25日至26日上班"), Err(vec![NoticeProblem::OddWorkDay(date(2026, 12, 25))]));
}

#[test]
fn headings_of_every_kind_lead_to_a_notice_that_changes_one_festival() {
    for heading in [
        "国务院办公厅关于修改2026年国庆节假期安排的通知",
        "关于2026年国庆节放假安排的补充通知",
        "关于提前2026年国庆节假期的通知",
        "关于调整国庆节假期安排的通知",
        "关于国庆节放假的补充通知（特急）",
        "关于调整国庆节假期安排的通知\n经国务院批准，现将2026年国庆节放假安排调整如下：",
    ] {
        let notice = HolidayNotice::parse(&format!(
            "{heading}\n2026年10月1日至8日放假调休，共8天。\n国务院办公厅\n2026年9月28日"
        ));
        let notice = notice.unwrap_or_else(|problems| panic!("{heading}: {problems:?}"));
        assert_eq!(
            (notice.year, notice.amends, notice.off),
            (2026, true, vec![(date(2026, 10, 1), date(2026, 10, 8))])
        );
    }
    let cancels = "关于取消2026年10月10日调休上班的通知\n10月10日（星期六）不上班。";
    assert_eq!(HolidayNotice::parse(cancels).unwrap().free, [date(2026, 10, 10)]);
    for (text, quoted) in [
        (cancels.replace('不', ""), "关于取消2026年10月10日调休上班的通知"),
        (
            cancels.replace("通知\n10月10日（星期六）", "通知\n10月11日（星期日）"),
            "关于取消2026年10月10日调休上班的通知",
        ),
        (
            "关于调整2026年妇女节放假安排的通知\n3月9日（星期一）放假。".into(),
            "关于调整2026年妇女节放假安排的通知",
        ),
        ("关于调整2026年国庆节假期的通知\n请遵照执行。".into(), "关于调整2026年国庆节假期的通知"),
    ] {
        assert_eq!(HolidayNotice::parse(&text), Err(vec![NoticeProblem::Unclear(quoted.into())]), "{text}");
    }
    let no_year = "关于调整国庆节假期安排的通知\n10月1日至8日放假。\n2026年9月28日";
    assert_eq!(HolidayNotice::parse(no_year), Err(vec![NoticeProblem::NoYear]));
}

#[test]
fn a_point_that_is_broken_into_lines_is_read_whole() {
    let broken = text(2026, &OF_2026).replace("。2月14日", "。\n2月14日").replace("。9月20日", "。\n9月20日");
    assert_eq!(HolidayNotice::parse(&broken), HolidayNotice::parse(&text(2026, &OF_2026)));
    let points = with(0, "元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）不上班。");
    assert_eq!(problems(&points), [NoticeProblem::Unclear("1月4日（周日）不上班".into())]);
    let han =
        text(2026, &with(0, "元旦：一月一日（周四）至三日（周六）放假调休，共三天。一月四日（周日）上班。"));
    assert_eq!(HolidayNotice::parse(&han), HolidayNotice::parse(&text(2026, &OF_2026)));
}

#[test]
fn a_festival_is_prolonged_once_and_by_days() {
    let prolonged =
        |until: &str| changed_by(&format!("关于延长2026年国庆节假期的通知\n国庆节假期延长至{until}。"));
    assert_eq!(prolonged("10月8日（星期四）"), Ok(vec![(date(2026, 10, 8), false)]));
    for until in ["10月6日（星期二）", "11月8日（星期日）"] {
        assert!(prolonged(until).is_err(), "{until}");
    }
}

/// Notices in which every sentence names days. A negation put into any of them must change its result.
const PLAIN: [&str; 5] = [
    "关于调整2026年国庆节假期安排的通知\n10月1日至6日放假调休，共6天。10月10日（星期六）、10月11日（星期日）上班。",
    "关于调整2026年国庆节假期安排的通知\n10月6日（星期二）至7日（星期三）恢复上班。10月8日休息。",
    "关于延长2026年国庆节假期的通知\n延长2026年国庆节假期至10月8日（星期四），10月9日（星期五）起正常上班。",
    "关于调整2026年元旦假期安排的通知\n12月28日—31日休假，共四天。12月26日至27日补班。",
    "关于补充2026年国庆节假期安排的通知\n国庆节假期调整为10月1日至8日，共8天。",
];

proptest! {
    #[test]
    fn reading_a_notice_never_panics(text in "[关于年月日至、，。：（）周日星期六放假上班共天一二三元旦0-9\n]{0,120}") {
        let _ = HolidayNotice::parse(&format!("2026年元旦{text}"));
        let _ = HolidayNotice::parse(&format!("延长2026年春节假期至{text}"));
        if let Ok(notice) = HolidayNotice::parse(&format!("调整2026年元旦假期\n{text}")) {
            let _ = Calendar::shipped().clone().with_notice(&notice, "test".into());
        }
    }

    #[test]
    fn a_negation_anywhere_never_leaves_a_notice_as_it_was(
        notice in 0..PLAIN.len(), place in 0usize..80,
        word in proptest::sample::select(vec!["不", "无需", "不再", "取消", "原定", "恢复", "不予", "毋须", "暂停", "撤销"]),
    ) {
        let plain = PLAIN[notice];
        let place = plain.char_indices().nth(place % plain.chars().count()).unwrap().0;
        // The word 恢复 does not change the meaning where the day is an ordinary working day anyway.
        prop_assume!(!(word == "恢复" && plain[place..].starts_with("正常上班")));
        prop_assume!(!(word == "恢复" && plain[..place].ends_with("正常") && plain[place..].starts_with("上班")));
        let turned = format!("{}{word}{}", &plain[..place], &plain[place..]);
        let read = changed_by(&turned);
        prop_assert!(read.is_err() || read != changed_by(plain), "{turned}: {read:?}");
    }

    #[test]
    fn a_negation_in_a_point_never_leaves_a_whole_years_notice_as_it_was(
        point in 0usize..7, place in 0usize..80,
        word in proptest::sample::select(vec!["不", "无需", "不再", "取消", "原定", "恢复", "不予", "毋须", "暂停", "撤销"]),
    ) {
        let plain = OF_2026[point];
        let says = plain.find('：').unwrap() + '：'.len_utf8();
        let place = plain[says..].char_indices().nth(place % plain[says..].chars().count()).unwrap().0 + says;
        let turned = format!("{}{word}{}", &plain[..place], &plain[place..]);
        let whole = HolidayNotice::parse(&text(2026, &OF_2026));
        prop_assert_ne!(HolidayNotice::parse(&text(2026, &with(point, &turned))), whole, "{}", turned);
    }
}
