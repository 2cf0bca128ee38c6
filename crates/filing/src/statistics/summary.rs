//! The summary of counts over a period.

use crate::{
    form::FilingKind,
    identifier::ProviderId,
    paper::RequestKind,
    statistics::{
        BY_BUREAU, BY_PROVIDER, CONFLICTS, Counts, FLOW, FilingCount, LATE, PAPER, PROVIDER, RETURNED, TIME,
        WHOLE, code,
        tables::{
            ConflictsRow, DurationKind, FilingsRow, PaperRow, ProvidersRow, ReturnedBy, ReturnsRow, TimesRow,
        },
    },
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Summary of the counts of a period.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Statistics {
    /// Filings by month and kind.
    pub filings: Vec<FilingsRow>,
    /// Durations by month.
    pub times: Vec<TimesRow>,
    /// Durations over the whole period.
    pub overall: Vec<TimesRow>,
    /// Returned fields by month, the most frequent first.
    pub returns: Vec<ReturnsRow>,
    /// Conflicts by month and kind.
    pub conflicts: Vec<ConflictsRow>,
    /// Paper requests by month and kind.
    pub paper: Vec<PaperRow>,
    /// Checks by each access provider over the whole period. The open data omit them.
    pub providers: Vec<ProvidersRow>,
}

/// Most fields of a month that are named. All other fields are counted together.
pub(super) const MOST_FIELDS: usize = 40;

/// Number of durations, by working days.
#[derive(Debug, Default)]
pub(super) struct Histogram {
    days: BTreeMap<u32, u64>,
    late: u64,
}

impl Histogram {
    pub(super) fn of(counts: &Counts) -> Histogram {
        let day = |(name, count): (&String, &u64)| Some((name.strip_prefix('d')?.parse().ok()?, *count));
        Histogram {
            days: counts.iter().filter_map(day).collect(),
            late: counts.get(LATE).copied().unwrap_or(0),
        }
    }

    pub(super) fn ended(&self) -> u64 {
        self.days.values().sum()
    }

    pub(super) fn in_time(&self) -> u64 {
        self.ended().saturating_sub(self.late)
    }

    /// The duration at this rank, in working days. The shortest has rank 1.
    pub(super) fn ranked(&self, rank: u64) -> u32 {
        let mut seen = 0;
        let reached = |(days, count): (&u32, &u64)| {
            seen += count;
            (seen >= rank).then_some(*days)
        };
        self.days.iter().find_map(reached).unwrap_or_default()
    }

    pub(super) fn median(&self) -> f64 {
        let ended = self.ended();
        f64::from(self.ranked(ended.div_ceil(2)) + self.ranked(ended / 2 + 1)) / 2.0
    }

    pub(super) fn ninth_decile(&self) -> u32 {
        self.ranked((self.ended() * 9).div_ceil(10))
    }
}

/// A share between 0 and 1, rounded to three decimal places.
pub(super) fn share(part: u64, whole: u64) -> f64 {
    // A count of filings is far below the limit up to which a float is exact.
    #[expect(clippy::cast_precision_loss, reason = "counts are small")]
    let share = part as f64 / whole.max(1) as f64;
    (share * 1000.0).round() / 1000.0
}

pub(super) fn month(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

impl Statistics {
    /// Returns the summary of the days from `from` to `to`. Each item of `days` has a day, the name of a group and the counts
    /// of this group on that day. Counts of other days are left out.
    pub fn of(days: impl IntoIterator<Item = (Date, String, Counts)>, from: Date, to: Date) -> Statistics {
        let mut months: BTreeMap<(String, String), Counts> = BTreeMap::new();
        let mut all: BTreeMap<String, Counts> = BTreeMap::new();
        for (day, group, counts) in days.into_iter().filter(|(day, ..)| (from..=to).contains(day)) {
            add(months.entry((month(day), group.clone())).or_default(), &counts);
            add(all.entry(group).or_default(), &counts);
        }
        let mut found = Statistics::default();
        for ((period, group), counts) in &months {
            found.add_month_group(period, group, counts);
        }
        let period = format!("{}/{}", month(from), month(to));
        found.overall = all.iter().filter_map(|(group, counts)| times(&period, group, counts)).collect();
        found.providers = all.iter().filter_map(|(group, counts)| provider(group, counts)).collect();
        found
    }

    pub(super) fn add_month_group(&mut self, period: &str, group: &str, counts: &Counts) {
        let named = |what: &str| counts.get(what).copied().unwrap_or(0);
        let period = period.to_owned();
        match group {
            FLOW => self.filings.extend(FilingKind::ALL.into_iter().filter_map(|kind| {
                let of = |flow: FilingCount| named(&format!("{}.{}", flow.as_str(), code(kind)));
                let row = FilingsRow {
                    period: period.clone(),
                    kind,
                    submitted: of(FilingCount::Submitted),
                    submitted_again: of(FilingCount::SubmittedAgain),
                    forwarded: of(FilingCount::Forwarded),
                    returned_by_provider: of(FilingCount::ReturnedByProvider),
                    sheet_arrived: of(FilingCount::SheetArrived),
                    returned_to_owner: of(FilingCount::ReturnedToOwner),
                    returned_to_provider: of(FilingCount::ReturnedToProvider),
                    amended: of(FilingCount::Amended),
                    approved: of(FilingCount::Approved),
                    withdrawn: of(FilingCount::Withdrawn),
                };
                let suffix = format!(".{}", code(kind));
                counts.keys().any(|name| name.ends_with(&suffix)).then_some(row)
            })),
            PAPER => self.paper.extend(RequestKind::ALL.into_iter().filter_map(|kind| {
                let of = |what: &str| named(&format!("{what}.{}", code(kind)));
                let (received, approved, refused) = (of("received"), of("approved"), of("refused"));
                (received + approved + refused > 0).then(|| PaperRow {
                    period: period.clone(),
                    kind,
                    received,
                    approved,
                    refused,
                })
            })),
            CONFLICTS => self.conflicts.extend(counts.iter().filter_map(|(name, count)| {
                let kind = serde_json::from_value(serde_json::Value::String(name.clone())).ok()?;
                Some(ConflictsRow { period: period.clone(), kind, conflicts: *count })
            })),
            BY_PROVIDER => self.add_returns(&period, ReturnedBy::Provider, counts),
            BY_BUREAU => self.add_returns(&period, ReturnedBy::Bureau, counts),
            _ => self.times.extend(times(&period, group, counts)),
        }
    }

    pub(super) fn add_returns(&mut self, period: &str, by: ReturnedBy, counts: &Counts) {
        let mut fields: Vec<(&String, u64)> = counts.iter().map(|(field, count)| (field, *count)).collect();
        fields.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(other.0)));
        let others: u64 = fields.iter().skip(MOST_FIELDS).map(|(_, count)| count).sum();
        let row = |field: &str, returns| ReturnsRow {
            period: period.to_owned(),
            by,
            field: field.to_owned(),
            returns,
        };
        self.returns.extend(fields.iter().take(MOST_FIELDS).map(|(field, count)| row(field, *count)));
        self.returns.extend((others > 0).then(|| row("*", others)));
    }
}

