//! Applies a notice to the calendar.

use crate::calendar::holiday_notice::{HolidayNotice, days::each};
use crate::calendar::{Calendar, CalendarProblem, Year, YearStatus, is_weekend};
use jiff::{ToSpan, civil::Date};

/// Most days by which a festival can be prolonged.
const LONGEST_GAP: i64 = 15;

impl Calendar {
    /// Applies a notice to the calendar; its year is official from then on.
    ///
    /// A notice on a whole year may name days at the end of the year before. They are added to the days of that year.
    ///
    /// # Errors
    /// A [`CalendarProblem`] when days contradict each other, when no days off of a changed year are known, or when the meaning is
    /// unclear.
    pub fn with_notice(self, notice: &HolidayNotice, source: String) -> Result<Calendar, CalendarProblem> {
        if notice.amends {
            return self.amended(notice, &source);
        }
        let mut calendar = self;
        let mut year = Year {
            year: notice.year,
            status: YearStatus::Official,
            source,
            off: Vec::new(),
            work: Vec::new(),
        };
        let mut before = calendar.year(notice.year - 1).cloned();
        for stretch in notice.off.iter().flat_map(|(first, last)| by_year(*first, *last)) {
            let off = &mut home(&mut before, &mut year, stretch.0).off;
            if !off.contains(&stretch) {
                off.push(stretch);
            }
        }
        for day in &notice.work {
            let work = &mut home(&mut before, &mut year, *day).work;
            if !work.contains(day) {
                work.push(*day);
            }
        }
        if let Some(before) = before {
            calendar = calendar.with_year(before)?;
        }
        calendar.with_year(year)
    }
}

impl Calendar {
    /// Applies a notice that changes years of the calendar.
    fn amended(self, notice: &HolidayNotice, source: &str) -> Result<Calendar, CalendarProblem> {
        let mut years = self.years.clone();
        for day in &notice.normal {
            works_after_all(of(&mut years, *day)?, *day);
        }
        let stretches: Vec<(Date, Date)> =
            notice.off.iter().flat_map(|(first, last)| by_year(*first, *last)).collect();
        let is_new = |day: Date| stretches.iter().any(|(first, last)| (*first..=*last).contains(&day));
        for (first, last) in &stretches {
            let year = of(&mut years, *first)?;
            // A period that begins inside a festival describes only a part of it, so the rest of the festival is unclear.
            let part = |old: &&(Date, Date)| old.0 < *first && *first <= old.1 && !is_new(old.0);
            if year.off.iter().any(|old| part(&old)) {
                return Err(CalendarProblem::Unclear(span(*first, *last)));
            }
        }
        for (first, last) in &stretches {
            let year = of(&mut years, *first)?;
            year.off.retain(|old| stretches.contains(old) || old.1 < *first || *last < old.0);
            year.work.retain(|day| !(*first..=*last).contains(day));
        }
        for stretch in &stretches {
            let year = of(&mut years, stretch.0)?;
            if !year.off.contains(stretch) {
                year.off.push(*stretch);
            }
        }
        for until in &notice.until {
            prolong(of(&mut years, *until)?, *until)?;
        }
        for day in &notice.free {
            let year = of(&mut years, *day)?;
            year.work.retain(|known| known != day);
            if !is_weekend(*day) && !is_off(year, *day) {
                year.off.push((*day, *day));
            }
        }
        for day in &notice.work {
            let year = of(&mut years, *day)?;
            if !year.work.contains(day) {
                year.work.push(*day);
            }
        }
        let mut calendar = self;
        for mut year in years {
            year.off.sort_unstable();
            year.work.sort_unstable();
            if calendar.year(year.year) == Some(&year) {
                continue;
            }
            year.source = format!("{}; {source}", year.source);
            calendar = calendar.with_year(year)?;
        }
        calendar.holds(notice)
    }

    /// Checks every day of the notice against the resulting calendar, since two sentences of the notice may contradict each other.
    fn holds(self, notice: &HolidayNotice) -> Result<Calendar, CalendarProblem> {
        let off = notice.off.iter().flat_map(|(first, last)| each(*first, *last));
        let off = off.chain(notice.until.iter().chain(&notice.free).copied()).map(|day| (day, false));
        let weekdays = notice.normal.iter().filter(|day| !is_weekend(**day));
        let work = weekdays.chain(&notice.work).map(|day| (*day, true));
        let wrong = off.chain(work).find(|(day, works)| self.is_working_day(*day) != *works);
        wrong.map_or(Ok(()), |(day, _)| Err(CalendarProblem::Contradiction(day)))?;
        Ok(self)
    }
}

/// The calendar year of a day, to be changed.
fn of(years: &mut [Year], day: Date) -> Result<&mut Year, CalendarProblem> {
    years.iter_mut().find(|year| year.year == day.year()).ok_or(CalendarProblem::Unknown(day.year()))
}

fn is_off(year: &Year, day: Date) -> bool {
    year.off.iter().any(|(first, last)| (*first..=*last).contains(&day))
}

/// Removes a day from its period of days off.
fn works_after_all(year: &mut Year, day: Date) {
    let parts = |(first, last): (Date, Date)| {
        if !(first..=last).contains(&day) {
            return vec![(first, last)];
        }
        let before = (first, day.saturating_sub(1.day()));
        let behind = (day.saturating_add(1.day()), last);
        [before, behind].into_iter().filter(|(first, last)| first <= last).collect()
    };
    year.off = std::mem::take(&mut year.off).into_iter().flat_map(parts).collect();
}

/// Prolongs the last festival before a day up to that day.
fn prolong(year: &mut Year, until: Date) -> Result<(), CalendarProblem> {
    if year.off.iter().any(|(_, last)| *last == until) {
        return Ok(());
    }
    let unclear = || CalendarProblem::Unclear(span(until, until));
    if is_off(year, until) {
        return Err(unclear());
    }
    let before = year.off.iter_mut().filter(|(_, last)| *last < until).max_by_key(|(_, last)| *last);
    let stretch = before.filter(|(_, last)| i64::from((until - *last).get_days()) <= LONGEST_GAP);
    let stretch = stretch.ok_or_else(unclear)?;
    year.work.retain(|day| !(stretch.1..=until).contains(day));
    stretch.1 = until;
    Ok(())
}

/// The days as a notice writes them.
fn span(first: Date, last: Date) -> String {
    let day = format!("{}月{}日", first.month(), first.day());
    match last {
        last if last == first => day,
        last if last.month() == first.month() => format!("{day}至{}日", last.day()),
        last => format!("{day}至{}月{}日", last.month(), last.day()),
    }
}

/// The year that a day belongs to: the one before the notice's year, or the notice's own.
fn home<'a>(before: &'a mut Option<Year>, year: &'a mut Year, day: Date) -> &'a mut Year {
    match before {
        Some(before) if before.year == day.year() => before,
        _ => year,
    }
}

/// The parts of a period, each within one year.
fn by_year(first: Date, last: Date) -> Vec<(Date, Date)> {
    if first.year() == last.year() {
        return vec![(first, last)];
    }
    let turn = last.first_of_year();
    match turn.yesterday() {
        Ok(eve) => vec![(first, eve), (turn, last)],
        Err(_) => vec![(first, last)],
    }
}
