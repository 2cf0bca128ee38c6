"""Days counted from today, and a notice of next year's days off."""

import datetime


def day(ahead):
    """The day that is `ahead` days after today, in China."""
    now = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8)))
    return str(now.date() + datetime.timedelta(ahead))


def notice():
    """A notice of next year's days off, in the form that notices have; its days are invented."""
    year = int(day(0)[:4]) + 1

    def of(month, first):
        return f"{month}月{first}日（周{'一二三四五六日'[datetime.date(year, month, first).weekday()]}）"

    # The first Sunday after the Spring Festival is a working day.
    sunday = next(first for first in range(12, 19) if datetime.date(year, 2, first).weekday() == 6)
    lines = [f"关于{year}年部分节假日安排的通知"]
    for name, month, first, last in (
        ("元旦", 1, 1, 3), ("春节", 2, 5, 11), ("清明节", 4, 5, 5), ("劳动节", 5, 1, 3), ("端午节", 6, 9, 9), ("中秋节", 9, 15, 15),
        ("国庆节", 10, 1, 7),
    ):
        end = "" if first == last else "至" + of(month, last).split("月")[1]
        works = f"{of(2, sunday)}上班。" if name == "春节" else ""
        lines.append(f"{'一二三四五六七'[len(lines) - 1]}、{name}：{of(month, first)}{end}放假，共{last - first + 1}天。{works}")
    return "\n".join(lines)