pub(super) fn add(to: &mut Counts, counts: &Counts) {
    for (name, count) in counts {
        *to.entry(name.clone()).or_default() += count;
    }
}

/// The durations of a group; `None` when the group has none.
pub(super) fn times(period: &str, group: &str, counts: &Counts) -> Option<TimesRow> {
    let read = |code: &str| serde_json::Value::String(code.to_owned());
    let (span, kind) = match (group.strip_prefix(TIME), group.strip_prefix(WHOLE)) {
        (Some(limit), _) => (serde_json::from_value(read(limit)).ok()?, None),
        (_, Some(kind)) => (DurationKind::Whole, serde_json::from_value(read(kind)).ok()?),
        _ => return None,
    };
    let took = Histogram::of(counts);
    let ended = took.ended();
    let in_time = (span != DurationKind::Whole).then(|| took.in_time());
    (ended > 0).then(|| TimesRow {
        period: period.to_owned(),
        span,
        kind,
        ended,
        in_time,
        share_in_time: in_time.map(|in_time| share(in_time, ended)),
        median_days: took.median(),
        ninth_decile_days: took.ninth_decile(),
    })
}

pub(super) fn provider(group: &str, counts: &Counts) -> Option<ProvidersRow> {
    let provider = ProviderId::parse(group.strip_prefix(PROVIDER)?).ok()?;
    let took = Histogram::of(counts);
    let (checked, in_time) = (took.ended(), took.in_time());
    Some(ProvidersRow {
        provider,
        checked,
        in_time,
        share_in_time: share(in_time, checked),
        median_days: took.median(),
        returned: counts.get(RETURNED).copied().unwrap_or(0),
    })
}
